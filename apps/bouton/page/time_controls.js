// What moves the time axis without a wheel.

/** Buttons for who has no wheel and no keyboard, and a line that says what is seen. */
function timeControls(axis) {
  const button = (text, label, action) => {
    const made = element('button', { type: 'button', 'aria-label': label, title: label }, text);
    made.addEventListener('click', action);
    return made;
  };
  const shown = element('output', { class: 'shown-time' });
  axis.onView = (view, full) => {
    const isAll = view[0] === full[0] && view[1] === full[1];
    shown.textContent = `${axis.text(view[0])} to ${axis.text(view[1])}${isAll ? ' (all)' : ''}`;
  };
  return element('div', { class: 'controls' },
    button('−', 'see more time', () => axis.zoom(1 / 2)), button('+', 'see less time', () => axis.zoom(2)),
    button('←', 'earlier', () => axis.pan(-0.4)), button('→', 'later', () => axis.pan(0.4)),
    button('all', 'see all', () => axis.reset()), shown);
}
