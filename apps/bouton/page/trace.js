// Values over time: potentials, currents, traces, outputs.

class TracePlot extends TimePlot {
  constructor(parent, axis, options) {
    super(parent, axis, { height: 150, ...options });
    this.legend = element('div', { class: 'legend' });
    this.root.insertBefore(this.legend, this.area);
  }

  /** `data`: a recording of kind "traces"; `dt` in ms. */
  set(data, dt) {
    this.data = data;
    this.times = ascendingOf(data.steps, data.points).map((step) => step * dt);
    this.series = data.traces.map((trace, i) => {
      const least = floatsOf(trace.least);
      return { name: trace.name, least, most: trace.most ? floatsOf(trace.most) : least, color: i, isShown: i < 4 };
    });
    this.options.yLabel = data.unit ? `${this.options.variable} (${data.unit})` : this.options.variable;
    this.makeLegend();
    const more = data.width - this.series.length;
    this.caption.textContent =
      (more > 0 ? `${this.series.length} of ${numberText(data.width)} values of each sample. ` : '') +
      (data.samples_per_point > 1
        ? `Each point stands for ${numberText(data.samples_per_point)} samples, from their least to their most.` : '');
    const last = this.times[this.times.length - 1] || 0;
    this.axis.cover(this.times[0] || 0, last + (this.times[1] - this.times[0] || dt));
  }

  /** Samples that follow those that are there: times in ms, and for each trace its values. */
  append({ times, values }) {
    this.times = joined(this.times, times);
    this.series.forEach((series, i) => {
      const hasRange = series.most !== series.least;
      series.least = joined(series.least, values[i]);
      series.most = hasRange ? joined(series.most, values[i]) : series.least;
    });
    this.axis.cover(this.axis.full[0], times[times.length - 1]);
  }

  makeLegend() {
    this.legend.replaceChildren(...this.series.map((series) => {
      const button = element('button', { type: 'button', 'aria-pressed': String(series.isShown) },
        element('span', { class: `swatch series-${series.color % 6 + 1}` }), series.name);
      button.addEventListener('click', () => {
        series.isShown = !series.isShown;
        button.setAttribute('aria-pressed', String(series.isShown));
        this.draw();
      });
      return button;
    }));
  }

  paint(context, width, height, ratio) {
    const begin = Math.max(0, lowerBound(this.times, this.axis.view[0]) - 1);
    const end = Math.min(this.times.length, lowerBound(this.times, this.axis.view[1]) + 1);
    const shown = this.series.filter((series) => series.isShown);
    let low = Infinity, high = -Infinity;
    for (const { least, most } of shown)
      for (let i = begin; i < end; ++i) {
        if (least[i] < low) low = least[i];
        if (most[i] > high) high = most[i];
      }
    if (!(low <= high)) [low, high] = [0, 1];
    if (low === high) [low, high] = [low - 0.5, high + 0.5];
    this.y.domain([low, high]).nice(4);
    const x = d3.scaleLinear(this.axis.view, [0, width]), y = d3.scaleLinear(this.y.domain(), [height, 0]);
    context.lineWidth = 1.3 * ratio;
    context.lineJoin = 'round';
    for (const series of shown) this.paintLine(context, series, begin, end, x, y);
  }

  /** A line through the values; where a point stands for several samples, from the least to the most and on. */
  paintLine(context, series, begin, end, x, y) {
    context.strokeStyle = theme.series(series.color);
    context.beginPath();
    let isDown = false;
    for (let i = begin; i < end; ++i) {
      if (!Number.isFinite(series.least[i])) { isDown = false; continue; }
      const at = x(this.times[i]);
      if (isDown) context.lineTo(at, y(series.least[i])); else context.moveTo(at, y(series.least[i]));
      if (series.most[i] !== series.least[i]) context.lineTo(at, y(series.most[i]));
      isDown = true;
    }
    context.stroke();
  }

  readout(time) {
    const place = lowerBound(this.times, time);
    const isNearer = place > 0 && (place === this.times.length || time - this.times[place - 1] < this.times[place] - time);
    const i = isNearer ? place - 1 : place;
    if (this.times.length === 0) return '';
    const unit = this.data.unit ? ` ${this.data.unit}` : '';
    const values = this.series.filter((series) => series.isShown).map(({ name, least, most }) =>
      `${name}: ${numberText(least[i])}${most[i] === least[i] ? '' : ` to ${numberText(most[i])}`}${unit}`);
    return `${this.axis.text(this.times[i])}  ${values.join('  ')}`;
  }
}
