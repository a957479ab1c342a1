/** Draws the numbers of an explanation over its picture. */

const HEAT = [[48, 18, 59], [70, 107, 227], [40, 187, 236], [49, 242, 153], [162, 252, 60], [237, 208, 58], [251, 128, 34], [210, 49, 5], [122, 4, 3]];
const FOR = [214, 84, 0];
const AGAINST = [0, 90, 181];
const MOST = 640;

function heat(share) {
  const at = Math.min(0.9999, Math.max(0, share)) * (HEAT.length - 1);
  const low = Math.floor(at);
  return HEAT[low].map((from, i) => from + (HEAT[low + 1][i] - from) * (at - low));
}

export class Overlay {
  constructor(picture, result, target = 0) {
    this.picture = picture;
    this.result = result;
    this.target = target;
    this.strength = 0.8;
    this.threshold = 0;
    this.hidden = null;
  }

  /** The value of the last colour: common to all targets, the 99.5th percentile for values of single pixels. */
  limit() {
    if (this.largest === undefined) {
      this.largest = Math.max(...this.result.values.map((plane) => this.end(plane)), 0) || 1;
    }
    return this.largest;
  }

  /** Single pixels are seen on a paled picture only. */
  isOfPixels() {
    return this.result.kind === 'map' && this.result.signed;
  }

  end(plane) {
    const sizes = plane.map((value) => (this.result.signed ? Math.abs(value) : Math.max(0, value))).sort((a, b) => a - b);
    return sizes[Math.floor((sizes.length - 1) * (this.isOfPixels() ? 0.995 : 1))] || sizes[sizes.length - 1];
  }

  /** What is explained of a detector's picture is one of its objects. */
  frame(pen, canvas) {
    const box = this.result.targets?.[this.target]?.box;
    if (!box) {
      return;
    }
    const [left, top, right, bottom] = box.map((share, i) => share * (i % 2 === 0 ? canvas.width : canvas.height));
    for (const [color, width] of [['#fff', 5], ['#b4470f', 2.5]]) {
      pen.strokeStyle = color;
      pen.lineWidth = width;
      pen.strokeRect(left, top, right - left, bottom - top);
    }
  }

  /** The value at a place of the picture, given in shares of its sides; nothing outside of what the model saw. */
  at(x, y, smooth = true) {
    const { place, rows, columns, ids } = this.result;
    const across = (x - place[0]) / (place[2] - place[0]);
    const down = (y - place[1]) / (place[3] - place[1]);
    if (across < 0 || across >= 1 || down < 0 || down >= 1) {
      return null;
    }
    const values = this.result.values[this.target];
    if (ids) {
      const region = ids[Math.floor(down * rows) * columns + Math.floor(across * columns)];
      return { value: values[region], region };
    }
    return { value: smooth ? bilinear(values, columns, rows, across * columns - 0.5, down * rows - 0.5) : values[Math.floor(down * rows) * columns + Math.floor(across * columns)] };
  }

  draw(canvas) {
    const factor = Math.min(1, MOST / Math.max(this.picture.naturalWidth, this.picture.naturalHeight));
    const grown = Math.max(1, Math.round(320 / Math.max(this.picture.naturalWidth, this.picture.naturalHeight)));
    canvas.width = Math.max(1, Math.round(this.picture.naturalWidth * factor * grown));
    canvas.height = Math.max(1, Math.round(this.picture.naturalHeight * factor * grown));
    canvas.dataset.drawn = 'true';
    const pen = canvas.getContext('2d', { willReadFrequently: true });
    pen.drawImage(this.picture, 0, 0, canvas.width, canvas.height);
    if (this.result.values) {
      const pixels = pen.getImageData(0, 0, canvas.width, canvas.height);
      this.paint(pixels);
      pen.putImageData(pixels, 0, 0);
    }
    this.frame(pen, canvas);
  }

  paint({ data, width, height }) {
    const limit = this.limit();
    for (let y = 0; y < height; y++) {
      let before = -1;
      for (let x = 0; x < width; x++) {
        const at = 4 * (y * width + x);
        if (this.isOfPixels()) {
          pale(data, at, 0.75 * this.strength);
        }
        const seen = this.at((x + 0.5) / width, (y + 0.5) / height);
        if (!seen) {
          mix(data, at, [0, 0, 0], 0.5);
          continue;
        }
        if (this.hidden && this.hidden.has(seen.region)) {
          mix(data, at, [128, 128, 128], 0.94);
          continue;
        }
        const share = seen.value / limit;
        const [color, cover] = this.color(share);
        mix(data, at, color, cover * this.strength);
        if (seen.region !== undefined && before >= 0 && before !== seen.region) {
          mix(data, at, [255, 224, 0], 0.35 * this.strength);
        }
        before = seen.region ?? -1;
      }
    }
  }

  color(share) {
    if (Math.abs(share) < this.threshold) {
      return [FOR, 0];
    }
    if (this.result.signed) {
      return [share > 0 ? FOR : AGAINST, Math.min(1, (this.isOfPixels() ? 2 : 1.2) * Math.abs(share))];
    }
    return share <= 0 ? [HEAT[0], 0.35] : [heat(share), Math.min(1, 0.45 + 0.5 * share)];
  }

  legend(canvas) {
    canvas.width = 200;
    canvas.height = 10;
    const pen = canvas.getContext('2d');
    for (let x = 0; x < 200; x++) {
      const share = this.result.signed ? x / 100 - 1 : x / 200;
      const [r, g, b] = this.result.signed ? (share > 0 ? FOR : AGAINST) : heat(share);
      pen.fillStyle = `rgba(${r},${g},${b},${this.result.signed ? Math.abs(share) : 1})`;
      pen.fillRect(x, 0, 1, 10);
    }
  }
}

function pale(data, at, share) {
  const grey = 0.5 * (0.3 * data[at] + 0.59 * data[at + 1] + 0.11 * data[at + 2]) + 127;
  mix(data, at, [grey, grey, grey], share);
}

function mix(data, at, color, share) {
  for (let c = 0; c < 3; c++) {
    data[at + c] += (color[c] - data[at + c]) * share;
  }
}

function bilinear(values, columns, rows, x, y) {
  const cx = Math.min(columns - 1, Math.max(0, x));
  const cy = Math.min(rows - 1, Math.max(0, y));
  const x0 = Math.floor(cx);
  const y0 = Math.floor(cy);
  const x1 = Math.min(columns - 1, x0 + 1);
  const y1 = Math.min(rows - 1, y0 + 1);
  const top = values[y0 * columns + x0] * (1 - cx + x0) + values[y0 * columns + x1] * (cx - x0);
  const bottom = values[y1 * columns + x0] * (1 - cx + x0) + values[y1 * columns + x1] * (cx - x0);
  return top * (1 - cy + y0) + bottom * (cy - y0);
}
