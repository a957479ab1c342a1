/** Talks to the service: JSON, pictures, and explanations as a stream of events. */
import { $ } from './dom.js';

const KEY = 'xai-token';

async function ask(path, init = {}) {
  const token = sessionStorage.getItem(KEY);
  const headers = { ...(init.headers || {}) };
  if (token) {
    headers.Authorization = `Bearer ${token}`;
  }
  const response = await fetch(path, { ...init, headers });
  if (response.status === 401) {
    await askForToken();
    return ask(path, init);
  }
  if (!response.ok) {
    throw new Error(await reason(response));
  }
  return response;
}

async function reason(response) {
  try {
    return (await response.json()).error;
  } catch {
    return `the service answers ${response.status}`;
  }
}

let asking = null;
function askForToken() {
  asking ??= new Promise((done) => {
    const dialog = $('token');
    dialog.addEventListener('close', () => {
      sessionStorage.setItem(KEY, $('token-value').value);
      $('token-value').value = '';
      asking = null;
      done();
    }, { once: true });
    dialog.showModal();
  });
  return asking;
}

export const json = async (path) => (await ask(path)).json();
export const post = async (path, body) => (await ask(path, {
  method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body),
})).json();
export const upload = async (file) => (await ask('/app/api/pictures', {
  method: 'POST', headers: { 'Content-Type': file.type || 'application/octet-stream' }, body: file,
})).json();

const images = new Map();

/** A picture of the service, loaded once. */
export function image(path) {
  if (!images.has(path)) {
    const loading = load(path);
    loading.catch(() => images.delete(path));
    images.set(path, loading);
    if (images.size > 60) {
      images.delete(images.keys().next().value);
    }
  }
  return images.get(path);
}

async function load(path) {
  return decoded(URL.createObjectURL(await (await ask(path)).blob()));
}

export async function decoded(url) {
  const picture = new Image();
  picture.src = url;
  await picture.decode();
  return picture;
}

export const photo = (id) => image(`/app/api/pictures/${id}`);

export async function download(path, name) {
  const url = URL.createObjectURL(await (await ask(path)).blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}

/** Orders an explanation; leaving by the signal stops the work on the other side, too. */
export async function explain(order, { signal, onProgress = () => {} } = {}) {
  const response = await ask('/app/api/explanations', {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(order), signal,
  });
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let pending = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) {
      throw new Error('the service ended before it had an answer');
    }
    pending += value;
    for (let end = pending.indexOf('\n\n'); end >= 0; end = pending.indexOf('\n\n')) {
      const [name, data] = event(pending.slice(0, end));
      pending = pending.slice(end + 2);
      if (name === 'progress') {
        onProgress(data);
      } else if (name === 'result') {
        return data;
      } else if (name === 'failed') {
        throw new Error(data.error);
      }
    }
  }
}

function event(text) {
  const lines = text.split('\n');
  return [lines[0].slice('event: '.length), JSON.parse(lines[1].slice('data: '.length))];
}
