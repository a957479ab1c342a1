/** Choosing a picture: an example, a file, a photograph, the clipboard, or by dropping it. */
import * as api from './api.js';
import * as camera from './camera.js';
import { $, el } from './dom.js';

export async function begin(choose) {
  const examples = await api.json('/app/api/examples');
  const strip = $('examples');
  for (const example of examples) {
    const picture = el('img', { alt: '', width: 92, height: 92 });
    const thumb = el('button', {
      type: 'button', className: 'thumb', title: example.note || example.title, onclick: () => choose(example.id),
    }, picture, el('span', {}, example.title));
    thumb.dataset.id = example.id;
    thumb.setAttribute('aria-pressed', 'false');
    strip.append(thumb);
    api.photo(example.id).then((loaded) => { picture.src = loaded.src; }).catch(() => thumb.remove());
  }
  const take = (file) => send(file, choose);
  $('file').addEventListener('change', (event) => take(event.target.files[0]));
  $('camera').addEventListener('change', (event) => take(event.target.files[0]));
  camera.begin(take);
  document.addEventListener('paste', (event) => {
    const file = [...event.clipboardData.files].find((one) => one.type.startsWith('image/'));
    if (file) {
      take(file);
    }
  });
  dropping(take);
  return examples;
}

function dropping(take) {
  const drop = $('drop');
  for (const name of ['dragenter', 'dragover']) {
    document.addEventListener(name, (event) => {
      event.preventDefault();
      drop.classList.add('over');
    });
  }
  document.addEventListener('dragleave', (event) => {
    if (!event.relatedTarget) {
      drop.classList.remove('over');
    }
  });
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    drop.classList.remove('over');
    if (event.dataTransfer.files.length > 0) {
      take(event.dataTransfer.files[0]);
    }
  });
}

async function send(file, choose) {
  if (!file) {
    return;
  }
  const message = $('picture-message');
  message.textContent = '';
  try {
    const picture = await api.upload(file);
    message.textContent = picture.warnings.join(' · ');
    choose(picture.id);
  } catch (problem) {
    message.textContent = `This picture was not taken: ${problem.message}`;
  }
  $('file').value = '';
  $('camera').value = '';
}

export function mark(id) {
  for (const thumb of $('examples').children) {
    thumb.setAttribute('aria-pressed', String(thumb.dataset.id === id));
  }
}
