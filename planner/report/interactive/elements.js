/* Elements of the page. Text goes in as text, never as markup. */

/**
 * An HTML element.
 * @param {string} name
 * @param {Object} [attributes] "on..." are listeners; false, null and undefined are left out
 * @param {...(Node|string)} children
 */
function make(name, attributes, ...children) {
  return furnish(document.createElement(name), attributes, children);
}

/** An SVG element; parameters as those of `make`. */
function draw(name, attributes, ...children) {
  const space = 'http://www.w3.org/2000/svg';
  return furnish(document.createElementNS(space, name), attributes, children);
}

function furnish(node, attributes, children) {
  for (const [key, value] of Object.entries(attributes || {})) {
    if (value === false || value === null || value === undefined) continue;
    if (key.startsWith('on')) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value === true ? '' : String(value));
  }
  node.append(...children);
  return node;
}

/**
 * A table with a caption in a box that scrolls sideways; the first column names the row.
 * @param {string} caption
 * @param {string[]} head
 * @param {string[][]} rows
 */
function tableOf(caption, head, rows) {
  const names = head.map((text, i) =>
    make('th', { scope: 'col', class: i ? 'number' : 'words' }, text));
  const body = rows.map((row) => make('tr', {}, ...row.map((text, i) =>
    i ? make('td', { class: 'number' }, text)
      : make('th', { scope: 'row', class: 'words' }, text))));
  return make('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': caption },
    make('table', {}, make('caption', {}, caption),
      make('thead', {}, make('tr', {}, ...names)), make('tbody', {}, ...body)));
}

/** A choice among names, with its label. @param {function(number): void} chosen */
function selector(label, names, at, chosen) {
  const options = names.map((name, i) => make('option', { value: i, selected: i === at }, name));
  const list = make('select', { onchange: () => chosen(Number(list.value)) }, ...options);
  const whole = make('label', { class: 'selector' }, make('span', {}, label), list);
  whole.list = list;
  return whole;
}

/**
 * A button that keeps the keyboard's focus when there is nothing to do for it.
 * @param {Object} attributes
 * @param {function(Event): void} pressed not called while it is not enabled
 */
function pressable(attributes, pressed, ...children) {
  const node = make('button', { type: 'button', ...attributes, onclick: (event) => {
    if (node.getAttribute('aria-disabled') !== 'true') pressed(event);
  } }, ...children);
  return node;
}

/** Whether a button has something to do. */
function enable(node, possible) {
  if (possible) node.removeAttribute('aria-disabled');
  else node.setAttribute('aria-disabled', 'true');
}

/** Say something to those who listen. */
function announce(text) {
  const region = document.getElementById('announced');
  if (region) region.textContent = text;
}

/** A box of colour beside a name in a legend. @param {string} look a class of the style sheet */
function swatch(color, look) {
  return make('span', { class: `swatch ${look || ''}`, style: `--color:${color}` });
}
