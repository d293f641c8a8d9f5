// Charts that stand still: histograms and curves, as SVG.

class Chart {
  /** `options`: title, xLabel, yLabel, height, caption. Subclasses have paint(group) and readout(x). */
  constructor(parent, options) {
    this.options = { height: 150, ...options };
    this.values = element('output', { class: 'readout' });
    this.svg = d3.create('svg').attr('role', 'img').attr('aria-label', options.title);
    this.area = element('div', { class: 'chart-area' }, this.svg.node());
    this.caption = element('figcaption', {}, options.caption || '');
    this.root = element('figure', { class: options.isWide ? 'chart wide' : 'chart' },
      element('div', { class: 'plot-head' }, element('span', { class: 'plot-title' }, options.title), this.values),
      this.area, this.caption);
    parent.append(this.root);
    new ResizeObserver(() => this.draw()).observe(this.area);
    theme.listeners.add(() => this.draw());
    this.area.addEventListener('pointermove', (event) => this.point(event));
    this.area.addEventListener('pointerleave', () => this.unpoint());
  }

  /** A line of names and their colours, each a number. */
  addLegend(entries) {
    this.root.insertBefore(element('div', { class: 'legend' }, entries.map(([name, color]) =>
      element('span', {}, element('span', { class: `swatch series-${color % 6 + 1}` }), name))), this.area);
  }

  draw() {
    const full = this.area.clientWidth;
    if (full === 0 || !this.data) return;
    const { height } = this.options, margin = { left: 58, right: 12, top: 8, bottom: 38 };
    this.margin = margin;
    this.width = Math.max(40, full - margin.left - margin.right);
    this.svg.attr('viewBox', `0 0 ${full} ${height + margin.top + margin.bottom}`);
    this.svg.selectAll('*').remove();
    this.scales(this.width, height);
    const group = this.svg.append('g').attr('transform', `translate(${margin.left},${margin.top})`);
    this.paint(group);
    group.append('g').attr('class', 'axis').attr('transform', `translate(0,${height})`)
      .call(d3.axisBottom(this.x).ticks(Math.max(2, this.width / 70)).tickSizeOuter(0));
    group.append('g').attr('class', 'axis')
      .call(d3.axisLeft(this.y).ticks(4).tickFormat(this.options.yFormat || null).tickSizeOuter(0));
    group.append('text').attr('class', 'axis-label').attr('text-anchor', 'end')
      .attr('x', this.width).attr('y', height + 33).text(this.options.xLabel);
    group.append('text').attr('class', 'axis-label').attr('text-anchor', 'middle')
      .attr('transform', `translate(${12 - margin.left},${height / 2}) rotate(-90)`).text(this.options.yLabel);
    this.line = group.append('line').attr('class', 'pointer').attr('y1', 0).attr('y2', height).attr('visibility', 'hidden');
  }

  point(event) {
    if (!this.line) return;
    const x = event.clientX - this.area.getBoundingClientRect().left - this.margin.left;
    if (x < 0 || x > this.width) return this.unpoint();
    this.values.textContent = this.readout(this.x.invert(x));
    this.line.attr('x1', x).attr('x2', x).attr('visibility', 'visible');
  }
  unpoint() {
    this.values.textContent = '';
    if (this.line) this.line.attr('visibility', 'hidden');
  }
}

/** Bars; several histograms lie on each other, the later ones as outlines. */
class HistogramChart extends Chart {
  constructor(parent, options) {
    super(parent, { yFormat: (count) => (!Number.isInteger(count) ? '' : count < 1e4 ? numberText(count) : d3.format('~s')(count)), ...options });
  }

  /** `data`: a list of {name, low, width, counts}, each maybe without counts. */
  set(data) {
    this.data = data.filter((one) => one.counts && one.counts.length > 0);
    this.draw();
  }

  scales(width, height) {
    const begin = d3.min(this.data, (one) => one.low) ?? 0;
    const end = d3.max(this.data, (one) => one.low + one.width * one.counts.length) ?? 1;
    this.x = d3.scaleLinear([begin, end], [0, width]);
    this.y = d3.scaleLinear([0, d3.max(this.data, (one) => d3.max(one.counts)) || 1], [height, 0]).nice(4);
  }

  paint(group) {
    this.data.forEach((one, i) => {
      const color = `var(--series-${((one.color ?? i) % 6) + 1})`;
      const place = (k) => this.x(one.low + k * one.width);
      if (i === 0)
        group.append('g').selectAll('rect').data(one.counts).join('rect')
          .attr('x', (_, k) => place(k)).attr('width', (_, k) => Math.max(0.5, place(k + 1) - place(k) - 0.5))
          .attr('y', (count) => this.y(count)).attr('height', (count) => this.y(0) - this.y(count))
          .attr('fill', color).attr('fill-opacity', this.data.length > 1 ? 0.45 : 0.85);
      else
        group.append('path').attr('fill', 'none').attr('stroke', color).attr('stroke-width', 2)
          .attr('d', one.counts.map((count, k) => `${k ? 'L' : `M${place(0)},${this.y(0)}L`}${place(k)},${this.y(count)}` +
            `H${place(k + 1)}`).join('') + `V${this.y(0)}`);
    });
  }

  readout(x) {
    return this.data.map((one) => {
      const k = Math.floor((x - one.low) / one.width);
      if (k < 0 || k >= one.counts.length) return '';
      const range = `${numberText(one.low + k * one.width)} to ${numberText(one.low + (k + 1) * one.width)}`;
      return `${one.name ? `${one.name} ` : ''}${range}: ${numberText(one.counts[k])}`;
    }).filter(Boolean).join('   ');
  }
}

/** Lines through points. */
class CurveChart extends Chart {
  /** `data`: a list of {name, x, y, dashed}; with `logarithmic` in the options the y axis is. */
  set(data) {
    this.data = data;
    this.draw();
  }

  scales(width, height) {
    const xs = this.data.flatMap((one) => d3.extent(one.x)), ys = this.data.flatMap((one) => d3.extent(one.y));
    this.x = d3.scaleLinear(d3.extent(xs), [0, width]);
    this.y = this.options.logarithmic
      ? d3.scaleLog(d3.extent(ys), [height, 0]).nice()
      : d3.scaleLinear(this.options.yDomain || [Math.min(0, d3.min(ys)), d3.max(ys) || 1], [height, 0]).nice(4);
  }

  paint(group) {
    this.data.forEach((one, i) => {
      const line = d3.line().x((k) => this.x(one.x[k])).y((k) => this.y(one.y[k]));
      group.append('path').attr('fill', 'none').attr('stroke', `var(--series-${((one.color ?? i) % 6) + 1})`)
        .attr('stroke-width', 1.8).attr('stroke-dasharray', one.dashed ? '5 4' : null).attr('stroke-linejoin', 'round')
        .attr('d', line(d3.range(one.x.length)));
      if (one.x.length === 1)
        group.append('circle').attr('cx', this.x(one.x[0])).attr('cy', this.y(one.y[0])).attr('r', 4)
          .attr('fill', `var(--series-${((one.color ?? i) % 6) + 1})`);
    });
  }

  readout(x) {
    return this.data.map((one) => {
      const after = Math.min(one.x.length - 1, lowerBound(one.x, x));
      const k = after > 0 && x - one.x[after - 1] < one.x[after] - x ? after - 1 : after;
      if (x < one.x[0] || x > one.x[one.x.length - 1]) return '';
      return `${one.name ? `${one.name}: ` : ''}${numberText(one.y[k])} at ${numberText(one.x[k])} ${this.options.xUnit || ''}`;
    }).filter(Boolean).join('   ');
  }
}
