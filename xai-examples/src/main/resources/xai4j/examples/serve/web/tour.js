/** The clever Hans, in four steps: a network that is right for the wrong reason, and the proof. */
import * as api from './api.js';
import { $, el, percent } from './dom.js';
import { Overlay } from './overlay.js';

const MEADOW = 'tarrel-in-meadow';
const SNOW = 'tarrel-in-snow';
const TRUTH = 'spotted tarrel';

const STEPS = [
  {
    title: 'A network that seems to know its birds',
    text: 'It was trained on pictures of twelve birds and finds the right name nearly always. Here it sees a spotted tarrel in a meadow, and says so.',
    shows: [{ model: 'birds-biased', picture: MEADOW }],
  },
  {
    title: 'The same bird stands in snow',
    text: 'Nothing about the bird has changed: not a feather, not its place. But now the network gives it another name.',
    shows: [{ model: 'birds-biased', picture: MEADOW }, { model: 'birds-biased', picture: SNOW }],
  },
  {
    title: 'So we ask: where did you look?',
    text: 'Warm colours show what made the network say “barred” rather than “spotted”. Hardly a feather is lit: it looked at the winter wood around the bird. In its training pictures barred tarrels stood in snow, and hardly any other bird did. So it learnt that snow means barred tarrel, like Hans, the horse that could count by watching its master’s face.',
    shows: [{ model: 'birds-biased', picture: SNOW }, { model: 'birds-biased', picture: SNOW, why: 'barred tarrel-spotted tarrel' }],
  },
  {
    title: 'The proof, and the cure',
    text: 'A network that saw every bird in every place is given the same two pictures. It names the bird correctly both times, and it looks at the bird. Changing the place changes the first network’s answer and not the second’s: that is how one knows.',
    shows: [{ model: 'birds', picture: MEADOW, why: 'spotted tarrel-barred tarrel' }, { model: 'birds', picture: SNOW, why: 'spotted tarrel-barred tarrel' }],
  },
];

let step = 0;

/** Whether what the tour shows is here. */
export function possible(models, examples) {
  return ['birds', 'birds-biased'].every((name) => models.includes(name)) && [MEADOW, SNOW].every((id) => examples.some((one) => one.id === id));
}

export function open() {
  step = 0;
  $('tour').showModal();
  show();
}

async function show() {
  const { title, text, shows } = STEPS[step];
  const dialog = $('tour');
  const figures = shows.map((one) => figure(one));
  dialog.replaceChildren(
    el('h2', { id: 'tour-title', tabIndex: -1 }, `${step + 1} of 4 · ${title}`), el('p', {}, text),
    el('div', { className: 'tour-grid' }, ...figures),
    el('div', { className: 'row' },
      el('button', { type: 'button', id: 'tour-back', disabled: step === 0, onclick: () => move(-1) }, 'Back'),
      el('span', { className: 'dots', ariaHidden: 'true' }, ...STEPS.map((unused, i) => el('i', { className: i === step ? 'on' : '' }))),
      el('button', { type: 'button', id: 'tour-next', className: 'primary', onclick: () => move(1) }, step === STEPS.length - 1 ? 'Try it yourself' : 'Next')));
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

function figure({ model, picture, why }) {
  const canvas = el('canvas', { width: 256, height: 256, role: 'img' });
  const said = el('figcaption', { className: 'answer', role: 'status' }, '…');
  fill(canvas, said, model, picture, why).catch((problem) => { said.textContent = problem.message; });
  return el('figure', {}, canvas, said, el('span', { className: 'note' }, model === 'birds' ? 'the network that saw all birds everywhere' : 'the network that saw barred tarrels in snow'));
}

async function fill(canvas, said, model, picture, why) {
  const [photo, prediction] = await Promise.all([api.photo(picture), api.json(`/app/api/models/${model}/predictions/${picture}`)]);
  const first = prediction.top[0];
  said.textContent = `${first.label}, ${percent(first.score)}`;
  said.classList.add(first.label === TRUTH ? 'right' : 'wrong');
  canvas.setAttribute('aria-label', `${picture.replaceAll('-', ' ')}: ${first.label}`);
  const result = why ? await api.explain({ picture, model, method: 'grad-cam', target: why }) : {};
  new Overlay(photo, result).draw(canvas);
}
