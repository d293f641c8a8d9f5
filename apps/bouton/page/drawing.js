// The network as Graphviz laid it out.

function showDrawing(parent, { svg, note }) {
  if (!svg) {
    parent.append(element('p', { class: 'absent' }, note));
    return;
  }
  const parsed = new DOMParser().parseFromString(svg, 'image/svg+xml');
  const drawing = parsed.documentElement;
  if (drawing.nodeName !== 'svg') {
    parent.append(element('p', { class: 'absent' }, 'The drawing of the network cannot be read.'));
    return;
  }
  // Nothing in a drawing runs or leads anywhere, whatever a file's names hold.
  for (const node of drawing.querySelectorAll('script, foreignObject, style, image, use')) node.remove();
  // Graphviz writes tooltips as titles of links.
  for (const link of drawing.querySelectorAll('a')) {
    const group = parsed.createElementNS('http://www.w3.org/2000/svg', 'g');
    const title = parsed.createElementNS('http://www.w3.org/2000/svg', 'title');
    title.textContent = link.getAttribute('xlink:title') || '';
    group.append(title, ...link.childNodes);
    link.replaceWith(group);
  }
  for (const node of [drawing, ...drawing.querySelectorAll('*')])
    for (const { name } of [...node.attributes]) if (/^on/i.test(name) || /href$/i.test(name)) node.removeAttribute(name);
  const width = parseFloat(drawing.getAttribute('width'));
  drawing.removeAttribute('height');
  drawing.setAttribute('width', '100%');
  drawing.style.maxWidth = `${1.4 * width}px`;
  drawing.style.minWidth = `${width}px`;  // smaller, nobody could read it
  drawing.setAttribute('role', 'img');
  drawing.setAttribute('aria-label', 'drawing of the network');
  // Graphviz' black and white become those of the page.
  for (const node of drawing.querySelectorAll('[fill="white"]')) node.classList.add('drawn-paper');
  for (const node of drawing.querySelectorAll('[stroke="black"]')) node.classList.add('drawn-line');
  for (const node of drawing.querySelectorAll('[fill="black"]')) node.classList.add('drawn-ink');
  parent.append(element('div', { class: 'drawing scrolled', tabindex: '0', role: 'region', 'aria-label': 'drawing of the network' },
    document.importNode(drawing, true)));
  if (note) parent.append(element('p', { class: 'hint' }, note));
}
