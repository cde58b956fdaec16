/* The front as a table: ranked by the weights, sorted by any column, a design chosen by its row. */

/**
 * @param {Object} data the front
 * @param {Object} choice what the reader has chosen
 * @returns {Element}
 */
function rankingTable(data, choice) {
  const figure = (name) => data.figures.findIndex((found) => found.name === name);
  const shown = ['lifecycle_cost', 'annual_emissions_kg', 'self_consumption'];
  for (const { name } of data.objectives) if (!shown.includes(name)) shown.push(name);
  const columns = [
    { label: 'design', of: (row) => row, text: (row) => `${row + 1}` },
    { label: 'rank', of: (row) => choice.result.ranks[row], text: choice.rank },
    ...data.capacities.map((capacity, i) => ({
      label: `${capacity.name} (${capacity.unit})`,
      of: (row) => data.designs[row].capacities[i],
      text: (row) => kilo(data.designs[row].capacities[i]),
    })),
    ...shown.map(figure).map((i) => ({
      label: unitLabel(data, data.figures[i]),
      of: (row) => data.designs[row].figures[i],
      text: (row) => unitText(data.figures[i].kind, data.designs[row].figures[i]),
    })),
    { label: 'above the bound', of: (row) => data.designs[row].above,
      text: (row) => (data.designs[row].above === null ? UNKNOWN : atMost(data.designs[row].above)) },
    { label: 'membership', of: (row) => choice.result.overall[row], text: choice.overall, down: true },
  ].filter((column) => data.bound || column.label !== 'above the bound');
  let sorted = 1, down = false;

  const heads = columns.map((column, c) => make('th', { scope: 'col', class: c ? 'number' : 'words' },
    make('button', { type: 'button', onclick: () => sort(c) }, column.label)));
  const lines = data.designs.map((_, row) => {
    const name = make('th', { scope: 'row', class: 'words' });
    const cells = columns.slice(1).map(() => make('td', { class: 'number' }));
    return make('tr', { 'data-row': row, tabindex: -1, onclick: () => choice.select(row) }, name, ...cells);
  });
  const body = make('tbody', {});

  function sort(column) {
    down = column === sorted ? !down : Boolean(columns[column].down);
    sorted = column;
    order();
  }

  function order() {
    const { of } = columns[sorted], turn = down ? -1 : 1;
    const rows = data.designs.map((_, row) => row)
      .sort((a, b) => turn * (of(a) - of(b)) || a - b);
    const held = lines.find((line) => line === document.activeElement);
    body.replaceChildren(...rows.map((row) => lines[row]));
    if (held) held.focus();
    heads.forEach((head, c) => {
      if (c === sorted) head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      else head.removeAttribute('aria-sort');
    });
  }

  function write() {
    lines.forEach((line, row) => {
      const standing = choice.standing(row);
      columns.forEach((column, c) => {
        line.children[c].textContent = column.text(row) + (c || !standing ? '' : `, ${standing}`);
      });
    });
    mark();
    order();
  }

  function mark() {
    lines.forEach((line, row) => {
      line.classList.toggle('chosen', row === choice.row);
      if (row === choice.row) line.setAttribute('aria-current', 'true');
      else line.removeAttribute('aria-current');
    });
    reach(lines, lines[choice.row], false);
  }

  roving(body, () => [...body.children], (line) => choice.select(Number(line.dataset.row)));
  choice.changed('weights', write);
  choice.changed('row', mark);
  write();
  const caption = 'Every design of the front, ranked by the weights above';
  return make('div', { class: 'scroll ranking', role: 'region', 'aria-label': caption },
    make('table', {}, make('caption', {}, caption,
      make('span', { class: 'lesser' }, ' Click a heading to sort, a row to select.')),
    make('thead', {}, make('tr', {}, ...heads)), body));
}

/** Heading of a figure's column, with its unit. */
function unitLabel(data, figure) {
  if (figure.kind === 'share') return figure.label;
  return `${figure.label} (${figure.kind === 'money' ? data.currency : 'tCO2'})`;
}

/** A figure in the unit of its column. */
function unitText(kind, value) {
  if (value === null) return UNKNOWN;
  if (kind === 'share') return percent(value);
  return kind === 'carbon' ? number(value / 1000, 1) : number(value);
}
