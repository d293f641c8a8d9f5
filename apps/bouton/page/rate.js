// The rate of a population over time, in bins that fit what is seen.

class RatePlot extends TimePlot {
  constructor(parent, axis, options) {
    super(parent, axis, { yLabel: 'rate (Hz)', height: 90, ...options });
  }

  /** `data`: a recording of kind "spikes"; `dt` in ms. */
  set(data, dt) {
    this.begin = data.begin * dt;
    this.end = data.end * dt;
    this.bin = data.population.bin * dt;
    this.units = data.units.count;
    this.counts = numbersOf(data.population.counts, data.population.bins);
    this.axis.cover(this.begin, this.end);
  }

  /** Counts of the bins that follow those that are there. */
  append({ counts, end }) {
    this.counts = joined(this.counts, counts);
    this.end = end;
    this.axis.cover(this.axis.full[0], end);
  }

  /** How many bins are taken together, so that each is a few pixels wide. */
  together() {
    const bins = (this.axis.view[1] - this.axis.view[0]) / this.bin;
    return Math.max(1, Math.ceil(3 * bins / this.width));
  }

  rate(index, together) {
    let sum = 0, begin = index * together, end = Math.min(begin + together, this.counts.length);
    for (let i = begin; i < end; ++i) sum += this.counts[i];
    const length = Math.min(this.end, this.begin + end * this.bin) - (this.begin + begin * this.bin);
    return length > 0 ? sum / length * 1000 / this.units : 0;
  }

  paint(context, width, height) {
    const together = this.together(), wide = together * this.bin;
    const first = Math.max(0, Math.floor((this.axis.view[0] - this.begin) / wide));
    const last = Math.min(Math.ceil(this.counts.length / together), Math.ceil((this.axis.view[1] - this.begin) / wide));
    const rates = d3.range(first, last).map((index) => this.rate(index, together));
    this.y.domain([0, d3.max(rates) || 1]).nice(3);
    const x = d3.scaleLinear(this.axis.view, [0, width]), y = d3.scaleLinear(this.y.domain(), [height, 0]);
    context.fillStyle = theme.series(this.options.color || 0);
    context.globalAlpha = 0.85;
    rates.forEach((rate, i) => {
      const left = x(this.begin + (first + i) * wide);
      const right = x(Math.min(this.end, this.begin + (first + i + 1) * wide));
      context.fillRect(left, y(rate), Math.max(1, right - left), height - y(rate));
    });
    context.globalAlpha = 1;
    this.caption.textContent = `Mean over ${counted(this.units, 'unit')} in bins of ${timeText(wide)}.`;
  }

  readout(time) {
    const together = this.together(), index = Math.floor((time - this.begin) / (together * this.bin));
    return time < this.begin || time >= this.end ? '' : `${numberText(this.rate(index, together))} Hz`;
  }
}
