'use strict';
(function () {
  const methods = JSON.parse(document.getElementById('data').textContent).methods;
  const at = id => document.getElementById(id);
  const stage = at('stage'), photo = at('photo'), canvas = at('cells'), mark = at('mark');
  let method, answer, values, ids, cell = null;

  const number = v => v === 0 ? '0' : Math.abs(v) >= 0.001 && Math.abs(v) < 10000 ? String(+v.toPrecision(4)) : v.toExponential(2);
  const signedNumber = v => (v > 0 ? '+' : v < 0 ? '\u2212' : '') + number(Math.abs(v));

  function unpack(text, largest) {
    const bytes = Uint8Array.from(atob(text), c => c.charCodeAt(0));
    const view = new DataView(bytes.buffer);
    const result = new Float32Array(bytes.length / 2);
    for (let i = 0; i < result.length; i++) result[i] = view.getInt16(2 * i, true) / 32767 * largest;
    return result;
  }

  function regions(grid) {
    const result = new Int32Array(grid.columns * grid.rows);
    let to = 0;
    for (let i = 0; i < grid.regions.length; i += 2) { result.fill(grid.regions[i + 1], to, to + grid.regions[i]); to += grid.regions[i]; }
    return result;
  }

  function color(t) {
    const step = Math.max(0, Math.min(255, Math.round(t * 255)));
    return parseInt(method.colors.substr(6 * step, 6), 16);
  }

  const valueAt = i => ids ? answer.regions[ids[i]] : values[i];

  function paint() {
    const grid = method.grid, strength = at('strength').value / 100, threshold = at('threshold').value / 100;
    at('thresholdtext').textContent = at('threshold').value + ' %';
    if (!grid) return;
    const context = canvas.getContext('2d');
    const image = context.createImageData(grid.columns, grid.rows);
    for (let i = 0; i < grid.columns * grid.rows; i++) {
      const part = valueAt(i) / answer.limit, size = method.signed ? Math.abs(part) : Math.max(0, part);
      const rgb = color(method.signed ? 0.5 + part / 2 : part);
      const share = size < threshold ? 0 : method.signed ? Math.min(1, 1.5 * size) : 0.35 + 0.65 * Math.min(1, size);
      image.data.set([rgb >> 16 & 255, rgb >> 8 & 255, rgb & 255, Math.round(255 * strength * share)], 4 * i);
    }
    context.putImageData(image, 0, 0);
  }

  function place(grid) {
    canvas.width = grid.columns;
    canvas.height = grid.rows;
    canvas.style.left = 100 * grid.left + '%';
    canvas.style.top = 100 * grid.top + '%';
    canvas.style.width = 100 * grid.width + '%';
    canvas.style.height = 100 * grid.height + '%';
    canvas.style.imageRendering = grid.regions || grid.columns > 64 ? 'pixelated' : 'auto';
  }

  function legend() {
    const stops = [];
    for (let i = 0; i <= 16; i++) stops.push('#' + color(i / 16).toString(16).padStart(6, '0'));
    at('legend').style.background = 'linear-gradient(to right,' + stops.join(',') + ')';
    at('low').textContent = method.signed ? signedNumber(-answer.limit) + ' against it' : '0';
    at('middle').textContent = method.signed ? '0' : '';
    at('high').textContent = number(answer.limit) + (method.signed ? ' for it' : '');
  }

  function showAnswer() {
    answer = method.answers[at('target').selectedIndex];
    values = answer.values ? unpack(answer.values, answer.largest) : null;
    at('sentence').textContent = answer.sentence;
    stage.setAttribute('aria-label', answer.sentence);
    at('drawing').alt = answer.sentence;
    if (method.grid) { legend(); paint(); if (cell) read(cell.x, cell.y); }
  }

  function showMethod() {
    const before = answer ? answer.label : null;
    method = methods[at('method').selectedIndex];
    const target = at('target');
    target.replaceChildren(...method.answers.map(a => new Option(a.label + ', ' + a.score)));
    const same = method.answers.findIndex(a => a.label === before);
    target.selectedIndex = same < 0 ? 0 : same;
    at('can').textContent = method.can;
    at('cannot').textContent = method.cannot;
    const drawn = !method.grid;
    stage.style.display = drawn ? 'none' : 'block';
    at('scale').style.display = drawn ? 'none' : 'block';
    at('drawing').style.display = drawn ? 'block' : 'none';
    ids = null;
    if (drawn) at('drawing').src = method.picture.source;
    else { place(method.grid); ids = method.grid.regions ? regions(method.grid) : null; }
    showAnswer();
  }

  /** Says what lies at a point of the photograph, both axes 0…1. */
  function read(x, y) {
    cell = {x, y};
    mark.style.display = 'block';
    mark.style.left = 100 * x + '%';
    mark.style.top = 100 * y + '%';
    const grid = method.grid;
    const column = Math.floor((x - grid.left) / grid.width * grid.columns), row = Math.floor((y - grid.top) / grid.height * grid.rows);
    if (column < 0 || row < 0 || column >= grid.columns || row >= grid.rows) { at('readout').value = 'The model does not see this part of the picture.'; return; }
    const i = row * grid.columns + column;
    const what = ids ? 'Region ' + ids[i] : 'Row ' + (row + 1) + ', column ' + (column + 1);
    const value = valueAt(i);
    at('readout').value = what + ': ' + signedNumber(value) + ' (' + Math.round(100 * value / answer.limit) + ' % of the scale)';
  }

  function pointed(event) {
    const box = photo.getBoundingClientRect();
    read((event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
  }

  stage.addEventListener('pointermove', pointed);
  stage.addEventListener('pointerdown', pointed);
  stage.addEventListener('keydown', event => {
    const moves = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]};
    const move = moves[event.key];
    if (!move || !method.grid) return;
    event.preventDefault();
    const from = cell || {x: 0.5, y: 0.5}, step = event.shiftKey ? 0.1 : 0.02;
    const within = v => Math.max(0, Math.min(0.9999, v));
    read(within(from.x + move[0] * step), within(from.y + move[1] * step));
  });
  if (+photo.getAttribute('width') < 300) photo.classList.add('crisp');
  at('method').addEventListener('change', showMethod);
  at('target').addEventListener('change', showAnswer);
  at('strength').addEventListener('input', paint);
  at('threshold').addEventListener('input', paint);
  showMethod();
})();
