/** This looks like that: parts of the picture beside the prototypes they are like, because of what, and points that add up. */
import * as api from './api.js';
import { el, number, percent, signed } from './dom.js';

export function prototypes(result, picture) {
  return result.targets.flatMap((target, t) => section(target, result.matches[t], result.sums[t], picture));
}

function section(target, matches, sum, picture) {
  const shown = matches.reduce((total, match) => total + match.points, 0);
  const rest = sum.logit - sum.bias - shown;
  const rows = matches.map((match) => [`prototype ${match.prototype} of ${match.label}: ${number(match.similarity)} × ${number(match.weight)}`, match.points]);
  rows.push([`the ${sum.prototypes - matches.length} other prototypes`, rest], ['bias', sum.bias]);
  const sure = sum.share === undefined ? null : el('p', { className: 'headline' }, `${target.label}: ${percent(sum.share)}${sum.next ? `; the next is ${sum.next} with ${percent(sum.nextShare)}` : ''}`);
  return [
    sure,
    el('div', { className: 'matches' }, ...matches.map((match) => pair(match, picture))),
    el('details', { open: true }, el('summary', {}, `Points that add up to ${number(sum.logit)} for ${target.label}`),
      el('table', { className: 'sum' },
        ...rows.map(([name, points]) => el('tr', {}, el('td', {}, name), el('td', {}, signed(points)))),
        el('tr', {}, el('th', {}, `score of ${target.label}`), el('th', {}, number(sum.logit)))),
      el('p', { className: 'note' }, 'Every class has such a sum, and the highest wins. By itself a sum means nothing: what counts is how far it is above the others.')),
  ];
}

function pair(match, picture) {
  const mine = el('canvas', { role: 'img', ariaLabel: 'the part of the picture' });
  const theirs = el('canvas', { role: 'img', ariaLabel: `a training picture of ${match.label}` });
  framed(mine, picture, match.box);
  if (match.patch.png) {
    api.decoded(`data:image/png;base64,${match.patch.png}`).then((training) => {
      const { naturalWidth: w, naturalHeight: h } = training;
      framed(theirs, training, match.patch.box && [match.patch.box[0] / w, match.patch.box[1] / h, match.patch.box[2] / w, match.patch.box[3] / h]);
    }).catch(() => {});
  }
  return el('div', { className: 'match' },
    el('div', { className: 'pair' },
      el('figure', {}, mine, el('figcaption', {}, 'this part')),
      el('b', {}, 'looks like'),
      el('figure', {}, theirs, el('figcaption', {}, `that of a ${match.label}`))),
    el('p', { className: 'check' }, el('strong', {}, `${signed(match.points)} points`), ` ${match.because?.words ?? ''}`),
    match.because ? because(match.because.bars) : null);
}

/** A picture with a frame around a place, the rest paled. */
function framed(canvas, picture, box) {
  canvas.width = 320;
  canvas.height = 320;
  const pen = canvas.getContext('2d');
  const scale = Math.min(320 / picture.naturalWidth, 320 / picture.naturalHeight);
  const w = picture.naturalWidth * scale;
  const h = picture.naturalHeight * scale;
  const left = (320 - w) / 2;
  const top = (320 - h) / 2;
  pen.drawImage(picture, left, top, w, h);
  if (!box) {
    return;
  }
  pen.fillStyle = 'rgba(255, 255, 255, 0.55)';
  pen.fillRect(left, top, w, h);
  const x = left + box[0] * w;
  const y = top + box[1] * h;
  const bw = (box[2] - box[0]) * w;
  const bh = (box[3] - box[1]) * h;
  pen.save();
  pen.beginPath();
  pen.rect(x, y, bw, bh);
  pen.clip();
  pen.drawImage(picture, left, top, w, h);
  pen.restore();
  pen.lineWidth = 4;
  pen.strokeStyle = '#d65400';
  pen.strokeRect(x, y, bw, bh);
}

function because(bars) {
  const most = Math.max(...bars.map((bar) => Math.abs(bar.value)), 1e-9);
  return el('div', { className: 'because', role: 'group', ariaLabel: 'By how much the likeness falls without each characteristic' },
    ...bars.map((bar) => {
      const fill = el('i', { className: bar.value < 0 ? 'minus' : '' });
      fill.style.left = '0';
      fill.style.width = `${(100 * Math.abs(bar.value)) / most}%`;
      return el('div', {}, el('span', {}, bar.name), el('span', { className: 'axis' }, fill), el('span', {}, `${bar.value < 0 ? '−' : '+'}${Math.abs(bar.value).toFixed(2)}`));
    }));
}
