/** A prediction as a path of decisions: the tree with the path lit, and what decided at each of them. */
import * as api from './api.js';
import { el, percent, svg } from './dom.js';
import { Overlay } from './overlay.js';

const STEP = 150;
const ROW = 30;
const LABEL = 190;

export function tree(result, picture) {
  return [
    el('p', {}, `${result.targets[0].label}: the whole path has a probability of ${percent(result.probability)}.`),
    el('div', { className: 'treebox', tabIndex: 0, role: 'img', ariaLabel: result.sentence }, drawn(result)),
    el('p', { className: 'note swipe' }, 'Swipe sideways to see the whole tree.'),
    el('h3', {}, 'What decided at each step'),
    decisions(result, picture),
  ];
}

function drawn(result) {
  const lit = new Set([result.root, ...result.paths[0].map((decision) => decision.chosen)]);
  const places = new Map();
  let rows = 0;
  let deepest = 0;
  const lay = (node, depth) => {
    deepest = Math.max(deepest, depth);
    const { children } = result.nodes[node];
    const y = children.length === 0 ? ROW * (0.7 + rows++) : middle(children.map((child) => lay(child, depth + 1)));
    places.set(node, [20 + STEP * depth, y]);
    return y;
  };
  lay(result.root, 0);
  const width = 20 + STEP * deepest + LABEL;
  const drawing = svg('svg', { viewBox: `0 0 ${width} ${ROW * (rows + 0.4)}`, width, 'aria-hidden': 'true' });
  const lines = [];
  const dots = [];
  for (const [node, [x, y]] of places) {
    for (const child of result.nodes[node].children) {
      const [cx, cy] = places.get(child);
      const on = lit.has(node) && lit.has(child);
      lines.push([on, svg('path', { d: `M${x} ${y}C${x + STEP / 2} ${y} ${cx - STEP / 2} ${cy} ${cx} ${cy}`, class: on ? 'lit' : '' })]);
    }
    const leaf = result.nodes[node].children.length === 0;
    const group = svg('g', { class: lit.has(node) ? 'lit' : '' }, svg('circle', { cx: x, cy: y, r: lit.has(node) ? 7 : 5 }));
    if (leaf || (lit.has(node) && node !== result.root)) {
      const text = svg('text', leaf ? { x: x + 12, y: y + 4 } : { x, y: y - 12, 'text-anchor': 'middle' });
      text.textContent = leaf ? `${result.nodes[node].name} ${percent(result.probabilities[node])}` : percent(result.probabilities[node]);
      group.append(text);
    }
    dots.push(group);
  }
  lines.sort((a, b) => a[0] - b[0]);
  drawing.append(...lines.map((line) => line[1]), ...dots);
  return drawing;
}

const middle = (values) => (Math.min(...values) + Math.max(...values)) / 2;

function decisions(result, picture) {
  return el('ol', { className: 'decisions' }, ...result.paths[0].map((decision, step) => {
    const canvas = el('canvas', { role: 'img', ariaLabel: `what decided for ${decision.name}` });
    new Overlay(picture, {}).draw(canvas);
    api.explain({ picture: result.picture, model: result.model, decision: decision.chosen })
      .then((why) => new Overlay(picture, why).draw(canvas))
      .catch(() => canvas.replaceWith(el('p', { className: 'note' }, 'no map for this decision')));
    return el('li', {}, canvas, el('strong', {}, `${step + 1}. ${decision.name}`), el('span', {}, `${percent(decision.probability)} here`));
  }));
}
