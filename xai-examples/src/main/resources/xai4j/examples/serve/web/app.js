/** The page: a picture, what models say of it, and why. */
import * as api from './api.js';
import { card, seedCard } from './cards.js';
import { $, el, percent } from './dom.js';
import { grouped } from './methods.js';
import { changed, fields } from './options.js';
import * as pictures from './pictures.js';
import * as tour from './tour.js';

const state = { picture: null, model: null, other: '', running: null, said: null };
const cardsOf = new Map();

const modelCard = async (name) => {
  if (!cardsOf.has(name)) {
    cardsOf.set(name, await api.json(`/app/api/models/${name}`));
  }
  return cardsOf.get(name);
};

async function begin() {
  const names = await api.json('/app/api/models');
  for (const name of names) {
    $('model').append(el('option', { value: name }, name));
    $('other').append(el('option', { value: name }, name));
  }
  $('model').addEventListener('change', () => chooseModel($('model').value));
  $('other').addEventListener('change', () => { state.other = $('other').value; predict(); });
  $('method').addEventListener('change', methodChosen);
  $('target').addEventListener('change', targetChosen);
  $('order').addEventListener('submit', (event) => { event.preventDefault(); ask(); });
  $('cancel').addEventListener('click', () => state.running?.abort());
  $('seeds').addEventListener('click', nineSeeds);
  const examples = await pictures.begin(choosePicture);
  $('tour-open').hidden = !tour.possible(names, examples);
  $('tour-open').addEventListener('click', tour.open);
  window.addEventListener('hashchange', linked);
  await chooseModel(names[0]);
  if (!(await linked()) && examples.length > 0) {
    await choosePicture(examples[0].id);
  }
}

/** Shows the answer that the address names. */
async function linked() {
  const id = new URLSearchParams(location.hash.slice(1)).get('answer');
  if (!id) {
    return false;
  }
  try {
    const result = await api.json(`/app/api/explanations/${encodeURIComponent(id)}`);
    await chooseModel(result.model);
    $('model').value = result.model;
    await choosePicture(result.picture);
    await show(result);
    return true;
  } catch (problem) {
    $('order-message').textContent = problem.message;
    return false;
  }
}

async function choosePicture(id) {
  state.picture = id;
  pictures.mark(id);
  try {
    const picture = await api.photo(id);
    $('photo').src = picture.src;
    await predict();
  } catch (problem) {
    $('picture-message').textContent = problem.message;
  }
}

async function chooseModel(name) {
  state.model = await modelCard(name);
  const before = $('method').value;
  const usable = state.model.methods;
  $('method').replaceChildren(...grouped(usable));
  const own = preferred(state.model);
  $('method').value = own !== state.model.usual || !usable.some((one) => one.name === before) ? own : before;
  methodChosen();
  await predict();
}

const preferred = (model) => (model.prototypes ? 'prototypes' : model.decided ? 'nbdt-soft' : model.usual);

const method = () => state.model.methods.find((one) => one.name === $('method').value);

function methodChosen() {
  const chosen = method();
  if (!chosen) {
    return;
  }
  $('meaning').textContent = chosen.reason ? `${chosen.meaning} · ${chosen.applicability}: ${chosen.reason}` : chosen.meaning;
  const starting = chosen.options.map((option) => ({ ...option, byDefault: option.value, value: state.model.starting[option.name] ?? option.value }));
  $('option-fields').replaceChildren(...fields(starting));
  $('options').hidden = chosen.options.length === 0;
  $('seeds').hidden = !chosen.options.some((option) => option.name === 'seed');
}

async function predict() {
  if (!state.picture || !state.model) {
    return;
  }
  const wanted = `${state.picture} ${state.model.name} ${state.other}`;
  state.said = wanted;
  const names = [state.model.name, state.other].filter((name, i, all) => name && all.indexOf(name) === i);
  const blocks = [];
  for (const name of names) {
    try {
      const said = await api.json(`/app/api/models/${name}/predictions/${state.picture}`);
      blocks.push(await bars(name, said, names.length > 1));
      if (name === state.model.name) {
        targets(said);
        boxes(said);
      }
    } catch (problem) {
      blocks.push(el('p', { className: 'message' }, `${name}: ${problem.message}`));
    }
  }
  if (state.said === wanted) {
    $('bars').replaceChildren(...blocks);
  }
}

async function bars(name, said, named) {
  const known = await modelCard(name);
  const items = said.top.length > 0 ? said.top : said.found.slice(0, 8);
  return el('div', {}, named ? el('h3', {}, name) : null,
    items.length === 0 ? el('p', { className: 'note' }, 'It finds nothing here.') : null,
    el('ol', {}, ...items.map((item, i) => {
      const fill = el('i');
      fill.style.width = `${Math.max(0, Math.min(100, 100 * item.score))}%`;
      const seen = known.visualizable && item.index !== undefined;
      const label = seen
        ? el('button', { type: 'button', className: 'see', title: 'What does this class want to see?', onclick: () => classPicture(name, item) }, item.label)
        : el('span', {}, known.detector ? `${i + 1}. ${item.label}` : item.label);
      return el('li', {}, label, el('span', {}, percent(item.score)), el('span', { className: 'track' }, fill));
    })), known.visualizable && !known.detector && !named ? el('p', { className: 'note' }, 'Choose a name to see what the network looks for in it.') : null);
}

