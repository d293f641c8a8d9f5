// What the spikes of a layer say, as histograms and a spectrum. All numbers are of all spikes.

function showStatistics(parent, recording, dt, color) {
  const section = element('section', { class: 'block' }, element('h3', {}, recording.of));
  const charts = element('div', { class: 'charts' });
  section.append(charts);
  parent.append(section);
  const spread = (data, unit = '') => `mean ${numberText(data.mean)}${unit}, deviation ${numberText(data.deviation)}${unit}`;
  const histogram = (data, options) => {
    if (data && data.count > 0) new HistogramChart(charts, options).set([{ ...data, color }]);
    else charts.append(element('p', { class: 'absent' }, `${options.title}: ${options.absent}`));
  };
  const { rates, intervals, variations, correlations, spectrum } = recording;
  histogram(rates, { title: 'rates', xLabel: 'rate (Hz)', yLabel: 'units', absent: 'no step was recorded.',
    caption: rates && `${counted(rates.count, 'unit')}: ${spread(rates, ' Hz')}; ${percentText(recording.silent / recording.units.count)} silent.` });
  histogram(intervals, { title: 'intervals between spikes', xLabel: 'interval (ms)', yLabel: 'intervals', absent: 'no unit spiked twice.',
    caption: intervals && `${counted(intervals.count, 'interval')}: ${spread(intervals, ' ms')}` +
      (intervals.above ? `; ${numberText(intervals.above)} are longer, up to ${timeText(intervals.most)}.` : '.') });
  histogram(variations, { title: 'irregularity of units', xLabel: 'CV of the intervals', yLabel: 'units', absent: 'no unit has three intervals.',
    caption: variations && `${counted(variations.count, 'unit')} with at least 3 intervals: ${spread(variations)}. Regular spikes have 0, those of a Poisson process 1.` });
  histogram(correlations, { title: 'correlation of pairs', xLabel: 'correlation of spike counts', yLabel: 'pairs', absent: 'there are not two units that spiked.',
    caption: correlations && `${counted(correlations.count, 'pair')} of units at even distances, counts in bins of ${timeText(correlations.bin_ms)}: ${spread(correlations)}.` });
  showSpectrum(charts, spectrum, color);
}

/** "10³"; nothing for what is no power of ten. */
function powerOfTen(value) {
  const exponent = Math.round(Math.log10(value));
  if (Math.abs(Math.log10(value) - exponent) > 1e-6) return '';
  return `10${[...String(exponent)].map((digit) => (digit === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[digit])).join('')}`;
}

function showSpectrum(charts, spectrum, color) {
  const power = spectrum ? [...floatsOf(spectrum.power)] : [];
  // The mean is taken away from each segment, so that the first value says nothing.
  const y = power.slice(1), x = y.map((_, k) => (k + 1) * spectrum.resolution);
  if (!y.some((value) => value > 0)) {
    charts.append(element('p', { class: 'absent' }, 'power spectrum: the recording is too short, or its rate does not change.'));
    return;
  }
  const least = d3.min(y.filter((value) => value > 0));
  const peak = d3.maxIndex ? d3.maxIndex(y) : d3.scan(y, d3.descending);
  new CurveChart(charts, { title: 'power spectrum of the rate', xLabel: 'frequency (Hz)', xUnit: 'Hz', yLabel: 'power (Hz²/Hz)', logarithmic: true,
    yFormat: powerOfTen, caption: `Mean over ${counted(spectrum.segments, 'segment')} (Welch), every ${numberText(spectrum.resolution)} Hz; most power at ${numberText(x[peak])} Hz.` })
    .set([{ x, y: y.map((value) => Math.max(value, least)), color }]);
}
