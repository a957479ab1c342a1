// What somebody who cannot see the page, or cannot point at it, would stumble over; run in the page, gives a list of faults.
const scope = document.querySelector('dialog[open]') ?? document.body;
const faults = [];
const words = (node) => node.textContent.replace(/\s+/g, ' ').trim();
const where = (node) => `<${node.tagName.toLowerCase()}${node.id ? ` #${node.id}` : ''}${node.className && node.className.baseVal === undefined ? ` .${node.className}` : ''}> "${words(node).slice(0, 40)}"`;
const fault = (node, text) => faults.push(`${where(node)}: ${text}`);
const seen = (node) => node.checkVisibility({ visibilityProperty: true }) && !node.closest('[aria-hidden=true]');

function nameOf(node) {
  const by = node.getAttribute('aria-labelledby');
  if (by) {
    return by.split(/\s+/).map((id) => words(document.getElementById(id) ?? document.createElement('i'))).join(' ').trim();
  }
  const labels = [...(node.labels ?? [])].map(words).join(' ');
  return (node.getAttribute('aria-label') ?? (labels || node.getAttribute('alt') || (node.matches('input, select, textarea') ? '' : words(node)) || node.title || '')).trim();
}

const all = (css) => [...scope.querySelectorAll(css)];
for (const node of all('a[href], button, input, select, textarea, summary, [tabindex], [role=img], img, canvas, progress, video, dialog').filter(seen)) {
  if (!(node.matches('img') && node.getAttribute('alt') === '') && !(node.tabIndex === -1 && node.matches('article, section, h2')) && nameOf(node) === '') {
    fault(node, 'has no name');
  }
}
for (const img of all('img')) {
  if (!img.hasAttribute('alt')) {
    fault(img, 'has no alt');
  }
}
for (const node of all('[tabindex]')) {
  if (node.tabIndex > 0) {
    fault(node, `is out of order: tabindex ${node.tabIndex}`);
  }
}
const ids = [...document.querySelectorAll('[id]')].map((node) => node.id);
ids.filter((id, i) => ids.indexOf(id) !== i).forEach((id) => faults.push(`two elements have the id ${id}`));
for (const attribute of ['aria-labelledby', 'aria-describedby', 'aria-controls', 'for']) {
  for (const node of document.querySelectorAll(`[${attribute}]`)) {
    node.getAttribute(attribute).split(/\s+/).filter((id) => !document.getElementById(id)).forEach((id) => {
      if (!node.matches('dialog:not([open])')) {
        fault(node, `${attribute} names ${id}, which is not there`);
      }
    });
  }
}
let level = scope === document.body ? 0 : 1;
for (const heading of all('h1, h2, h3, h4, h5, h6').filter(seen)) {
  const own = Number(heading.tagName[1]);
  if (own > level + 1) {
    fault(heading, `is a heading of level ${own} below one of ${level}`);
  }
  level = own;
}
if (!document.documentElement.lang || !document.title) {
  faults.push('the page has no language or no title');
}
if (document.querySelectorAll('main').length !== 1 || document.querySelectorAll('h1').length !== 1) {
  faults.push('the page has not one main part and one first heading');
}
for (const node of all('button, select, summary, input:not([type=range]):not(.hidden), .button').filter(seen)) {
  const { width, height } = node.getBoundingClientRect();
  if (width < 23.5 || height < 23.5) {
    fault(node, `is ${width.toFixed(0)}×${height.toFixed(0)} pixels small`);
  }
}

const rgb = (text) => (text.match(/[\d.]+/g) ?? [0, 0, 0, 0]).map(Number);
const linear = (part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4);
const luminance = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);

function behind(node) {
  for (let up = node; up; up = up.parentElement) {
    const [r, g, b, a = 1] = rgb(getComputedStyle(up).backgroundColor);
    if (a > 0.99) {
      return [r, g, b];
    }
  }
  return [255, 255, 255];
}

const walker = document.createTreeWalker(scope, NodeFilter.SHOW_TEXT);
for (let text = walker.nextNode(); text; text = walker.nextNode()) {
  const node = text.parentElement;
  if (!text.data.trim() || !seen(node) || node.closest('button:disabled, .skip, option, script, svg')) {
    continue;
  }
  const style = getComputedStyle(node);
  const [light, dark] = [luminance(rgb(style.color)), luminance(behind(node))].sort((a, b) => b - a);
  const contrast = (light + 0.05) / (dark + 0.05);
  const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && Number(style.fontWeight) >= 700);
  if (contrast < (large ? 3 : 4.5)) {
    fault(node, `has a contrast of ${contrast.toFixed(2)}`);
  }
}
return faults;