/** What a detector found, where it was found; each can be chosen to be asked about. */
function boxes(said) {
  const found = state.model.detector ? said.found.slice(0, 20) : [];
  $('boxes').replaceChildren(...found.map((object, i) => {
    const [left, top, right, bottom] = object.box;
    const box = el('button', { type: 'button', className: 'found', title: 'Ask about this one', ariaLabel: `${i + 1}. ${object.label}, ${percent(object.score)}`, onclick: () => {
      $('target').value = `box:${i}`;
      targetChosen();
    } }, el('span', { ariaHidden: 'true' }, `${i + 1}`));
    box.style.left = `${100 * Math.max(0, left)}%`;
    box.style.top = `${100 * Math.max(0, top)}%`;
    box.style.width = `${100 * (Math.min(1, right) - Math.max(0, left))}%`;
    box.style.height = `${100 * (Math.min(1, bottom) - Math.max(0, top))}%`;
    return box;
  }));
  // large ones below small ones, so that each can be reached
  [...$('boxes').children].sort((a, b) => b.offsetWidth * b.offsetHeight - a.offsetWidth * a.offsetHeight).forEach((box, depth) => { box.style.zIndex = String(depth + 1); });
  targetChosen();
}

function targets(said) {
  const before = $('target').value;
  const some = (value, text) => el('option', { value }, text);
  const choices = state.model.detector
    ? [some('predicted', 'the surest object'), ...said.found.slice(0, 20).map((object, i) => some(`box:${i}`, `${i + 1}. ${object.label}`))]
    : [some('predicted', 'what it says'), some('top:3', 'its first three'), some('contrast', 'this rather than that…'),
      ...said.top.map((item) => some(String(item.index), item.label)),
      ...state.model.labels.map((label, i) => [label, i]).filter(([, i]) => !said.top.some((item) => item.index === i)).slice(0, 2000).map(([label, i]) => some(String(i), label))];
  $('target').replaceChildren(...choices);
  if (choices.some((choice) => choice.value === before)) {
    $('target').value = before;
  }
  const classes = [...said.top, ...state.model.labels.map((label, index) => ({ label, index }))];
  $('against').replaceChildren(...classes.slice(1).map((item) => some(String(item.index), item.label)));
  state.first = said.top[0];
  targetChosen();
}

function targetChosen() {
  $('against-field').hidden = $('target').value !== 'contrast';
  const asked = $('target').value === 'predicted' ? 'box:0' : $('target').value;
  [...$('boxes').children].forEach((box, i) => box.setAttribute('aria-pressed', String(asked === `box:${i}`)));
}

const target = () => ($('target').value === 'contrast' ? `${state.first.index}-${$('against').value}` : $('target').value);

function order(model = state.model.name, extra = {}) {
  return { picture: state.picture, model, method: $('method').value, target: target(), options: { ...changed($('order'), method().options), ...extra } };
}

async function ask() {
  const orders = [order()];
  if (state.other && state.other !== state.model.name) {
    const other = await modelCard(state.other);
    if (other.methods.some((one) => one.name === $('method').value)) {
      orders.push(order(state.other));
    } else {
      $('order-message').textContent = `${$('method').value} cannot explain ${state.other}`;
    }
  }
  await working(async (control) => {
    let before = null;
    for (const one of orders) {
      before = await show(await api.explain(one, { signal: control.signal, onProgress: progress }), before);
    }
  });
}

async function nineSeeds() {
  await working(async (control) => {
    const results = [];
    for (let seed = 0; seed < 9; seed++) {
      results.push(await api.explain(order(state.model.name, { seed: String(seed) }), {
        signal: control.signal, onProgress: ({ done, total }) => progress({ done: seed + done / Math.max(total, done, 1), total: 9 }, `seed ${seed}`),
      }));
    }
    place(seedCard(results, await api.photo(state.picture)));
  });
}

/** Runs work that can be cancelled, with everything around it that says so. */
async function working(work) {
  state.running?.abort();
  const control = new AbortController();
  state.running = control;
  $('order-message').textContent = '';
  $('explain').disabled = true;
  $('seeds').disabled = true;
  $('cancel').hidden = false;
  $('progress').hidden = false;
  $('bar').removeAttribute('value');
  $('progress-text').textContent = 'working';
  try {
    await work(control);
  } catch (problem) {
    $('order-message').textContent = control.signal.aborted ? 'Cancelled.' : problem.message;
  }
  $('explain').disabled = false;
  $('seeds').disabled = false;
  $('cancel').hidden = true;
  $('progress').hidden = true;
}

function progress({ done, total }, text) {
  if (total <= 1) {
    return;
  }
  $('bar').value = Math.min(1, done / total);
  $('progress-text').textContent = text ?? `${Math.round(done)} of ${Math.max(done, total)}`;
}

async function show(result, before = null) {
  return place(card(result, await api.photo(result.picture)), before);
}

/** Puts an answer first, or behind another one that it is to be compared with. */
function place(node, before = null) {
  $('no-results').hidden = true;
  if (before) {
    before.after(node);
  } else {
    $('results').prepend(node);
  }
  node.scrollIntoView({ behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth', block: 'nearest' });
  return node;
}

async function classPicture(name, item) {
  const dialog = $('class-picture');
  const picture = el('img', { alt: `the picture that ${item.label} wants to see` });
  const note = el('p', { className: 'note', role: 'status' }, 'climbing uphill from grey; this takes some seconds the first time');
  dialog.replaceChildren(el('h2', { id: 'class-title' }, `What “${item.label}” wants to see`), el('figure', { className: 'stage' }, picture), note,
    el('p', { className: 'row' }, el('button', { type: 'button', onclick: () => dialog.close() }, 'Close')));
  dialog.showModal();
  try {
    picture.src = (await api.image(`/app/api/models/${name}/classes/${item.index}`)).src;
    note.textContent = `Made by ${name} itself: the pixels were moved until this class was as sure as it gets. Look for colours and patterns; nothing whole is needed to please it.`;
  } catch (problem) {
    note.textContent = problem.message;
  }
}

begin().catch((problem) => { $('picture-message').textContent = problem.message; });
