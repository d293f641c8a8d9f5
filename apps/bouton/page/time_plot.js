// What all plots over time share: size, axes, the pointer, and how they are zoomed.

const MARGIN = { left: 62, right: 24, top: 8, bottom: 38 };

class TimePlot {
  /** `options`: title, yLabel, height in px. Subclasses have paint(context, width, height) and readout(time). */
  constructor(parent, axis, options) {
    this.axis = axis;
    this.options = options;
    this.title = element('span', { class: 'plot-title' }, options.title);
    this.values = element('output', { class: 'readout' });
    this.canvas = element('canvas', { 'aria-hidden': 'true' });
    this.svg = d3.create('svg').attr('aria-hidden', 'true');
    this.area = element('div', {
      class: 'plot-area', tabindex: '0', role: 'application',
      'aria-label': `${options.title}: arrow up and down zoom, left and right move, Home shows all`,
    }, this.canvas, this.svg.node());
    this.caption = element('figcaption');
    this.root = element('figure', { class: 'plot' },
      element('div', { class: 'plot-head' }, this.title, this.values), this.area, this.caption);
    parent.append(this.root);
    this.x = d3.scaleLinear();
    this.y = d3.scaleLinear();
    this.makeSvg();
    this.listen();
    axis.plots.push(this);
    new ResizeObserver(() => this.draw()).observe(this.area);
    theme.listeners.add(() => this.draw());
  }

  makeSvg() {
    this.xAxis = this.svg.append('g').attr('class', 'axis');
    this.yAxis = this.svg.append('g').attr('class', 'axis');
    this.xLabel = this.svg.append('text').attr('class', 'axis-label').attr('text-anchor', 'end');
    this.yLabel = this.svg.append('text').attr('class', 'axis-label').attr('text-anchor', 'middle');
    this.selection = this.svg.append('rect').attr('class', 'selection').attr('visibility', 'hidden');
    this.line = this.svg.append('line').attr('class', 'pointer').attr('visibility', 'hidden');
  }

