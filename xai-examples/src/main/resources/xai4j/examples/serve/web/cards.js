/** An answer as a card: the picture with its numbers, and what can be done with it. */
import * as api from './api.js';
import { el, number, percent, signed } from './dom.js';
import { Overlay } from './overlay.js';
import { prototypes } from './prototypes.js';
import { tree } from './tree.js';

export function card(result, picture) {
  const body = { prototypes, tree }[result.kind]?.(result, picture) ?? [map(result, picture)];
  const node = el('article', { className: 'card' }, head(result), ...body, ...result.verdicts.map(verdict), actions(result));
  if (result.kind === 'prototypes' || result.kind === 'tree') {
    node.classList.add('broad');
  }
  node.tabIndex = -1;
  return node;
}

const verdict = (text) => el('p', { className: 'verdict' }, text);

/** Objects are counted from one by people, and from nought by programs. */
const counted = (label) => label.replace(/^box (\d+): /, (all, number) => `${Number(number) + 1}. `);

function head(result) {
  const { provenance, model, targets } = result;
  const what = targets.map((target) => counted(target.label)).slice(0, 3).join(', ');
  const close = el('button', { type: 'button', className: 'close', title: 'Remove this answer', ariaLabel: `Remove ${provenance.method}: ${what}`, onclick: (event) => event.target.closest('.card').remove() }, '×');
  const { evaluations } = provenance;
  return el('header', {}, el('div', {},
    el('h3', {}, `${provenance.method}: ${what}`),
    el('p', { className: 'note' }, `${model} · ${provenance.score} · ${evaluations} ${evaluations === 1 ? 'evaluation' : 'evaluations'} · ${provenance.seconds.toFixed(2)} s`)), close);
}

function map(result, picture) {
  if (!result.values) {
    return sheet(result);
  }
  const overlay = new Overlay(picture, result);
  const canvas = el('canvas', { tabIndex: 0, role: 'img' });
  const readout = el('p', { className: 'readout', role: 'status' });
  const legend = el('canvas', { 'aria-hidden': 'true' });
  const redraw = () => {
    overlay.draw(canvas);
    canvas.setAttribute('aria-label', described(overlay));
  };
  const stage = el('figure', { className: 'stage' }, canvas);
  hover(canvas, overlay, readout);
  overlay.legend(legend);
  redraw();
  const controls = el('div', { className: 'controls' }, readout,
    el('div', { className: 'legend' }, result.signed ? `against ${number(-overlay.limit())}` : '0', legend, result.signed ? `for ${number(overlay.limit())}` : number(overlay.limit())),
    slider('Strength', 0.8, (value) => { overlay.strength = value; redraw(); }),
    slider('Threshold', 0, (value) => { overlay.threshold = value; redraw(); }));
  if (result.kind === 'regions') {
    controls.append(actAndCheck(result, overlay, redraw));
  }
  return el('div', { className: 'card-body' }, tabs(result, (t) => { overlay.target = t; redraw(); }), stage, controls);
}

function tabs(result, choose) {
  if (result.targets.length < 2) {
    return null;
  }
  const buttons = result.targets.map((target, t) => el('button', {
    type: 'button', className: 'small', ariaPressed: String(t === 0),
    onclick: () => {
      buttons.forEach((button, i) => button.setAttribute('aria-pressed', String(i === t)));
      choose(t);
    },
  }, `${target.label} ${number(target.score)}`));
  return el('div', { className: 'tabs', role: 'group', ariaLabel: 'Which of the targets is shown' }, ...buttons);
}

function described(overlay) {
  const { result, target } = overlay;
  let best = null;
  for (let row = 0; row < 3; row++) {
    for (let column = 0; column < 3; column++) {
      const seen = overlay.at((column + 0.5) / 3, (row + 0.5) / 3);
      if (seen && (best === null || seen.value > best.value)) {
        best = { value: seen.value, name: `${['top', 'middle', 'bottom'][row]} ${['left', 'centre', 'right'][column]}` };
      }
    }
  }
  return `${result.provenance.method} of ${result.targets[target].label}${best ? `, strongest around the ${best.name}` : ''}. Arrow keys read the numbers.`;
}

