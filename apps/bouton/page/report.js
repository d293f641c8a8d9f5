// Puts the page together from what bouton left in it.

function section(main, nav, id, title) {
  const made = element('section', { id, class: 'part' }, element('h2', {}, title));
  main.append(made);
  nav.append(element('a', { href: `#${id}` }, title));
  return made;
}

function showActivity(parent, data, axis) {
  parent.append(element('p', { class: 'hint' }, 'All plots share one time axis. Drag over a plot to look closer, drag with Shift to move, ' +
    'double-click to see all; or select a plot and use the wheel, arrow keys, + and −, Home.'), timeControls(axis));
  let color = 0;
  for (const recording of data.recordings) {
    if (recording.kind === 'spikes') {
      const place = element('div', { class: 'layer' });
      parent.append(place);
      const raster = new RasterPlot(place, axis, { title: `${recording.of}: spikes`, color });
      raster.set(recording, data.dt);
      const rate = new RatePlot(place, axis, { title: `${recording.of}: population rate`, color });
      rate.set(recording, data.dt);
      bouton.rasters.push(raster);
      recording.color = color++;
    } else if (recording.kind === 'traces' && recording.points > 0) {
      const plot = new TracePlot(parent, axis, { title: `${recording.of}: ${recording.variable}`, variable: recording.variable });
      plot.set(recording, data.dt);
      bouton.traces.push(plot);
    }
  }
}

function showFiles(parent, data) {
  const files = data.run.outputs || [];
  if (files.length)
    parent.append(table(['written', 'holds', 'bytes', 'SHA-256'], files.map((file) => [file.file,
      file.variable ? `${file.variable} of ${file.of}` : '', numberText(file.bytes), element('code', {}, file.sha256 || '')]), 2));
  const read = data.run.inputs || [];
  if (read.length)
    parent.append(table(['read', 'bytes', 'SHA-256'], read.map((file) => [file.file, numberText(file.bytes), element('code', {}, file.sha256 || '')])));
  const text = (title, content, note) => parent.append(element('details', {}, element('summary', {}, title),
    note ? element('p', { class: 'hint' }, note) : null, element('pre', { tabindex: '0' }, content)));
  if (data.network_file) text(`network file (${data.network_file.file})`, data.network_file.text, data.network_file.note);
  text('run.json', data.run_text.text, data.run_text.note);
}

/** What tests and a live page need of the page. */
const bouton = { axis: new TimeAxis(), rasters: [], traces: [], ready: false };

function startReport() {
  const data = JSON.parse(document.getElementById('bouton-data').textContent);
  const main = document.querySelector('main'), nav = document.querySelector('nav');
  document.title = `${data.name} – Bouton`;
  const overview = element('section', { id: 'overview', class: 'part' });
  main.append(overview);
  nav.append(element('a', { href: '#overview' }, 'overview'));
  showOverview(overview, data);
  showDrawing(section(main, nav, 'network', 'network'), data.drawing);
  const of = (kind) => data.recordings.filter((recording) => recording.kind === kind);
  if (of('spikes').length || of('traces').length) showActivity(section(main, nav, 'activity', 'activity'), data, bouton.axis);
  if (of('spikes').length) {
    const statistics = section(main, nav, 'statistics', 'statistics');
    for (const recording of of('spikes')) showStatistics(statistics, recording, data.dt, recording.color);
  }
  if (of('weights').length) {
    const weights = section(main, nav, 'weights', 'weights');
    for (const recording of of('weights')) showWeights(weights, recording, data.run.summary);
  }
  if (data.learning) {
    const learning = element('div', { class: 'charts' });
    section(main, nav, 'learning', 'learning').append(learning);
    showLearning(learning, data.learning);
  }
  showFiles(section(main, nav, 'files', 'files'), data);
  bouton.ready = true;
}

startReport();
