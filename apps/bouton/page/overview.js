// The first screen: what ran, on what, and what came out.

function facts(pairs) {
  return element('dl', { class: 'facts' }, pairs.filter(([, value]) => value !== undefined && value !== null && value !== '')
    .map(([name, value]) => element('div', {}, element('dt', {}, name), element('dd', {}, value))));
}

function dateText(iso) {
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? String(iso) : `${date.toISOString().slice(0, 10)}, ${date.toISOString().slice(11, 16)} UTC`;
}

function showOverview(parent, data) {
  const { run } = data, network = run.network || {}, dt = data.dt, timings = run.timings || {}, machine = run.machine || {};
  const steps = run.steps_done, ran = timings.run_seconds;
  const realTime = ran > 0 ? ` (${numberText(steps * dt / 1000 / ran, 3)} times real time)` : '';
  parent.append(element('h1', {}, data.name),
    element('p', { class: 'lead' }, `${counted(steps, 'step')} of ${timeText(dt)}: ${timeText(steps * dt)} of activity` +
      (ran === undefined ? '.' : `, in ${timeText(1000 * ran, 3)}${realTime}.`)));
  if (run.failed) parent.append(element('p', { class: 'warning' }, `The run failed at step ${numberText(run.failed.step)}: ${run.failed.why}`));
  if (run.stopped) parent.append(element('p', { class: 'warning' }, 'The run was stopped before its end.'));
  for (const note of data.notes) parent.append(element('p', { class: 'warning' }, note));
  for (const warning of (run.summary && run.summary.warnings) || []) parent.append(element('p', { class: 'warning' }, warning));
  parent.append(facts([
    ['ran on', timings.ended && dateText(timings.ended)],
    ['program', run.program && `Bouton ${run.program}`],
    ['processor', machine.processor && `${machine.processor}${machine.cores ? `, ${counted(machine.cores, 'core')}` : ''}`],
    ['seed', network.seed === undefined ? undefined : String(network.seed)],
    ['network file', run.network_file && run.network_file.file],
    ['spike hash', run.spike_hash],
    ['built in', timings.build_seconds === undefined ? undefined : timeText(1000 * timings.build_seconds, 3)],
    ['peak memory', timings.peak_memory_bytes && bytesText(timings.peak_memory_bytes)],
  ]));
  showLayers(parent, data);
  showSynapses(parent, run.summary);
  showPhases(parent, run.phases || []);
}

/** From the summary of the run; without one, from what was recorded. */
function showLayers(parent, data) {
  const { summary, steps_done: steps } = data.run;
  if (summary && summary.layers && summary.layers.length) {
    parent.append(table(['layer', 'units', 'spikes', 'rate (Hz)', 'per step', 'silent', 'saturated', 'CV of intervals'],
      summary.layers.map((layer) => [layer.name, numberText(layer.units), numberText(layer.spikes), numberText(layer.rate_hz),
        numberText(layer.rate_per_step), percentText(layer.silent), percentText(layer.saturated), numberText(layer.cv, 3)])));
    return;
  }
  const spikes = data.recordings.filter((recording) => recording.kind === 'spikes');
  if (spikes.length === 0) return;
  parent.append(table(['recorded', 'units', 'spikes', 'rate (Hz)', 'silent', 'CV of intervals'],
    spikes.map((recording) => [recording.of, numberText(recording.units.count), numberText(recording.spikes),
      recording.rates ? numberText(recording.rates.mean) : '–', percentText(recording.silent / recording.units.count),
      recording.variations && recording.variations.count ? numberText(recording.variations.mean, 3) : '–'])));
}

function showSynapses(parent, summary) {
  if (!summary || !summary.synapses || summary.synapses.length === 0) return;
  const of = (weights) => weights ? `${numberText(weights.mean, 3)} ± ${numberText(weights.deviation, 3)}` : '–';
  const range = (weights) => weights ? `${numberText(weights.least, 3)} to ${numberText(weights.most, 3)}` : '–';
  parent.append(table(['synapse that learns', 'connections', 'weights before', 'after', 'from least to most', 'at the limits'],
    summary.synapses.map(({ name, connections, before, after }) => [name, numberText(connections), of(before), of(after), range(after),
      after ? percentText(after.at_limits) : '–'])));
}

/** Phases of one name that follow each other, added up. */
function phaseGroups(phases) {
  const groups = [];
  for (const phase of phases.filter((one) => one.trials > 0)) {
    const last = groups[groups.length - 1];
    const counts = ['trials', 'seconds', 'correct', 'ties', 'silent'];
    if (last && last.name === phase.name && last.learn === phase.learn && (last.correct === undefined) === (phase.correct === undefined)) {
      last.phases += 1;
      for (const key of counts) if (phase[key] !== undefined) last[key] += phase[key];
    } else {
      groups.push({ ...phase, phases: 1 });
    }
  }
  return groups;
}

function showPhases(parent, phases) {
  const groups = phaseGroups(phases);
  if (groups.length === 0) return;
  parent.append(table(['phase', 'trials', 'right', 'accuracy', 'ties', 'silent', 'time'],
    groups.map((phase) => {
      const isScored = phase.correct !== undefined;
      const facts = [phase.learn ? 'learns' : '', phase.phases > 1 ? `${phase.phases} phases` : ''].filter(Boolean).join(', ');
      return [phase.name + (facts && ` (${facts})`), numberText(phase.trials), isScored ? numberText(phase.correct) : '–',
        isScored ? percentText(phase.correct / phase.trials, 4) : 'not scored', isScored ? numberText(phase.ties) : '–',
        isScored ? numberText(phase.silent) : '–', timeText(1000 * phase.seconds, 3)];
    })));
}
