/** The methods in groups that say what they look at. */
import { el } from './dom.js';

const GROUPS = [
  ['Models that explain themselves', /^(prototypes|nbdt-.*)$/],
  ['Where it looked: maps of a layer', /cam(\+\+)?$/],
  ['Which regions matter: by hiding them', /^(lime|.*shap|.*shapley.*|owen|occlusion|feature-ablation|anchors|rise|d-rise)$/],
  ['Which pixels matter: by gradients', /^(saliency|input-x-gradient|.*gradients|guided-.*|deconvnet|xrai|smooth-grad|deep-.*|lrp-.*)$/],
  ['Attention of transformers', /^(attention-.*|legrad|attn-.*)$/],
];

export function grouped(methods) {
  const groups = GROUPS.map(([title, names]) => [title, methods.filter((one) => names.test(one.name))]);
  const known = new Set(groups.flatMap(([, found]) => found.map((one) => one.name)));
  groups.push(['Others', methods.filter((one) => !known.has(one.name))]);
  const taken = new Set();
  return groups.map(([title, found]) => {
    const own = found.filter((one) => !taken.has(one.name));
    own.forEach((one) => taken.add(one.name));
    return own.length === 0 ? null : el('optgroup', { label: title }, ...own.map((one) => el('option', { value: one.name, title: one.meaning }, one.name)));
  }).filter((group) => group !== null);
}
