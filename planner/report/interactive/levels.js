/* What storage holds, and what flows through the ports of links. */

/** Storage of a place that a design builds, with its level before each step and after the last. */
function storageOf(runs, scenario, row, place, design) {
  return place.sites.filter((s) => design.capacities[s] > 0).map((s) => {
    const site = runs.data.sites[s], capacity = design.capacities[s];
    return { label: `${site.name} (${kilo(capacity)} kWh)`, color: lookOf(runs, s).color,
      dashes: lookOf(runs, s).dashes, window: site.window.map((share) => share * capacity),
      values: runs.series(scenario, row, 'stored_kwh', s) };
  });
}

/** Levels over the steps, each in its usable window. */
function levelChart(width, scenario, cursor, stores) {
  const limits = limitsOf(stores.flatMap((store) => [...store.values, store.window[1]]));
  const chart = stepFrame({ width, height: 200, count: 4, scenario, cursor, label: 'stored (kWh)', limits });
  const { svg, box, x, y, shade } = chart;
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', 'Level of the storage over the steps, in kWh');
  for (const { window: [low, high], color } of stores) {
    svg.append(draw('rect', { class: 'window', x: box.left, width: box.right - box.left, y: y(high),
      height: y(low) - y(high), fill: color }));
  }
  svg.append(shade);
  for (const store of stores) {
    svg.append(...edged('level', store, pathOf([...store.values].map((value, t) => [x(t), y(value)]))));
  }
  return svg;
}

/** Net flow through the ports of a place, from the building up; only of links that are built. */
function portsOf(runs, scenario, row, place, design) {
  return place.ports.filter((p) => design.capacities[runs.data.ports[p].rating] > 0).map((p) => ({
    label: runs.data.ports[p].name, color: lookOf(runs, p).color, dashes: lookOf(runs, p).dashes,
    rating: design.capacities[runs.data.ports[p].rating],
    values: runs.total(scenario, row, [['port_in_kw', p, 1], ['port_out_kw', p, -1]]),
  }));
}

/** Flows over the steps, with the rating where all ports have the same. */
function portChart(width, scenario, cursor, flows) {
  const rating = sameRating(flows) ? [flows[0].rating, -flows[0].rating] : [];
  const limits = limitsOf([...flows.flatMap((flow) => [...flow.values]), ...rating]);
  const chart = stepFrame({ width, height: 200, count: 4, scenario, cursor, limits, unsigned: true,
    label: 'from the building \u2191 and to it \u2193 (kW)' });
  const { svg, box, x, y, shade } = chart;
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', 'Power through the ports over the steps, in kW');
  for (const at of rating) {
    svg.append(draw('line', { class: 'rating', x1: box.left, x2: box.right, y1: y(at), y2: y(at) }));
  }
  svg.append(shade);
  for (const flow of flows) svg.append(...edged('stairs', flow, stairs(flow.values, x, y)));
  svg.append(zeroLine(chart));
  return svg;
}

/** A line with a dark edge, so that pale colours stand out too. */
function edged(look, { color, dashes }, path) {
  return [['casing', 'var(--ink)'], ['', color]].map(([part, stroke]) =>
    draw('path', { class: `${look} ${part}`, stroke, 'stroke-dasharray': dashes, d: path }));
}

/** Whether one rating holds for all of these flows. */
function sameRating(flows) {
  return flows.every((flow) => flow.rating === flows[0].rating);
}

function lookOf(runs, item) {
  const { cycle } = runs.data;
  return { color: cycle[item % cycle.length],
    dashes: ['none', '6 3', '6 2 1 2', '1 2'][Math.floor(item / cycle.length) % 4] };
}
