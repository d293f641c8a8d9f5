// A run that goes on: shows what the server tells of it, and asks for what the reader wants.

const token = new URLSearchParams(location.search).get('token') || '';

/** Asks the run to do something. Returns its answer, which has `error` if it did not. */
async function ask(request) {
  try {
    const response = await fetch(`/do?token=${encodeURIComponent(token)}`, {
      method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(request) });
    return response.headers.get('Content-Type')?.startsWith('application/json')
      ? await response.json() : { error: (await response.text()).trim() };
  } catch (error) {
    return { error: `the run cannot be reached: ${error.message}` };
  }
}

/** The members of a group of parameters, one name for each, with dots: what names a rule or a file is a value. */
function flattened(params, prefix = '') {
  const isGroup = (value) => value !== null && typeof value === 'object' && !Array.isArray(value) &&
    !['data', 'distribution', 'constant', 'file', 'values'].some((key) => key in value);
  return Object.entries(params).flatMap(([name, value]) =>
    isGroup(value) ? flattened(value, `${prefix}${name}.`) : [[prefix + name, value]]);
}

/** {"rule_params": {"lr": 1}} for "rule_params.lr" and 1. */
function nested(name, value) {
  return name.split('.').reduceRight((inner, key) => ({ [key]: inner }), value);
}

/** What a reader wrote: JSON, or else a text such as 5 ms. */
function valueOf(text) {
  try { return JSON.parse(text); } catch { return text.trim(); }
}

/** Forgets what lies before a time. */
function trim(plot, from) {
  const begin = lowerBound(plot.times, from);
  if (begin === 0) return;
  plot.times = plot.times.slice(begin);
  if (plot.rows) plot.rows = plot.rows.slice(begin);
  for (const series of plot.series || []) {
    series.least = series.least.slice(begin);
    series.most = series.least;
  }
}

class LivePage {
  static mostPictures = 600;  // a minute of them is kept

  constructor(main, nav) {
    this.main = main;
    main.classList.add('live');
    this.nav = nav;
    this.axis = new TimeAxis();
    this.ends = [];  // of the pictures that are kept, in ms
    this.pictures = this.spikes = 0;
    this.makeHead();
    this.listen();
  }

  makeHead() {
    const button = (text, request) => {
      const made = element('button', { type: 'button' }, text);
      made.addEventListener('click', async () => this.tell(await ask(request())));
      return made;
    };
    this.title = element('h1', {}, 'Bouton');
    this.status = element('p', { class: 'lead', role: 'status' }, 'Connecting …');
    this.figures = element('dl', { class: 'facts' });
    this.error = element('p', { class: 'warning', role: 'alert', hidden: true });
    this.pause = button('pause', () => ({ do: this.state?.paused ? 'go' : 'pause' }));
    this.step = button('one step', () => ({ do: 'step' }));
    this.stop = button('stop', () => ({ do: 'stop' }));
    this.learn = button('learning is on', () => ({ do: 'learn', on: !this.state?.learning }));
    this.buttons = [this.pause, this.step, this.stop, this.learn];
    this.main.append(this.title, this.status,
      element('div', { class: 'live-controls run-controls' }, this.buttons, this.error), this.figures);
  }

  listen() {
    const events = new EventSource(`/events?token=${encodeURIComponent(token)}`);
    const on = (name, what) => events.addEventListener(name, (event) => what(JSON.parse(event.data)));
    on('facts', (facts) => this.begin(facts));
    on('state', (state) => this.setState(state));
    on('change', (change) => this.addChange(change));
    on('picture', (picture) => this.show(picture));
    on('missed', (count) => this.tell({ error: `This page was too slow for ${counted(count, 'picture')}, which are missing.` }));
    on('end', ({ step, stopped }) => {
      events.close();
      this.isOver = true;
      this.status.textContent = `The run ${stopped ? 'was stopped' : 'is over'} after ${counted(step, 'step')}.`;
      for (const one of this.buttons) one.disabled = true;
      for (const one of this.form?.elements || []) one.disabled = true;
    });
    events.onerror = () => { if (!this.isOver) this.status.textContent = 'The connection is lost. Has the program ended?'; };
  }

