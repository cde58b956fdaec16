/* The selected design: what it builds, costs, emits, and how it is weighed. */

/**
 * @param {Object} data the front
 * @param {Object} choice what the reader has chosen
 * @param {?Object} runs dispatch data, for the figures of each day
 * @returns {Element}
 */
function designPanel(data, choice, runs) {
  const panel = make('div', { class: 'design', id: 'selected-design' });

  function show() {
    const row = choice.row, design = data.designs[row], standing = choice.standing(row);
    panel.replaceChildren(
      make('div', { class: 'design-head' },
        make('h3', {}, `${designName(row)}: ${design.words}`),
        standing ? make('span', { class: 'badge' }, standing) : '', stepper(data, choice)),
      make('div', { class: 'design-parts' },
        make('div', {}, ...capacities(design), ...standingOf(row, design)),
        make('div', {}, comparison(design))), runs && runs.rows.includes(row) ? days(row) : '');
  }

  function capacities(design) {
    const items = data.capacities.map((capacity, i) => make('li', {},
      make('span', {}, capacity.name),
      make('strong', {}, `${kilo(design.capacities[i])} ${capacity.unit}`),
      meter(capacity.most ? design.capacities[i] / capacity.most : 0),
      make('span', { class: 'lesser' }, `of at most ${kilo(capacity.most)} ${capacity.unit}`)));
    return [make('h4', {}, 'Capacities'), make('ul', { class: 'measures' }, ...items)];
  }

  function comparison(design) {
    const nothing = data.marks.find((mark) => mark.kind === 'nothing');
    const rows = data.figures.map((figure, i) => {
      const value = design.figures[i], cells = [figure.label, told(figure.kind, value, data.currency)];
      if (nothing) {
        cells.push(told(figure.kind, nothing.figures[i], data.currency),
          difference(figure.kind, value, nothing.figures[i], data.currency));
      }
      return cells;
    });
    const head = ['', 'this design', ...(nothing ? ['nothing installed', 'difference'] : [])];
    return tableOf(`Figures of ${designName(choice.row).toLowerCase()}; cost over ${data.years} years`, head, rows);
  }

  function standingOf(row, design) {
    const { single, overall } = choice.result, shares = choice.shares;
    const items = data.objectives.map((objective, j) => make('li', {},
      make('span', {}, `in ${objective.label}`), make('strong', {}, single[row][j].toFixed(3)),
      meter(single[row][j]), make('span', { class: 'lesser' },
        choice.weighed ? `counts ${percent(shares[j], 0)}` : 'does not count')));
    const most = Math.max(...overall);
    items.push(make('li', {}, make('span', {}, 'overall'),
      make('strong', {}, choice.overall(row)), meter(most ? overall[row] / most : 0),
      make('span', { class: 'lesser' }, choice.ranked(row))));
    const proofs = [];
    if (design.above !== null) {
      proofs.push(`A design that emits no more could be cheaper by at most ${atMost(design.above)} (proven).`);
    }
    if (design.gap !== null) {
      proofs.push('Its dispatch is within ' +
        `${design.gap < 1e-6 ? '0.0001' : number(100 * design.gap, 4)}\u00a0% of the best there is.`);
    }
    return [make('h4', {}, 'Membership'), make('ul', { class: 'measures' }, ...items),
      ...proofs.map((text) => make('p', { class: 'lesser' }, text))];
  }

  function days(row) {
    const kinds = { daily_cost: ['cost (' + data.currency + ')', number],
      emissions_kg: ['emissions (kgCO2)', number], import_kwh: ['import (kWh)', number],
      export_kwh: ['export (kWh)', number], curtailed_kwh: ['curtailed (kWh)', number],
      gas_kwh: ['gas (kWh)', number], heat_import_kwh: ['heat bought (kWh)', number],
      self_consumption: ['self-consumption', percent], self_sufficiency: ['self-sufficiency', percent] };
    const values = runs.days[runs.rows.indexOf(row)];
    const rows = runs.scenarios.map((scenario, s) => [
      scenario.name,
      ...runs.figures.map((name, i) => kinds[name][1](values[s][i]))]);
    return tableOf(`A day of ${designName(row).toLowerCase()}, by scenario`,
      ['scenario', ...runs.figures.map((name) => kinds[name][0])], rows);
  }

  choice.changed('row', show);
  choice.changed('weights', show);
  show();
  return panel;
}

/** A bar that shows a share; its number stands beside it. */
function meter(share) {
  return make('span', { class: 'meter', 'aria-hidden': 'true' },
    make('span', { style: `width:${(100 * Math.min(1, Math.max(0, share))).toFixed(1)}%` }));
}

/** Buttons to the designs beside the selected one, and back to the run's choice. */
function stepper(data, choice) {
  const button = (text, label, row, possible) => {
    const node = pressable({ 'aria-label': label }, () => {
      const at = [...node.parentNode.children].indexOf(node);
      const name = node.closest('.design-head, .operation-head').className;
      choice.select(row);
      // all is drawn anew, the button too
      document.querySelector(`.${name} .stepper`).children[at].focus();
    }, text);
    enable(node, possible);
    return node;
  };
  const row = choice.row;
  return make('span', { class: 'stepper controls' },
    button('\u2190 cheaper', 'cheaper, the previous design of the front', row - 1, row > 0),
    button('dearer \u2192', 'dearer, the next design of the front', row + 1, row + 1 < data.designs.length),
    button("the run's choice", "the run's choice, back to it", data.chosen, row !== data.chosen));
}
