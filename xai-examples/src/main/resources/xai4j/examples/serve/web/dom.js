/** Small pieces of a page. Text is only ever set as text, so that no label or file name becomes markup. */

export const $ = (id) => document.getElementById(id);

export function el(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith('on')) {
      node.addEventListener(name.slice(2), value);
    } else if (name in node && name !== 'list') {
      node[name] = value;
    } else {
      node.setAttribute(name, value);
    }
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

export function svg(tag, attributes = {}, ...children) {
  const node = document.createElementNS('http://www.w3.org/2000/svg', tag);
  Object.entries(attributes).forEach(([name, value]) => node.setAttribute(name, value));
  node.append(...children);
  return node;
}

export const percent = (share) => `${(100 * share).toFixed(share > 0.0995 || share === 0 ? 0 : 1)}\u00a0%`;

export function number(value) {
  const size = Math.abs(value);
  const text = size === 0 ? '0' : size >= 100 ? value.toFixed(0) : size >= 0.001 ? value.toPrecision(3) : value.toExponential(1);
  return text.replaceAll('-', '−');
}

export const signed = (value) => (value > 0 ? '+' : value < 0 ? '−' : '') + number(Math.abs(value));