  tell(answer) {
    this.error.hidden = !answer.error;
    this.error.textContent = answer.error || '';
  }

  /** All plots, empty. When a connection comes back, the page begins anew. */
  begin(facts) {
    this.facts = facts;
    document.title = `${facts.name} (running) – Bouton`;
    this.title.textContent = facts.name;
    this.parts?.forEach((part) => part.remove());
    this.nav.replaceChildren();
    this.axis.plots.length = 0;
    this.axis.hasRange = false;
    this.ends = [];
    this.parts = [];
    const part = (id, title) => {
      const made = element('section', { id, class: 'part' }, element('h2', {}, title));
      this.main.append(made);
      this.nav.append(element('a', { href: `#${id}` }, title));
      this.parts.push(made);
      return made;
    };
    this.makeActivity(part('activity', 'activity'));
    if (facts.synapses.length) this.makeWeights(part('weights', 'weights'));
    this.makeForm(part('parameters', 'parameters'));
  }

  makeActivity(parent) {
    const { layers, traces, dt } = this.facts;
    parent.append(timeControls(this.axis));
    const lines = (names, unit) => ({ unit, width: names.length, samples_per_point: 1, steps: '', points: 0,
      traces: names.map((name) => ({ name, least: '' })) });
    this.rates = null;
    if (layers.length) {
      this.rates = new TracePlot(parent, this.axis, { title: 'population rates', variable: 'rate' });
      this.rates.set(lines(layers.map(({ name }) => name), 'Hz'), dt);
    }
    this.rasters = layers.map(({ name, units, stride }, color) => {
      const raster = new RasterPlot(parent, this.axis, { title: `${name}: spikes`, color, height: 160 });
      raster.set({ begin: 0, end: 0, spikes: 0, units: { count: units, first: 0, stride: 1 },
        shown: { spikes: 0, data: '', unit_stride: stride } }, dt);
      raster.caption.textContent = stride > 1 ? `One in ${stride} units is shown.` : '';
      return raster;
    });
    this.traces = traces.map(({ of, variable, units }) => {
      const plot = new TracePlot(parent, this.axis, { title: `${of}: ${variable}`, variable });
      plot.set(lines(d3.range(units).map((unit) => `unit ${unit}`), ''), dt);
      return plot;
    });
  }

  makeWeights(parent) {
    const charts = element('div', { class: 'charts' });
    parent.append(charts);
    this.firstWeights = new Map();
    this.weights = new Map(this.facts.synapses.map((name) => [name, new HistogramChart(charts, {
      title: name, xLabel: 'weight', yLabel: 'connections',
      caption: 'Filled: when this page was opened. Outline: now.' })]));
  }

  makeForm(parent) {
    const { parameters } = this.facts;
    if (!parameters.length) return parent.append(element('p', { class: 'absent' }, 'No element has parameters.'));
    const option = (text) => element('option', { value: text }, text);
    const elements = element('select', { 'aria-label': 'element' }, parameters.map(({ name }) => option(name)));
    const names = element('select', { 'aria-label': 'parameter' });
    this.value = element('input', { type: 'text', 'aria-label': 'value', autocomplete: 'off', spellcheck: 'false' });
    this.form = element('form', { class: 'live-controls' }, elements, names, this.value,
      element('button', { type: 'submit' }, 'set'));
    this.changes = element('ol', { class: 'changes' });
    const chosen = () => flattened(parameters.find(({ name }) => name === elements.value).params);
    const showValue = () => {
      const [, value] = chosen().find(([name]) => name === names.value);
      this.value.value = typeof value === 'string' ? value : JSON.stringify(value);
    };
    const showNames = () => { names.replaceChildren(...chosen().map(([name]) => option(name))); showValue(); };
    elements.addEventListener('change', showNames);
    names.addEventListener('change', showValue);
    this.form.addEventListener('submit', async (event) => {
      event.preventDefault();
      this.tell(await ask({ do: 'set', set: { [elements.value]: nested(names.value, valueOf(this.value.value)) } }));
    });
    showNames();
    parent.append(element('p', { class: 'hint' }, 'A value is a number in the parameter’s unit, a quantity such as 5 ms, or JSON. ' +
      'It holds from the next step on, and run.json takes note of it.'), this.form, this.changes);
  }