  /** Sizes everything, then paints. */
  draw() {
    const full = this.area.clientWidth;
    if (full === 0) return;
    const height = this.options.height, width = Math.max(40, full - MARGIN.left - MARGIN.right);
    this.width = width;
    this.height = height;
    const ratio = devicePixelRatio || 1;
    const pixels = [Math.round(width * ratio), Math.round(height * ratio)];
    if (this.canvas.width !== pixels[0]) this.canvas.width = pixels[0];
    if (this.canvas.height !== pixels[1]) this.canvas.height = pixels[1];
    Object.assign(this.canvas.style, {
      left: `${MARGIN.left}px`, top: `${MARGIN.top}px`, width: `${width}px`, height: `${height}px` });
    const whole = height + MARGIN.top + MARGIN.bottom;
    this.area.style.height = `${whole}px`;
    this.svg.attr('width', full).attr('height', whole);
    this.x.domain(this.axis.view).range([0, width]);
    this.y.range([height, 0]);
    const context = this.canvas.getContext('2d');
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, ...pixels);
    this.paint(context, pixels[0], pixels[1], ratio);
    this.drawAxes();
    this.showPointer();
  }

  drawAxes() {
    const inSeconds = this.axis.isInSeconds;
    const shown = this.axis.view.map((time) => (inSeconds ? time / 1000 : time));
    const scale = d3.scaleLinear(shown, [0, this.width]);
    this.xAxis.attr('transform', `translate(${MARGIN.left},${MARGIN.top + this.height})`)
      .call(d3.axisBottom(scale).ticks(Math.max(2, this.width / 90)).tickSizeOuter(0));
    this.yAxis.attr('transform', `translate(${MARGIN.left},${MARGIN.top})`)
      .call(d3.axisLeft(this.y).ticks(this.options.yTicks || Math.max(2, this.height / 45)).tickSizeOuter(0));
    this.xLabel.attr('x', MARGIN.left + this.width).attr('y', MARGIN.top + this.height + 33)
      .text(inSeconds ? 'time (s)' : 'time (ms)');
    this.yLabel.attr('transform', `translate(13,${MARGIN.top + this.height / 2}) rotate(-90)`).text(this.options.yLabel);
  }

  showPointer() {
    const time = this.axis.pointer, x = time === null ? NaN : this.x(time);
    const isSeen = x >= 0 && x <= this.width;
    this.line.attr('visibility', isSeen ? 'visible' : 'hidden');
    if (isSeen) this.line.attr('x1', MARGIN.left + x).attr('x2', MARGIN.left + x)
      .attr('y1', MARGIN.top).attr('y2', MARGIN.top + this.height);
    this.values.textContent = isSeen ? this.readout(time) : '';
  }

  timeAt(event) {
    const x = event.clientX - this.area.getBoundingClientRect().left - MARGIN.left;
    return this.x.invert(Math.max(0, Math.min(this.width, x)));
  }

  listen() {
    const area = this.area, pressed = new Map();
    let begin = null, pans = false;
    const startGesture = (event) => {
      begin = { time: this.timeAt(event), view: [...this.axis.view], x: event.clientX };
      pans = event.shiftKey || event.pointerType === 'touch';
    };
    area.addEventListener('pointerdown', (event) => {
      if (event.button !== 0) return;
      pressed.set(event.pointerId, event);
      area.setPointerCapture(event.pointerId);
      startGesture(event);
    });
    area.addEventListener('pointermove', (event) => {
      this.pointerY = event.clientY - area.getBoundingClientRect().top - MARGIN.top;
      this.axis.point(this.timeAt(event));
      if (!pressed.has(event.pointerId)) return;
      const before = pressed.get(event.pointerId);
      pressed.set(event.pointerId, event);
      if (pressed.size === 2) this.pinch(pressed, before, event);
      else if (pans) this.dragTo(event, begin);
      else this.showSelection(begin.time, this.timeAt(event));
    });
    const release = (event) => {
      if (!pressed.delete(event.pointerId)) return;
      this.selection.attr('visibility', 'hidden');
      const time = this.timeAt(event);
      if (event.type === 'pointerup' && !pans && Math.abs(event.clientX - begin.x) > 4)
        this.axis.show(Math.min(begin.time, time), Math.max(begin.time, time));
    };
    area.addEventListener('pointerup', release);
    area.addEventListener('pointercancel', release);
    area.addEventListener('pointerleave', () => { this.pointerY = undefined; this.axis.point(null); });
    area.addEventListener('dblclick', () => this.axis.reset());
    area.addEventListener('keydown', (event) => { if (this.axis.key(event)) event.preventDefault(); });
    // Without a key the wheel scrolls the page, unless the reader has gone into the plot.
    area.addEventListener('wheel', (event) => {
      if (!event.ctrlKey && !event.metaKey && document.activeElement !== area) return;
      event.preventDefault();
      this.axis.zoom(Math.exp(-event.deltaY * 0.002), this.timeAt(event));
    }, { passive: false });
  }

  dragTo(event, begin) {
    const by = (begin.x - event.clientX) / this.width * (begin.view[1] - begin.view[0]);
    this.axis.show(begin.view[0] + by, begin.view[1] + by);
  }

  pinch(pressed, before, now) {
    const other = [...pressed.values()].find((event) => event.pointerId !== now.pointerId);
    const distance = (event) => Math.max(10, Math.abs(event.clientX - other.clientX));
    this.axis.zoom(distance(now) / distance(before), (this.timeAt(now) + this.timeAt(other)) / 2);
  }

  showSelection(from, to) {
    const [low, high] = [this.x(from), this.x(to)].sort((a, b) => a - b);
    this.selection.attr('visibility', 'visible').attr('x', MARGIN.left + low).attr('width', high - low)
      .attr('y', MARGIN.top).attr('height', this.height);
  }
}
