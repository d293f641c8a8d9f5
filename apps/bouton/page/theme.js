// Colours: those of the style sheet, which follows the reader's choice of light or dark.

const theme = {
  listeners: new Set(),
  color(name) { return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim(); },
  /** A colour that the colour-blind can tell from the others, for the i-th of several things. */
  series(i) { return this.color(`series-${i % 6 + 1}`); },
  changed() { for (const listener of this.listeners) listener(); },
};

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => theme.changed());
// Paper is white.
addEventListener('beforeprint', () => { document.documentElement.dataset.theme = 'light'; theme.changed(); });
addEventListener('afterprint', () => { delete document.documentElement.dataset.theme; theme.changed(); });

/** Red, green and blue of a colour of the style sheet, each from 0 to 255. */
function channels(color) {
  const { r, g, b } = d3.rgb(color);
  return [r, g, b];
}

/** From blue over a light grey to red for −1 to 1: told apart by all, and zero is neither. */
function divergingColor(value) { return d3.interpolateRdBu(0.5 - 0.5 * Math.max(-1, Math.min(1, value))); }
function sequentialColor(value) { return d3.interpolateViridis(Math.max(0, Math.min(1, value))); }

/** Colours for values from `least` to `most`: around zero where there are both signs. */
function valueColors(least, most) {
  if (least < 0 && most > 0) {
    const scale = Math.max(-least, most);
    return { color: (value) => divergingColor(value / scale), least: -scale, most: scale };
  }
  const width = most - least || 1;
  return { color: (value) => sequentialColor((value - least) / width), least, most };
}
