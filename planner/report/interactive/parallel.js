/* Parallel coordinates: every design a line over all capacities and figures. */

const EACH_WIDE = 92;

/**
 * @param {Object} data the front
 * @param {Object} choice what the reader has chosen
 * @returns {Element}
 */
function parallelChart(data, choice) {
  const all = quantities(data), figures = data.figures.length;
  const axes = [...all.slice(figures, figures + data.capacities.length), ...all.slice(0, 4)];
  const picture = make('div', { class: 'picture' });
  const holder = make('div', { class: 'scroll parallel' }, picture);
  const told = make('p', { class: 'lesser', 'aria-live': 'off' });
  picture.style.minWidth = `${axes.length * EACH_WIDE}px`;
  let lines = [], corners = [];

  function paint(width) {
    const height = 350, box = { top: 70, bottom: height - 26 };
    const place = scale([0, Math.max(1, axes.length - 1)], [46, width - 46]);
    const svg = draw('svg', { viewBox: `0 0 ${width} ${height}`, class: 'chart', role: 'img',
      'aria-label': 'Capacities and figures of every design as lines; the numbers are in the table' });
    const ups = axes.map((axis, i) => {
      const values = data.designs.map((design) => axis.scale * axis.of(design));
      let [low, high] = [Math.min(...values), Math.max(...values)];
      const digits = low === high ? (low % 1 ? 1 : 0) : high - low < 0.5 ? 3 : high - low < 20 ? 1 : 0;
      const ends = low === high ? [number(low, digits)] : [number(high, digits), number(low, digits)];
      if (low === high) [low, high] = [low - 1, high + 1];
      const up = scale([low, high], [box.bottom, box.top]);
      const [name, unit] = axis.label.split(' (');
      svg.append(
        draw('line', { x1: place(i), x2: place(i), y1: box.top, y2: box.bottom, class: 'pillar' }),
        ...wrapped(axis.short || name).map((text, k, parts) =>
          draw('text', { x: place(i), y: 38 - 13 * (parts.length - 1 - k), class: 'tick middle strong' }, text)),
        draw('text', { x: place(i), y: 51, class: 'tick middle' }, unit ? unit.replace(')', '') : ''),
        draw('text', { x: place(i), y: ends.length === 1 ? (box.top + box.bottom) / 2 - 6 : box.top - 4,
          class: 'tick middle' }, ends[0]),
        ends[1] ? draw('text', { x: place(i), y: box.bottom + 14, class: 'tick middle' }, ends[1]) : '');
      return up;
    });
    corners = data.designs.map((design) => axes.map((axis, i) => [place(i), ups[i](axis.scale * axis.of(design))]));
    lines = corners.map((points, row) => draw('path', { d: pathOf(points), class: 'strand', 'data-row': row }));
    svg.append(...lines);
    picture.replaceChildren(svg);
    mark();
  }

  function mark() {
    lines.forEach((line, row) => {
      line.setAttribute('class', 'strand' + (row === choice.row ? ' selected' : '') +
        (row === choice.hovered ? ' pointed' : '') +
        (row === choice.result.row && !choice.asTheRun ? ' best' : '') +
        (row === data.chosen ? ' run' : ''));
    });
    for (const row of [data.chosen, choice.result.row, choice.row, choice.hovered]) {
      if (row !== null && lines[row]) lines[row].parentNode.append(lines[row]);
    }
    told.textContent = choice.sentence(choice.hovered === null ? choice.row : choice.hovered);
  }

  function nearest(event) {
    const at = picture.getBoundingClientRect();
    const x = event.clientX - at.left, y = event.clientY - at.top;
    let found = null, least = 14;
    corners.forEach((points, row) => {
      for (let i = 1; i < points.length; i++) {
        const [[x0, y0], [x1, y1]] = [points[i - 1], points[i]];
        if (x < x0 || x > x1) continue;
        const away = Math.abs(y0 + ((y1 - y0) * (x - x0)) / (x1 - x0) - y);
        if (away < least) [found, least] = [row, away];
      }
    });
    return found;
  }

  pointAt(picture, nearest, choice);
  for (const what of ['row', 'weights', 'hovered']) choice.changed(what, mark);
  sized(picture, paint);
  return make('div', {}, holder, told);
}

/** A name on lines of its own, broken where it may be. */
function wrapped(name) {
  const lines = [''];
  for (const part of name.match(/[^_ .-]*[_ .-]?/g)) {
    const last = lines.length - 1;
    if (lines[last] && (lines[last] + part).length > 13) lines.push(part);
    else lines[last] += part;
  }
  return lines.map((line) => line.trim()).slice(0, 3);
}
