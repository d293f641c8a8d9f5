// The one time axis of all plots over time: what part of it is seen, and where the pointer is.

class TimeAxis {
  constructor() {
    this.full = [0, 1];  // in ms
    this.view = [0, 1];
    this.pointer = null;  // a time in ms, or null
    this.plots = [];
    this.waits = false;
  }

  /** Makes the axis long enough for a plot that shows this time. */
  cover(begin, end) {
    const isFirst = !this.hasRange;
    const showsAll = isFirst || (this.view[0] === this.full[0] && this.view[1] === this.full[1]);
    this.full = isFirst ? [begin, end] : [Math.min(this.full[0], begin), Math.max(this.full[1], end)];
    this.hasRange = true;
    if (showsAll) this.view = [...this.full];
    this.redraw();
  }

  /** Shows the time from `begin` to `end`, as far as there is something there. */
  show(begin, end) {
    const all = this.full[1] - this.full[0];
    const width = Math.min(all, Math.max(end - begin, this.shortest || all / 1e7));
    const from = Math.max(this.full[0], Math.min(begin, this.full[1] - width));
    this.view = [from, from + width];
    this.redraw();
  }

  zoom(factor, center = (this.view[0] + this.view[1]) / 2) {
    this.show(center - (center - this.view[0]) / factor, center + (this.view[1] - center) / factor);
  }
  get isInSeconds() { return this.full[1] >= 10000; }
  /** A time as exactly as one sees it. */
  text(time) { return this.isInSeconds ? `${numberText(time / 1000, 9)} s` : `${numberText(time, 7)} ms`; }

  /** Moves by a share of what is seen. */
  pan(share) {
    const by = share * (this.view[1] - this.view[0]);
    this.show(this.view[0] + by, this.view[1] + by);
  }
  reset() { this.show(...this.full); }

  point(time) {
    this.pointer = time;
    for (const plot of this.plots) plot.showPointer();
  }

  /** All plots are drawn once, before the next picture. */
  redraw() {
    if (this.waits) return;
    this.waits = true;
    requestAnimationFrame(() => {
      this.waits = false;
      for (const plot of this.plots) plot.draw();
      if (this.onView) this.onView(this.view, this.full);
    });
  }

  /** What a key does; true if it does something. */
  key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return false;
    const actions = {
      ArrowLeft: () => this.pan(event.shiftKey ? -0.5 : -0.1),
      ArrowRight: () => this.pan(event.shiftKey ? 0.5 : 0.1),
      ArrowUp: () => this.zoom(1.5), '+': () => this.zoom(1.5), '=': () => this.zoom(1.5),
      ArrowDown: () => this.zoom(1 / 1.5), '-': () => this.zoom(1 / 1.5),
      Home: () => this.reset(), 0: () => this.reset(), Escape: () => this.reset(),
    };
    if (!actions[event.key]) return false;
    actions[event.key]();
    return true;
  }
}