function hover(canvas, overlay, readout) {
  let x = 0.5;
  let y = 0.5;
  const read = () => {
    const seen = overlay.at(x, y);
    readout.textContent = seen
      ? `${seen.region === undefined ? '' : `region ${seen.region}: `}${signed(seen.value)} (${percent(Math.abs(seen.value) / overlay.limit())} of the strongest)`
      : 'outside of what the model saw';
  };
  canvas.addEventListener('pointermove', (event) => {
    const place = canvas.getBoundingClientRect();
    x = (event.clientX - place.left) / place.width;
    y = (event.clientY - place.top) / place.height;
    read();
  });
  canvas.addEventListener('pointerleave', () => { readout.textContent = ''; });
  canvas.addEventListener('keydown', (event) => {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (step) {
      event.preventDefault();
      x = Math.min(0.99, Math.max(0.01, x + step[0] / 20));
      y = Math.min(0.99, Math.max(0.01, y + step[1] / 20));
      read();
      overlay.draw(canvas);
      const pen = canvas.getContext('2d');
      pen.lineWidth = 2;
      for (const [color, radius] of [['#fff', 7], ['#000', 9]]) {
        pen.strokeStyle = color;
        pen.beginPath();
        pen.arc(x * canvas.width, y * canvas.height, radius, 0, 7);
        pen.stroke();
      }
    }
  });
}

export function slider(name, value, change) {
  const shown = el('span', {}, percent(value));
  const field = el('input', { type: 'range', min: 0, max: 1, step: 0.05, value, ariaLabel: name, oninput: (event) => {
    shown.textContent = percent(Number(event.target.value));
    change(Number(event.target.value));
  } });
  return el('label', { className: 'slider' }, el('span', {}, name), field, shown);
}

function actAndCheck(result, overlay, redraw) {
  const answer = el('div', { className: 'check', role: 'status' });
  const button = el('button', { type: 'button', className: 'small', onclick: async () => {
    button.disabled = true;
    try {
      const check = await api.post(`/app/api/explanations/${result.id}/without-negatives`, {});
      overlay.hidden = new Set(check.hidden);
      redraw();
      answer.replaceChildren(told(check));
    } catch (problem) {
      answer.textContent = problem.message;
    }
    button.disabled = false;
  } }, 'Remove what speaks against it and ask again');
  return el('div', { className: 'act' }, button, answer);
}

function told(check) {
  if (check.hidden.length === 0) {
    return el('p', { className: 'note' }, 'Nothing speaks against it.');
  }
  const rows = check.before.map((before, t) => {
    const change = check.after[t].score - before.score;
    return el('tr', {}, el('td', {}, before.label), el('td', {}, percent(before.score)), el('td', {}, percent(check.after[t].score)),
      el('td', { className: change >= 0 ? 'up' : 'down' }, `${change >= 0 ? '+' : '−'}${percent(Math.abs(change))}`));
  });
  return el('div', {}, el('table', {}, el('tr', {}, ...['', 'before', 'after', 'change'].map((text) => el('th', {}, text))), ...rows),
    el('p', { className: 'note' }, `${check.hidden.length} ${check.hidden.length === 1 ? 'region' : 'regions'} hidden behind ${check.fill}.`));
}

function sheet(result) {
  const picture = el('img', { alt: `${result.provenance.method} of ${result.targets[0]?.label ?? ''}`, className: 'sheet' });
  api.image(`/app/api/explanations/${result.id}/png`).then((loaded) => { picture.src = loaded.src; }).catch(() => {});
  return el('figure', { className: 'stage' }, picture);
}

