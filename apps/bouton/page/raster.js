// A dot for each spike, unit over time.

class RasterPlot extends TimePlot {
  constructor(parent, axis, options) {
    super(parent, axis, { yLabel: 'unit', height: 260, ...options });
    this.drawn = 0;  // spikes in the picture that is seen
  }

  /** `data`: a recording of kind "spikes"; `dt` in ms. */
  set(data, dt) {
    this.data = data;
    this.dt = dt;
    const { steps, rows } = spikesOf(data.shown);
    this.times = steps.map((step) => (data.begin + step) * dt);
    this.rows = rows;
    this.caption.textContent = this.thinnedText();
    this.axis.shortest = Math.min(this.axis.shortest || Infinity, 5 * dt);
    this.axis.cover(data.begin * dt, data.end * dt);
  }

  /** Spikes that came after those that are there: times in ms, ascending, and rows. */
  append({ times, rows, end }) {
    this.times = joined(this.times, times);
    this.rows = joined(this.rows, rows);
    this.axis.cover(this.axis.full[0], end);
  }

  thinnedText() {
    const { shown, spikes } = this.data;
    if (shown.spikes === spikes) return `${counted(spikes, 'spike')}, all of them shown.`;
    const of = [];
    if (shown.unit_stride > 1) of.push(`of one in ${shown.unit_stride} units`);
    if (shown.spike_stride > 1) of.push(`one in ${shown.spike_stride} of a unit`);
    return `Thinned out: ${numberText(shown.spikes)} of ${counted(spikes, 'spike')} are shown, those ${of.join(', ')}. ` +
      'All other numbers on this page are of all spikes.';
  }

  /** The number in the layer of a row. */
  unitOf(row) {
    const { units } = this.data;
    return units.listed ? units.listed[row] : units.first + row * units.stride;
  }

  paint(context, width, height, ratio) {
    const count = this.data.units.count;
    this.rowScale = d3.scaleLinear([-0.5, count - 0.5], [height, 0]);
    const isListed = Boolean(this.data.units.listed);
    this.options.yLabel = isListed ? 'recorded unit' : 'unit';
    this.y.domain(isListed ? [-0.5, count - 0.5] : [this.unitOf(-0.5), this.unitOf(count - 0.5)]);
    const begin = lowerBound(this.times, this.axis.view[0]), end = lowerBound(this.times, this.axis.view[1]);
    this.drawn = end - begin;
    const mark = this.markSize(width, height, ratio, end - begin);
    const counts = this.countPixels(width, height, begin, end, mark);
    context.putImageData(this.colored(counts, width, height), 0, 0);
  }

  /** How large a spike is drawn, in device pixels: as high as a row, where there is place. */
  markSize(width, height, ratio, spikes) {
    const stride = this.data.shown.unit_stride;
    const row = height / this.data.units.count * stride;
    const most = Math.max(1, Math.floor(4e6 / Math.max(1, spikes)));  // pixels that each may take
    const high = Math.max(1, Math.min(Math.round(row * 0.8), Math.round(14 * ratio), most));
    const step = width / (this.axis.view[1] - this.axis.view[0]) * this.dt;
    const wide = Math.max(1, Math.min(Math.round(step * 0.8), Math.round((row > 4 ? 2 : 1) * ratio), Math.floor(most / high)));
    return { wide, high };
  }

  /** How many spikes lie on each device pixel. */
  countPixels(width, height, begin, end, mark) {
    const size = width * height;
    if (!this.counts || this.counts.length !== size) this.counts = new Uint16Array(size);
    const counts = this.counts.fill(0), { times, rows } = this;
    const [from, to] = this.axis.view, perTime = width / (to - from), perRow = height / this.data.units.count;
    const raise = Math.floor(mark.high / 2), { wide, high } = mark;
    for (let i = begin; i < end; ++i) {
      const left = Math.min(width - wide, ((times[i] - from) * perTime) | 0);
      const middle = height - ((rows[i] + 0.5) * perRow);
      const top = Math.max(0, Math.min(height - high, (middle | 0) - raise));
      for (let y = top; y < top + high; ++y)
        for (let x = left, at = y * width + left; x < left + wide; ++x, ++at) ++counts[at];
    }
    return counts;
  }

  /** More spikes on a pixel make it stronger; one alone is well seen. */
  colored(counts, width, height) {
    const image = new ImageData(width, height), pixels = new Uint32Array(image.data.buffer);
    const [r, g, b] = channels(theme.series(this.options.color || 0));
    let covered = 0, sum = 0;
    for (let i = 0; i < counts.length; ++i) if (counts[i] > 0) ++covered, sum += counts[i];
    const typical = covered ? sum / covered : 1;
    const alphas = new Uint32Array(65536 > sum ? sum + 1 : 65536);
    for (let n = 1; n < alphas.length; ++n) alphas[n] = Math.round(255 * (typical < 1.5 ? 1 : 0.3 + 0.7 * (1 - Math.exp(-n / typical)))) << 24;
    const color = b << 16 | g << 8 | r;  // pixels are little-endian on all machines that browsers run on
    for (let i = 0; i < counts.length; ++i) if (counts[i] > 0) pixels[i] = alphas[counts[i]] | color;
    return image;
  }

  readout(time) {
    const near = this.nearest(time);
    if (near >= 0) return `spike of unit ${this.unitOf(this.rows[near])} at ${this.axis.text(this.times[near])}`;
    if (this.pointerY === undefined) return this.axis.text(time);
    const row = Math.round(this.data.units.count * (1 - this.pointerY / this.height) - 0.5);
    const inside = row >= 0 && row < this.data.units.count;
    return inside ? `unit ${this.unitOf(row)}, ${this.axis.text(time)}` : this.axis.text(time);
  }

  /** The spike within a few pixels of the pointer that is nearest to it; -1: there is none. */
  nearest(time) {
    if (this.pointerY === undefined) return -1;
    const reach = 6, perPixel = (this.axis.view[1] - this.axis.view[0]) / this.width;
    const rowPixels = this.height / this.data.units.count;
    const begin = lowerBound(this.times, time - reach * perPixel), end = lowerBound(this.times, time + reach * perPixel);
    let best = -1, least = reach * reach;
    for (let i = begin; i < Math.min(end, begin + 200000); ++i) {
      const dx = (this.times[i] - time) / perPixel;
      const dy = this.height - (this.rows[i] + 0.5) * rowPixels - this.pointerY;
      if (dx * dx + dy * dy < least) least = dx * dx + dy * dy, best = i;
    }
    return best;
  }
}