  addChange({ step, set, learn }) {
    const text = set ? JSON.stringify(set) : `learning is ${learn ? 'on' : 'off'}`;
    this.changes?.append(element('li', {}, `from step ${numberText(step)} on: `, element('code', {}, text)));
  }

  setState(state) {
    this.state = state;
    this.pause.textContent = state.paused ? 'go on' : 'pause';
    this.learn.textContent = `learning is ${state.learning ? 'on' : 'off'}`;
    this.learn.setAttribute('aria-pressed', String(state.learning));
    this.showStatus(state.step, state.total);
  }

  showStatus(step, total) {
    this.status.textContent = `${this.state?.paused ? 'Paused' : 'Running'}: step ${numberText(step)} of ${numberText(total)}`;
  }

  show(picture) {
    const { dt } = this.facts, end = picture.end * dt;
    // What was before the page was opened it does not know.
    if (this.ends.length === 0) {
      this.axis.full = [picture.begin * dt, end];
      this.axis.view = [...this.axis.full];
    }
    ++this.pictures;
    picture.layers.forEach(({ steps, rows, left_out: leftOut }, i) => {
      const raster = this.rasters[i];
      raster.append({ times: steps.map((step) => step * dt), rows, end });
      this.spikes += steps.length;
      const thinned = this.facts.layers[i].stride > 1 ? `One in ${this.facts.layers[i].stride} units is shown. ` : '';
      raster.caption.textContent = thinned + (leftOut ? `${counted(leftOut, 'spike')} of the last moment came too fast to be shown.` : '');
    });
    if (picture.end > picture.begin) {
      if (this.rates) this.rates.append({ times: [end], values: picture.layers.map(({ hz }) => [hz]) });
      this.traces.forEach((plot, i) => plot.append({ times: [end], values: picture.traces[i].map((value) => [value ?? NaN]) }));
    }
    for (const one of picture.weights || []) {
      if (!this.firstWeights.has(one.name)) this.firstWeights.set(one.name, one);
      const first = this.firstWeights.get(one.name);
      this.weights.get(one.name).set([{ ...first, name: 'first' }, { ...one, name: 'now' }]);
    }
    this.forget(end);
    this.showStatus(picture.end, picture.total);
    const facts = [['simulated', timeText(end)]];
    if (picture.end > 0)
      facts.push(['phase', `${picture.phase} of ${picture.phases}, ${picture.phase_learns ? 'learning' : 'not learning'}`]);
    if (picture.steps_per_second) facts.push(['steps a second', numberText(Math.round(picture.steps_per_second))]);
    if (picture.accuracy !== undefined) facts.push(['accuracy', percentText(picture.accuracy)]);
    this.figures.replaceChildren(...facts.map(([name, text]) =>
      element('div', {}, element('dt', {}, name), element('dd', {}, text))));
    this.axis.redraw();
  }

  forget(end) {
    this.ends.push(end);
    if (this.ends.length <= LivePage.mostPictures) return;
    const from = this.ends.shift(), { axis } = this;
    const showsAll = axis.view[0] === axis.full[0] && axis.view[1] === axis.full[1];
    for (const plot of axis.plots) trim(plot, from);
    axis.full[0] = Math.max(axis.full[0], from);
    if (showsAll) axis.view = [...axis.full];
  }
}

/** What tests need of the page. */
const live = new LivePage(document.querySelector('main'), document.querySelector('nav'));