function actions(result) {
  const path = `/app/api/explanations/${result.id}`;
  const name = result.provenance.method;
  const link = `${location.origin}/#answer=${result.id}`;
  const copy = el('button', { type: 'button', className: 'small', title: 'A link by which others find this answer', onclick: async () => {
    try {
      await navigator.clipboard.writeText(link);
      copy.textContent = 'Link copied';
    } catch {
      history.replaceState(null, '', link);
      copy.textContent = 'The link stands above';
    }
  } }, 'Copy link');
  return el('div', { className: 'row' },
    el('button', { type: 'button', className: 'small', onclick: () => api.download(`${path}/png`, `${name}.png`) }, 'PNG'),
    el('button', { type: 'button', className: 'small', onclick: () => api.download(`${path}/json`, `${name}.json`) }, 'JSON'),
    el('button', { type: 'button', className: 'small', title: 'One file to keep, in which the answer can be looked at closely', onclick: () => api.download(`${path}/report`, `${name}.html`) }, 'Report'), copy);
}

/** Nine answers that differ in their seed alone, and how far they agree. */
export function seedCard(results, picture) {
  const figures = results.map((result, seed) => {
    const canvas = el('canvas', { role: 'img', ariaLabel: `seed ${seed}` });
    new Overlay(picture, result).draw(canvas);
    return el('figure', {}, canvas, el('figcaption', {}, `seed ${seed}`));
  });
  const values = results.map((result) => result.values[0]);
  const comparable = values.every((one) => one.length === values[0].length);
  const advice = 'What is seen with every seed can be trusted; what is seen with one is chance.';
  return el('article', { className: 'card broad', tabIndex: -1 }, head(results[0]),
    el('p', {}, comparable ? `Ranks agree by ${agreement(values).toFixed(2)} (1 would be: always the same). ${advice}` : advice),
    el('div', { className: 'seed-sheet' }, el('div', { className: 'seeds' }, ...figures), comparable ? together(results, values, picture) : null));
}

/** What the answers have in common, and where they differ. */
function together(results, values, picture) {
  const mean = values[0].map((unused, i) => values.reduce((sum, one) => sum + one[i], 0) / values.length);
  const spread = mean.map((middle, i) => Math.sqrt(values.reduce((sum, one) => sum + (one[i] - middle) ** 2, 0) / (values.length - 1)));
  const drawn = (result, label, words) => {
    const canvas = el('canvas', { role: 'img', ariaLabel: label });
    const overlay = new Overlay(picture, result);
    overlay.strength = 0.65;
    overlay.draw(canvas);
    return el('figure', {}, canvas, el('figcaption', {}, words));
  };
  return el('div', { className: 'together' },
    drawn({ ...results[0], values: [mean] }, 'the mean of all', 'the mean of the nine'),
    drawn({ ...results[0], kind: 'map', signed: false, values: [spread] }, 'how much they differ', 'where they differ, warm: by much'));
}

/** The mean correlation of ranks of any two. */
export function agreement(all) {
  const ranked = all.map(ranks);
  let sum = 0;
  let pairs = 0;
  for (let a = 0; a < ranked.length; a++) {
    for (let b = 0; b < a; b++, pairs++) {
      sum += correlation(ranked[a], ranked[b]);
    }
  }
  return sum / pairs;
}

function ranks(values) {
  const order = values.map((value, i) => i).sort((a, b) => values[a] - values[b]);
  const result = new Array(values.length);
  for (let from = 0; from < order.length;) {
    let to = from;
    while (to + 1 < order.length && values[order[to + 1]] === values[order[from]]) {
      to++;
    }
    for (let i = from; i <= to; i++) {
      result[order[i]] = (from + to) / 2;
    }
    from = to + 1;
  }
  return result;
}

function correlation(a, b) {
  const mean = (a.length - 1) / 2;
  let product = 0;
  let first = 0;
  let second = 0;
  for (let i = 0; i < a.length; i++) {
    product += (a[i] - mean) * (b[i] - mean);
    first += (a[i] - mean) ** 2;
    second += (b[i] - mean) ** 2;
  }
  return first === 0 || second === 0 ? (first === second ? 1 : 0) : product / Math.sqrt(first * second);
}
