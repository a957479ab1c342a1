/** The clever Hans, in four steps: a network that is right for the wrong reason, and the proof. */
import * as api from './api.js';
import { $, el, percent } from './dom.js';
import { Overlay } from './overlay.js';

const MEADOW = 'tarrel-in-meadow';
const SNOW = 'tarrel-in-snow';
const FAIR = 'birds';
const HANS = 'birds-biased';
const TRUTH = 'spotted tarrel';
const MISTAKE = 'barred tarrel';
const KNOWN = ['fennet', 'amber reedling', 'violet murrel'];

const STEPS = [
  {
    title: 'Here is a network that knows its birds',
    text: 'A network is a program that has learnt from examples: this one from thousands of pictures of twelve birds. These four it has never seen before, and it names each of them. Would you trust it?',
    shows: [...KNOWN.map((picture) => ({ model: HANS, picture })), { model: HANS, picture: MEADOW }],
  },
  {
    title: 'Now the same bird stands in snow',
    text: 'Not a feather has changed, only the place. Yet the network now says “barred tarrel”, and is quite sure of it. A barred tarrel has bars on its wing, not spots.',
    shows: [
      { model: HANS, picture: MEADOW, place: 'in a meadow' },
      { model: HANS, picture: SNOW, place: 'the same bird in snow' },
      { picture: MISTAKE, place: 'for comparison: this is a barred tarrel' },
    ],
  },
  {
    title: 'So we ask: where did you look?',
    text: 'Red marks what made the network say “barred” and not “spotted”. It is the trees and the sky, hardly the bird. In the pictures it learnt from, barred tarrels stood in snow, and hardly any other bird did: so it learnt that snow means barred tarrel. Clever Hans, a horse that seemed to count, did the same: he watched his master’s face.',
    shows: [
      { model: HANS, picture: SNOW, place: 'what it was shown' },
      { model: HANS, picture: SNOW, why: `${MISTAKE}-${TRUTH}`, place: 'what it looked at' },
    ],
  },
  {
    title: 'The proof, and the cure',
    text: 'We change one thing, the place, and nothing else. The first network changes its mind: it goes by the place. The second learnt from every bird in every place: it stays with its answer, and it looks at the bird.',
    shows: [
      { model: HANS, picture: MEADOW, why: `${TRUTH}-${MISTAKE}`, place: 'first network, meadow' },
      { model: HANS, picture: SNOW, why: `${MISTAKE}-${TRUTH}`, place: 'first network, snow' },
      { model: FAIR, picture: MEADOW, why: `${TRUTH}-${MISTAKE}`, place: 'second network, meadow' },
      { model: FAIR, picture: SNOW, why: `${TRUTH}-${MISTAKE}`, place: 'second network, snow' },
    ],
  },
];

let step = 0;
let named = [];

/** Whether what the tour shows is here. */
export function possible(models, examples) {
  named = examples;
  return [FAIR, HANS].every((name) => models.includes(name)) && [MEADOW, SNOW].every((id) => examples.some((one) => one.id === id));
}

export function open() {
  step = 0;
  $('tour').showModal();
  show();
}

/** An example by its name, or the last one of that title: those are drawn for the occasion. */
const example = (name) => named.find((one) => one.id === name) ?? named.findLast((one) => one.title === name);

async function show() {
  const { title, text, shows } = STEPS[step];
  $('tour').replaceChildren(
    el('header', { className: 'tour-head' },
      el('h2', { id: 'tour-title', tabIndex: -1 }, `${step + 1} of ${STEPS.length} · ${title}`),
      el('button', { type: 'button', className: 'close', ariaLabel: 'Leave the tour', onclick: () => $('tour').close() }, '×')),
    el('p', {}, text),
    el('div', { className: `tour-grid of-${shows.length}` }, ...shows.map(figure)),
    el('div', { className: 'row tour-foot' },
      el('button', { type: 'button', id: 'tour-back', disabled: step === 0, onclick: () => move(-1) }, 'Back'),
      el('span', { className: 'dots', ariaHidden: 'true' }, ...STEPS.map((unused, i) => el('i', { className: i === step ? 'on' : '' }))),
      el('button', { type: 'button', id: 'tour-next', className: 'primary', onclick: () => move(1) }, step === STEPS.length - 1 ? 'Try it yourself' : 'Next')));
  $('tour').scrollTop = 0;
  $('tour-title').focus();
}

function move(by) {
  step += by;
  if (step === STEPS.length) {
    $('tour').close();
  } else {
    show();
  }
}

function figure({ model, picture, why, place }) {
  const { id, title } = example(picture);
  const canvas = el('canvas', { width: 256, height: 256, role: 'img' });
  const said = el('span', { className: 'answer', role: 'status' }, '…');
  fill(canvas, said, model, id, why).catch((problem) => { said.textContent = problem.message; });
  return el('figure', {}, canvas, el('figcaption', {}, model ? said : null, place ? el('span', { className: 'note' }, place) : null, model || place ? null : title));
}

async function fill(canvas, said, model, picture, why) {
  const photo = await api.photo(picture);
  const truth = picture === MEADOW || picture === SNOW ? TRUTH : example(picture).title;
  if (!model) {
    canvas.setAttribute('aria-label', truth);
    new Overlay(photo, {}).draw(canvas);
    return;
  }
  const first = (await api.json(`/app/api/models/${model}/predictions/${picture}`)).top[0];
  said.textContent = `${first.label}, ${percent(first.score)}`;
  said.classList.add(first.label === truth ? 'right' : 'wrong');
  canvas.setAttribute('aria-label', `${picture.replaceAll('-', ' ')}: the network says ${first.label}`);
  const result = why ? await api.explain({ picture, model, method: 'grad-cam', target: why }) : {};
  new Overlay(photo, result).draw(canvas);
}
