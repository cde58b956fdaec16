/* Supply stacked up, use stacked down, and the prices behind. */

/**
 * What goes up and down in a balance, without what there is nothing of.
 * @returns {{bands: Object[], curtailed: Float64Array, unshifted: ?Float64Array}}
 */
function balanceOf(runs, scenario, row, balance) {
  const of = (terms) => runs.total(scenario, row, terms);
  const some = (values) => values.some((value) => value !== 0);
  const bands = balance.bands
    .map((band) => ({ label: band.label, color: band.color, up: of(band.up), down: of(band.down) }))
    .filter((band) => some(band.up) || some(band.down));
  const load = of(balance.unshifted), moved = bands.find((band) => band.label === 'load');
  const shifted = balance.unshifted.length && moved && moved.down.some((value, t) => Math.abs(value - load[t]) > 1e-3);
  return { bands, curtailed: of(balance.curtailed), unshifted: shifted ? load : null };
}

/** Picture of a balance. @returns {SVGElement} */
function stackChart(width, scenario, cursor, found, words) {
  const { bands, curtailed, unshifted } = found, steps = scenario.steps;
  const sum = (key) => Array.from({ length: steps }, (_, t) => bands.reduce((all, band) => all + band[key][t], 0));
  const ups = sum('up').map((value, t) => value + curtailed[t]), downs = sum('down').map((value) => -value);
  const limits = limitsOf([...ups, ...downs, ...(unshifted ? unshifted.map((value) => -value) : [])]);
  const chart = stepFrame({ width, height: Math.round(Math.min(340, Math.max(250, width * 0.5))), limits, scenario,
    cursor, label: 'supply \u2191 and use \u2193 (kW)', unsigned: true, count: 7 });
  const { svg, x, y, shade } = chart;
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', words);
  const up = new Float64Array(steps), down = new Float64Array(steps);
  for (const band of bands) {
    svg.append(blocks(band.up, up, x, y, band.color), blocks(band.down.map((value) => -value), down, x, y, band.color));
  }
  svg.append(hatching(), blocks(curtailed, up, x, y, 'url(#curtailed-hatch)', 'block curtailed'));
  if (unshifted) svg.append(draw('path', { class: 'unshifted', d: stairs(unshifted.map((value) => -value), x, y) }));
  svg.append(shade, zeroLine(chart));
  return svg;
}

/** Blocks of a band on what is stacked already, which grows by them. */
function blocks(values, base, x, y, color, look = 'block') {
  let path = '';
  values.forEach((value, t) => {
    if (!value) return;
    const [left, right, from, to] = [x(t), x(t + 1), y(base[t]), y(base[t] + value)].map((n) => n.toFixed(1));
    path += `M${left} ${from}V${to}H${right}V${from}Z`;
    base[t] += value;
  });
  return draw('path', { class: look, d: path, fill: color });
}

/** What curtailed blocks are filled with: the hatching of the legend's swatch. */
function hatching() {
  return draw('pattern', { id: 'curtailed-hatch', width: 4, height: 4, patternUnits: 'userSpaceOnUse',
    patternTransform: 'rotate(45)' }, draw('line', { y2: 4, class: 'hatch' }));
}

function zeroLine({ box, y }) {
  return draw('line', { class: 'zero', x1: box.left, x2: box.right, y1: y(0), y2: y(0) });
}

/**
 * Prices of the buildings of a place, each different one a line of stairs.
 * @returns {{svg: SVGElement, lines: Object[]}}
 */
function priceChart(width, scenario, cursor, buildings, currency, names) {
  const lines = [];
  ['import', 'export'].forEach((way, side) => {
    const paid = new Map();
    for (const b of buildings) {
      const at = scenario.paid[b][side];
      paid.set(at, [...(paid.get(at) || []), names[b]]);
    }
    for (const [at, owners] of paid) {
      lines.push({ label: `${way} price${paid.size > 1 ? ` of ${joined(owners)}` : ''}`, side,
        values: scenario.prices[at] });
    }
  });
  const chart = stepFrame({ width, height: 118, count: 3, scenario, cursor, label: `price (${currency}/kWh)`,
    limits: limitsOf(lines.flatMap((line) => line.values), 0.12) });
  const { svg, x, y, shade } = chart;
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', `Prices over the steps, in ${currency} per kWh`);
  svg.append(shade);
  lines.forEach((line, i) => svg.append(draw('path', { class: `stairs ${line.side ? 'dashed' : ''}`,
    stroke: i < 2 ? 'var(--ink)' : 'var(--muted)', d: stairs(line.values, x, y) })));
  return { svg, lines };
}
