/* Pictures over the steps of a day: clock times along x, one cursor for all of them. */

/** A cursor over steps that several pictures follow. */
function makeCursor() {
  const listeners = [];
  const cursor = {
    step: null,
    steps: 0,
    follow(listener) { listeners.push(listener); },
    /** Begin anew for other pictures. */
    reset(steps) {
      listeners.length = 0;
      cursor.steps = steps;
      cursor.step = null;
    },
    move(step) {
      const next = step === null ? null : Math.max(0, Math.min(cursor.steps - 1, step));
      if (next === cursor.step) return;
      cursor.step = next;
      listeners.forEach((listener) => listener());
    },
  };
  return cursor;
}

/** Clock time at which a step begins, with the day where there are several. */
function clockOf(scenario, step) {
  const minutes = Math.round(step * scenario.hours * 60);
  const clock = [Math.floor(minutes / 60) % 24, minutes % 60].map((n) => String(n).padStart(2, '0')).join(':');
  const long = scenario.steps * scenario.hours > 24;
  return long ? `day ${Math.floor(minutes / 1440) + 1}, ${clock}` : clock;
}

/**
 * A picture over the steps of a scenario, with its cursor.
 * @param {Object} wanted as of `frame`, with scenario and cursor
 */
function stepFrame(wanted) {
  const { scenario, cursor } = wanted, chart = frame(wanted), { svg, box } = chart;
  const x = scale([0, scenario.steps], [box.left, box.right]);
  const hours = scenario.steps * scenario.hours, long = hours > 48;
  const room = Math.max(2, Math.floor((box.right - box.left) / (long ? 64 : 48)));
  const every = long ? 24 * Math.ceil(hours / 24 / room)
    : [0.25, 0.5, 1, 2, 3, 4, 6, 12, 24].find((size) => hours / size <= room) || 24;
  for (let hour = 0; hour <= hours + 1e-9; hour += every) {
    const text = long ? `day ${hour / 24 + 1}` : hour === 24 ? '24:00' : clockOf({ ...scenario, steps: 0 }, hour / scenario.hours);
    const at = x(hour / scenario.hours);
    svg.append(draw('line', { x1: at, x2: at, y1: box.bottom, y2: box.bottom + 4, class: 'pillar' }),
      draw('text', { x: Math.min(at, box.right - 8), y: box.bottom + 17, class: 'tick middle' }, text));
  }
  const shade = draw('rect', { class: 'cursor', y: box.top, height: box.bottom - box.top, visibility: 'hidden' });
  cursor.follow(() => {
    shade.setAttribute('visibility', cursor.step === null ? 'hidden' : 'visible');
    if (cursor.step === null) return;
    shade.setAttribute('x', x(cursor.step));
    shade.setAttribute('width', Math.max(1, x(cursor.step + 1) - x(cursor.step)));
  });
  const point = (event) => {
    const place = svg.getBoundingClientRect();
    const at = ((event.clientX - place.left) * wanted.width) / place.width;
    cursor.move(at < box.left || at > box.right ? null
      : Math.floor(((at - box.left) / (box.right - box.left)) * scenario.steps));
  };
  for (const what of ['pointermove', 'pointerdown', 'click']) svg.addEventListener(what, point);
  // a finger leaves when it is lifted, and the numbers are to be read then
  svg.addEventListener('pointerleave', (event) => { if (event.pointerType === 'mouse') cursor.move(null); });
  return { ...chart, x, shade };
}

/** Values that hold for a step each, as a line of stairs. */
function stairs(values, x, y) {
  const points = [];
  values.forEach((value, t) => points.push([x(t), y(value)], [x(t + 1), y(value)]));
  return pathOf(points);
}

/** Limits of values with zero, and a little room. */
function limitsOf(values, room = 0.06) {
  let low = 0, high = 0;
  for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
  if (low === high) high = 1;
  const more = room * (high - low);
  return [low < 0 ? low - more : 0, high > 0 ? high + more : 0];
}
