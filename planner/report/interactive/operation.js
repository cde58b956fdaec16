/* How the selected design runs: a day and a building at a time. */

/**
 * @param {Object} data the front
 * @param {Object} choice what the reader has chosen
 * @param {Object} runs dispatches
 * @returns {Element}
 */
function operationExplorer(data, choice, runs) {
  const { scenarios, places } = runs.data, cursor = makeCursor();
  const shown = { scenario: 0, place: 0, carrier: 'electricity' };
  const names = places.filter((place) => place.buildings.length === 1).map((place) => place.name);
  const titled = (item) => (item.title ? `${item.name}: ${item.title}` : item.name);
  const head = make('div', { class: 'operation-head' });
  const body = make('div', { class: 'operation-body' });
  const carriers = make('div', { class: 'segments controls', role: 'group', 'aria-label': 'What is balanced' });
  const numbers = make('details', { class: 'numbers', ontoggle: writeNumbers },
    make('summary', {}, 'The numbers of these pictures'));
  const listing = make('div', {}), subject = make('p', { class: 'on-paper' });
  numbers.append(listing);
  let width = 0, current = null;

  function show() {
    const row = choice.row, standing = choice.standing(row);
    head.replaceChildren(make('h3', {}, `${designName(row)}: ${data.designs[row].words}`),
      standing ? make('span', { class: 'badge' }, standing) : '', stepper(data, choice));
    const kinds = Object.keys(places[shown.place].balances);
    if (!kinds.includes(shown.carrier)) shown.carrier = kinds[0];
    carriers.replaceChildren(...kinds.map((kind) => make('button', { type: 'button',
      'aria-pressed': String(kind === shown.carrier), onclick: () => pick(kind) }, kind)));
    paint();
  }

  function pick(kind) {
    shown.carrier = kind;
    show();
    carriers.querySelector('[aria-pressed=true]').focus();
  }

  function paint() {
    const row = choice.row, scenario = scenarios[shown.scenario], place = places[shown.place];
    cursor.reset(scenario.steps);
    current = null;
    if (!runs.has(row)) {
      body.replaceChildren(absent(row));
      listing.replaceChildren();
      numbers.hidden = true;
      return;
    }
    numbers.hidden = false;
    subject.textContent = `${shown.carrier} of ${placeName(place)}, ${scenario.name}`;
    if (width < 1) return;
    const design = data.designs[row], wide = width > 760;
    const left = wide ? Math.round(width * 0.56) : width, right = wide ? width - left - 24 : width;
    const balance = balanceOf(runs, shown.scenario, row, place.balances[shown.carrier]);
    const words = `${shown.carrier} of ${placeName(place)} in ${scenario.name}, step by step: supply above ` +
      'zero, use below. The numbers are in the table below.';
    const main = [figureOf(stackChart(left, scenario, cursor, balance, words), stackLegend(balance))];
    current = { scenario, balance, stores: [], flows: [], lines: [] };
    if (shown.carrier === 'electricity') {
      const { svg, lines } = priceChart(left, scenario, cursor, place.buildings, data.currency, names);
      current.lines = lines;
      main.push(figureOf(svg, lines.map((line) => ['var(--ink)', line.side ? 'line dashed' : 'line', line.label,
        (t) => number(line.values[t], 4)])));
    } else if (place.notes) main.push(make('p', { class: 'lesser' }, `Prices: ${place.notes}.`));
    const side = [];
    current.stores = storageOf(runs, shown.scenario, row, place, design);
    if (current.stores.length) {
      side.push(figureOf(levelChart(right, scenario, cursor, current.stores), current.stores.map((store) =>
        [store.color, 'line', store.label, (t) => `${number(store.values[t], 1)} kWh`]), 'usable window shaded'));
    } else side.push(make('p', { class: 'lesser' }, 'This design has no storage here.'));
    current.flows = portsOf(runs, shown.scenario, row, place, design);
    if (current.flows.length) {
      side.push(figureOf(portChart(right, scenario, cursor, current.flows), current.flows.map((flow) =>
        [flow.color, 'line', flow.label, (t) => `${number(Math.abs(flow.values[t]), 1)} kW` +
          (flow.values[t] ? (flow.values[t] > 0 ? ' from it' : ' to it') : '')]), sameRating(current.flows) ? 'rating dashed' : ''));
    } else if (runs.data.ports.length) side.push(make('p', { class: 'lesser' }, 'No link is built here.'));
    const when = make('p', { class: 'lesser when' });
    cursor.follow(() => {
      when.textContent = cursor.step === null ? 'Point at a step, or use the arrow keys, to read its numbers.'
        : `Step from ${clockOf(scenario, cursor.step)} to ${clockOf(scenario, cursor.step + 1)}`;
    });
    when.textContent = 'Point at a step, or use the arrow keys, to read its numbers.';
    body.replaceChildren(subject, when, make('div', { class: wide ? 'pair' : '' }, make('div', {}, ...main), make('div', {}, ...side)));
    writeNumbers();
  }

  function stackLegend({ bands, curtailed, unshifted }) {
    const flow = (band) => (t) => joined([band.up[t] ? `${number(band.up[t], 1)} kW` : '',
      band.down[t] ? `${number(band.down[t], 1)} kW used` : ''].filter(Boolean)) || '\u2013';
    const items = bands.map((band) => [band.color, '', band.label, flow(band)]);
    if (curtailed.some((value) => value > 0)) {
      items.push(['', 'hatched', 'curtailed', (t) => `${number(curtailed[t], 1)} kW`]);
    }
    if (unshifted) items.push(['var(--ink)', 'line dotted', 'load before shifting', (t) => `${number(unshifted[t], 1)} kW`]);
    return items;
  }

  function figureOf(svg, items, remark) {
    const list = items.map(([color, look, label, at]) => {
      const value = make('b', {});
      cursor.follow(() => { value.textContent = cursor.step === null ? '' : at(cursor.step); });
      return make('li', {}, swatch(color, look), label, ' ', value);
    });
    if (remark) list.push(make('li', { class: 'lesser' }, remark));
    return make('figure', {}, svg, make('ul', { class: 'legend' }, ...list));
  }

  function absent(row) {
    const sizes = data.capacities.map((capacity, i) => `${capacity.name}=${data.designs[row].capacities[i]}`).join(',');
    const untold = 'How this design runs is not in this file.';
    if (!data.run) {
      return make('p', {}, `${untold} To see it, run clusterflex dispatch with the case, the configuration and `,
        make('code', {}, `--design "${sizes}"`), '.');
    }
    return make('div', {}, make('p', {}, `${untold} To see it, ${data.run.where}:`),
      make('p', {}, make('code', {}, `${data.run.command} "${sizes}" -o day.csv`)));
  }

  function writeNumbers() {
    if (!numbers.open || !current) return;
    const { scenario, balance, stores, flows, lines } = current;
    const columns = [];
    for (const band of balance.bands) {
      if (band.up.some(Boolean)) columns.push([`${band.label}, supply (kW)`, (t) => number(band.up[t], 2)]);
      if (band.down.some(Boolean)) columns.push([`${band.label}, use (kW)`, (t) => number(band.down[t], 2)]);
    }
    if (balance.curtailed.some(Boolean)) columns.push(['curtailed (kW)', (t) => number(balance.curtailed[t], 2)]);
    for (const store of stores) columns.push([`${store.label}, at the start (kWh)`, (t) => number(store.values[t], 2)]);
    for (const flow of flows) columns.push([`port ${flow.label}, from the building (kW)`, (t) => number(flow.values[t], 2)]);
    for (const line of lines) columns.push([`${line.label} (${data.currency}/kWh)`, (t) => number(line.values[t], 4)]);
    const rows = Array.from({ length: scenario.steps }, (_, t) =>
      [clockOf(scenario, t), ...columns.map(([, of]) => of(t))]);
    listing.replaceChildren(tableOf(`${designName(choice.row)}, ${scenario.name}, ${placeName(places[shown.place])}`,
      ['step', ...columns.map(([name]) => name)], rows));
  }

  body.setAttribute('tabindex', 0);
  body.setAttribute('role', 'group');
  body.setAttribute('aria-label', 'Dispatch, step by step; left and right move from step to step');
  body.addEventListener('keydown', (event) => {
    const way = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!way || event.target !== body || !current) return;
    cursor.move(cursor.step === null ? 0 : cursor.step + way);
    const values = [...body.querySelectorAll('.legend li:not(.lesser)')].map((item) => item.textContent.trim());
    announce(`${clockOf(current.scenario, cursor.step)}: ${values.join('; ')}`);
    event.preventDefault();
  });
  choice.changed('row', show);
  choice.changed('weights', show);
  const whole = make('div', { class: 'explorer' }, head,
    make('div', { class: 'controls' },
      selector('day', scenarios.map(titled), 0, (at) => { shown.scenario = at; show(); }),
      selector('where', places.map((place) => (place.name ? titled(place) : placeName(place))), 0,
        (at) => { shown.place = at; show(); }), carriers), body, numbers);
  sized(body, (now) => { width = now; paint(); });
  show();
  return whole;
}

/** A building's name, or all of them. */
function placeName(place) {
  return place.name || 'the whole cluster';
}
