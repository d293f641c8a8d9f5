// Matrices as fields of colour, and images of weights.

/** A bar that says which colour is which value. */
function colorLegend(colors, label) {
  const canvas = element('canvas', { width: 120, height: 1, class: 'legend-bar', 'aria-hidden': 'true' });
  const context = canvas.getContext('2d');
  for (let x = 0; x < 120; ++x) {
    context.fillStyle = colors.color(colors.least + (colors.most - colors.least) * (x + 0.5) / 120);
    context.fillRect(x, 0, 1, 1);
  }
  return element('span', { class: 'color-legend' }, numberText(colors.least, 3), canvas, numberText(colors.most, 3), ` ${label}`);
}

/** Draws values row by row, a pixel each; what is no number stays clear. */
function paintField(canvas, values, rows, columns, color) {
  canvas.width = columns;
  canvas.height = rows;
  const image = new ImageData(columns, rows);
  for (let i = 0; i < rows * columns; ++i) {
    if (!Number.isFinite(values[i])) continue;
    const [r, g, b] = channels(color(values[i]));
    image.data.set([r, g, b, 255], 4 * i);
  }
  canvas.getContext('2d').putImageData(image, 0, 0);
}

class MatrixPlot {
  /** `options`: title, rowLabel, columnLabel, valueLabel. */
  constructor(parent, options) {
    this.options = options;
    this.values = element('output', { class: 'readout' });
    this.canvas = element('canvas', { class: 'matrix', role: 'img', 'aria-label': options.title });
    this.legend = element('div');
    this.labels = { rows: element('div', { class: 'matrix-rows' }), columns: element('div', { class: 'matrix-columns' }) };
    this.caption = element('figcaption');
    parent.append(element('figure', { class: 'chart' },
      element('div', { class: 'plot-head' }, element('span', { class: 'plot-title' }, options.title), this.values),
      element('div', { class: 'matrix-area' }, this.labels.rows, this.canvas, this.labels.columns), this.legend, this.caption));
    this.canvas.addEventListener('pointermove', (event) => this.point(event));
    this.canvas.addEventListener('pointerleave', () => { this.values.textContent = ''; });
  }

  /** `data`: rows, columns, posts_per_row, pres_per_column, values; `colors` as valueColors makes them. */
  set(data, colors) {
    this.data = data;
    paintField(this.canvas, data.values, data.rows, data.columns, colors.color);
    this.labels.rows.textContent = this.options.rowLabel;
    this.labels.columns.textContent = this.options.columnLabel;
    this.legend.replaceChildren(colorLegend(colors, this.options.valueLabel));
    const { posts_per_row: posts, pres_per_column: pres } = data;
    this.caption.textContent = posts * pres > 1
      ? `Each field is the mean over ${counted(posts, 'postsynaptic unit')} and ${counted(pres, 'presynaptic unit')}.` : '';
  }

  point(event) {
    const box = this.canvas.getBoundingClientRect(), { data } = this;
    const column = Math.floor((event.clientX - box.left) / box.width * data.columns);
    const row = Math.floor((event.clientY - box.top) / box.height * data.rows);
    if (row < 0 || row >= data.rows || column < 0 || column >= data.columns) return;
    const value = data.values[row * data.columns + column];
    this.values.textContent = `to ${row * data.posts_per_row} from ${column * data.pres_per_column}: ` +
      (Number.isFinite(value) ? numberText(value) : 'no weight');
  }
}

/** Small pictures with a line below each: `images` is a list of {values, label}. */
function imageGallery(images, rows, columns, color) {
  return element('div', { class: 'gallery' }, images.map(({ values, label, title }) => {
    const canvas = element('canvas', { class: 'image', role: 'img', 'aria-label': title || label });
    paintField(canvas, values, rows, columns, color);
    return element('figure', { class: 'picture' }, canvas, element('figcaption', {}, label));
  }));
}
