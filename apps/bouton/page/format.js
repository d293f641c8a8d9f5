// Numbers and elements as the page shows them.

/** A number with about `digits` digits that count, without a needless exponent. */
function numberText(value, digits = 4) {
  if (value === null || value === undefined) return '–';
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'not a number' : value > 0 ? '∞' : '−∞';
  const size = Math.abs(value);
  if (value === 0) return '0';
  if (Number.isInteger(value) && size < 1e15) return d3.format(',')(value).replace('-', '−');
  if (size >= 1e6 || size < 1e-3) return value.toExponential(Math.max(0, digits - 2)).replace(/-/g, '−');
  return String(Number(value.toPrecision(digits))).replace('-', '−');
}

function percentText(share, digits = 3) {
  return share === null || share === undefined ? '–' : `${numberText(100 * share, digits)} %`;
}

/** A time in ms, in the unit that suits it. */
function timeText(ms, digits = 4) {
  if (Math.abs(ms) >= 600000) return `${numberText(ms / 60000, digits)} min`;
  return Math.abs(ms) >= 1000 ? `${numberText(ms / 1000, digits)} s` : `${numberText(ms, digits)} ms`;
}

function bytesText(bytes) {
  const units = ['bytes', 'KiB', 'MiB', 'GiB'];
  let place = 0;
  for (; bytes >= 1024 && place < 3; ++place) bytes /= 1024;
  return `${numberText(bytes, 3)} ${units[place]}`;
}

/** "4 units", "1 unit". */
function counted(number, word) {
  return `${numberText(number)} ${word}${number === 1 ? '' : 's'}`;
}

/** Makes an element. Children that are texts stay texts, whatever they hold. */
function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes))
    if (value !== undefined && value !== false) made.setAttribute(name, value === true ? '' : value);
  made.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return made;
}

/** A table; each row is a list of texts, elements, or {text, title}. Columns after the first `left` hold numbers. */
function table(head, rows, left = 1) {
  const cell = (tag, content, column) =>
    element(tag, { class: column >= left ? 'number' : undefined, scope: tag === 'th' ? 'col' : undefined }, content);
  return element('div', { class: 'scrolled', tabindex: '0', role: 'region', 'aria-label': 'table' },
    element('table', {},
      element('thead', {}, element('tr', {}, head.map((text, i) => cell('th', text, i)))),
      element('tbody', {}, rows.map((row) => element('tr', {}, row.map((content, i) => cell('td', content, i)))))));
}
