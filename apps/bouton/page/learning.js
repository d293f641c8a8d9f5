// What trials said of the classes.

function showLearning(parent, learning) {
  if (learning.predictions) showAccuracy(parent, learning.predictions);
  for (const confusion of learning.confusion || []) showConfusion(parent, confusion);
  if (learning.mistakes) showMistakes(parent, learning.mistakes);
}

function showAccuracy(parent, { blocks, trials }) {
  const groups = [], most = d3.max(blocks, (block) => block.trials);
  for (const block of blocks) {
    // The rest of a phase may be a few trials, whose share says little.
    if (block.trials < most / 4 && groups.length && groups[groups.length - 1].phase === block.phase) continue;
    const group = groups[groups.length - 1];
    if (group && group.phase === block.phase && group.scored === block.scored) group.blocks.push(block);
    else groups.push({ phase: block.phase, scored: block.scored, blocks: [block] });
  }
  const names = [...new Set(groups.map((group) => group.phase))];
  const chart = new CurveChart(parent, { title: 'accuracy', isWide: true, xLabel: 'trial', yLabel: 'correct (%)', height: 180, yDomain: [0, 100],
    caption: `Over ${counted(trials, 'trial')}; each point is the share of ${numberText(most)} trials that were right.` +
      (groups.some((group) => !group.scored) ? ' Dashed: trials that are not scored, since the network is shown the class in them.' : '') });
  chart.addLegend(names.map((name, i) => [`phase '${name}'`, i]));
  chart.set(groups.map(({ phase, scored, blocks: of }) => ({ name: phase, dashed: !scored, color: names.indexOf(phase),
    x: of.map((block) => block.first + block.trials / 2), y: of.map((block) => 100 * block.correct / block.trials) })));
}

function showConfusion(parent, { phase, phase_number: number, counts }) {
  const rows = counts.map((row) => { const sum = d3.sum(row); return row.map((count) => (sum ? count / sum : NaN)); });
  const hasNone = counts.some((row) => row[row.length - 1] > 0);
  const columns = rows[0].length - (hasNone ? 0 : 1);
  const cells = rows.map((row, target) => [element('th', { scope: 'row' }, String(target)),
    ...row.slice(0, columns).map((share, predicted) => {
      const isRight = target === predicted, count = counts[target][predicted];
      const color = Number.isFinite(share) ? d3.rgb(sequentialColor(share)) : null;
      const isDark = color && d3.lab(color).l < 55;
      return element('td', { class: `confusion-cell${isRight ? ' right' : ''}`,
        style: color ? `background:${color};color:${isDark ? '#fff' : '#000'}` : undefined,
        title: `class ${target} taken for ${predicted === row.length - 1 ? 'none' : predicted}: ${count} (${percentText(share)})` },
      count ? numberText(count) : '');
    })]);
  const head = d3.range(columns).map((i) => element('th', { scope: 'col' }, i === rows[0].length - 1 ? 'none' : String(i)));
  const right = d3.sum(counts, (row, i) => row[i] || 0), all = d3.sum(counts, (row) => d3.sum(row));
  parent.append(element('figure', { class: 'chart confusion' },
    element('div', { class: 'plot-head' }, element('span', { class: 'plot-title' }, `confusion in phase '${phase}' (number ${number})`)),
    element('div', { class: 'scrolled', tabindex: '0', role: 'region', 'aria-label': 'confusion matrix' },
      element('table', { class: 'confusion-table' },
        element('thead', {}, element('tr', {}, element('th', {}, 'class \\ predicted'), head)),
        element('tbody', {}, cells.map((row) => element('tr', {}, row))))),
    element('figcaption', {}, `${numberText(right)} of ${counted(all, 'trial')} right (${percentText(all ? right / all : NaN)}). A row is a true class, its colour the share of its trials.` +
      '')));
}

function showMistakes(parent, mistakes) {
  const figure = element('figure', { class: 'chart wide' },
    element('div', { class: 'plot-head' }, element('span', { class: 'plot-title' }, `mistakes in phase '${mistakes.phase}'`)));
  const label = ({ target, predicted }) => `${target} taken for ${predicted === null ? 'none' : predicted}`;
  if (mistakes.images) {
    const { rows, columns } = mistakes.images, size = rows * columns, values = floatsOf(mistakes.images.data);
    const [least, most] = d3.extent(values);
    const grey = (value) => d3.interpolateGreys(1 - (value - least) / (most - least || 1));
    figure.append(imageGallery(mistakes.trials.map((trial, i) => ({ values: values.subarray(i * size, (i + 1) * size),
      label: label(trial), title: `sample ${trial.sample}: ${label(trial)}` })), rows, columns, grey));
  } else {
    figure.append(table(['sample', 'class', 'predicted'], mistakes.trials.map((trial) => [numberText(trial.sample), String(trial.target),
      trial.predicted === null ? 'none' : String(trial.predicted)]), 0));
  }
  figure.append(element('figcaption', {}, `The first of each kind. ${mistakes.note || ''}`));
  parent.append(figure);
}
