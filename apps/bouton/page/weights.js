// What became of the weights of a synapse.

function matrixOf(sample) {
  return { ...sample.matrix, values: floatsOf(sample.matrix.means) };
}

/** What the summary of the run says of the weights before it, as a histogram; or nothing. */
function beforeOf(name, summary) {
  const synapse = ((summary && summary.synapses) || []).find((one) => one.name === name);
  const histogram = synapse && synapse.before && synapse.before.histogram;
  if (!histogram || !histogram.counts || !(histogram.high > histogram.low)) return null;
  return { name: 'before', low: histogram.low, width: (histogram.high - histogram.low) / histogram.counts.length, counts: histogram.counts };
}

function showWeights(parent, recording, summary) {
  const { first, last, unit } = recording;
  if (!last) return;
  const ofUnit = unit ? ` (${unit})` : '';
  const section = element('section', { class: 'block' }, element('h3', {}, recording.of));
  parent.append(section);
  const row = (name, sample) => [name, `step ${numberText(sample.step)}`, numberText(sample.histogram.count),
    ...['mean', 'deviation', 'least', 'most'].map((key) => numberText(sample.histogram[key]))];
  const samples = first ? [['before', first], ['after', last]] : [['recorded', last]];
  section.append(table(['', 'sample after', 'connections', 'mean', 'deviation', 'least', 'most'],
    samples.map(([name, sample]) => row(name, sample)), 2));

  const charts = element('div', { class: 'charts' });
  section.append(charts);
  const before = first ? { name: 'before', ...first.histogram } : beforeOf(recording.of, summary);
  new HistogramChart(charts, { title: before ? 'weights before and after' : 'weights', xLabel: `weight${ofUnit}`, yLabel: 'connections',
    caption: !before ? '' : `${first ? 'The first recorded sample' : 'What the run began with'} is filled, the last recorded sample is the outline.` })
    .set([...(before ? [before] : []), { name: before ? 'after' : '', ...last.histogram }]);
  const matrices = samples.map(([name, sample]) => [name, matrixOf(sample)]);
  const shared = valueColors(...d3.extent(matrices.flatMap(([, matrix]) => d3.extent(matrix.values))));
  for (const [name, matrix] of matrices)
    new MatrixPlot(charts, { title: `matrix, ${name}`, rowLabel: `to: ${recording.post_name}`, columnLabel: `from: ${recording.pre_name}`,
      valueLabel: `weight${ofUnit}` }).set(matrix, shared);
  if (recording.images) showWeightImages(section, recording);
}

function showWeightImages(section, { images, post_name: post, unit }) {
  const values = floatsOf(images.data), size = images.rows * images.columns;
  // A few strong pixels would leave all others pale: the strongest ones share a colour.
  const strong = d3.quantile([...values].map(Math.abs).filter((value) => value > 0).sort(d3.ascending), 0.99) || 1;
  const [least, most] = d3.extent(values), colors = valueColors(Math.max(least, -strong), Math.min(most, strong));
  const through = images.through.length
    ? `The weights lead back to '${images.of}' through ${images.through.map((name) => `'${name}'`).join(' and ')}: each pixel is the sum over all paths of the product of their weights.`
    : `Each pixel is the weight from that unit of '${images.of}'.`;
  section.append(element('h4', {}, `What units of ${post} see`), element('p', {}, through),
    imageGallery(images.units.map((number, i) => ({ values: values.subarray(i * size, (i + 1) * size), label: `unit ${number}` })),
      images.rows, images.columns, colors.color),
    colorLegend(colors, `${images.through.length ? 'sum of products of weights' : `weight${unit ? ` (${unit})` : ''}`}; what is stronger has the colour of the end`));
}
