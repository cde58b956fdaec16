/* What stands around the front: designs left behind, the bound, and what it is compared with. */

const OFF_SCALE = 1.6;

/** Limits of the picture: the front, and what is near it, or everything. */
function frontView(data, x, y, wide) {
  const limits = (axis) => {
    const own = data.designs.map((design) => axis.scale * axis.of(design));
    return [Math.min(...own), Math.max(...own)];
  };
  const near = { x: limits(x), y: limits(y) };
  const spread = ([low, high]) => Math.max(high - low, 0.01 * Math.max(Math.abs(low), Math.abs(high)), 1e-6);
  const most = { x: spread(near.x) * OFF_SCALE, y: spread(near.y) * OFF_SCALE };
  for (const mark of data.marks) {
    const at = { x: x.of(mark), y: y.of(mark) };
    if (at.x === null || at.y === null) continue;
    const grown = ['x', 'y'].map((key) => {
      const value = (key === 'x' ? x : y).scale * at[key];
      return [Math.min(near[key][0], value), Math.max(near[key][1], value)];
    });
    const fits = grown[0][1] - grown[0][0] <= most.x && grown[1][1] - grown[1][0] <= most.y;
    if (wide || fits) [near.x, near.y] = grown;
  }
  const padded = (pair, share) => {
    const room = share * spread(pair);
    return [pair[0] - room, pair[1] + room];
  };
  return { x: padded(near.x, 0.07), y: padded(near.y, 0.09) };
}

/**
 * Paint everything but the designs of the front.
 * @returns {{legend: Element[], marks: Element[], remark: string}} what is to be seen, the marks to
 *   put on top, and what is not to be seen
 */
function frontMarks(svg, data, chart) {
  const { x, y, across, up, box, plane, spots } = chart;
  const inside = (px, py) => px >= box.left && px <= box.right && py >= box.top && py <= box.bottom;
  const legend = [], away = [], marks = [];
  const item = (color, look, text) => legend.push(make('li', {}, swatch(color, look), text));
  svg.append(draw('clipPath', { id: 'front-box' }, draw('rect', {
    x: box.left, y: box.top, width: box.right - box.left, height: box.bottom - box.top })));
  const back = draw('g', { 'clip-path': 'url(#front-box)' });
  svg.append(back);
  const bounded = plane && data.bound && paintBound(back, data.bound, chart);
  const count = data.others.length ? data.others[0].length : 0;
  if (x.figure < count && y.figure < count) {
    const dots = data.others.map((other) => [across(x.scale * other[x.figure]), up(y.scale * other[y.figure])]);
    back.append(draw('path', { class: 'others',
      d: dots.filter((dot) => inside(...dot)).map(([px, py]) => `M${px.toFixed(1)} ${py.toFixed(1)}h0`).join('') }));
    item('', 'dot faint', 'other designs evaluated');
  }
  if (plane && data.plane) {
    svg.append(draw('path', { class: 'front-line', d: pathOf(spots.map((spot) => [spot.x, spot.y])) }));
  }
  item('var(--blue)', 'dot', 'the front');
  item('var(--markline)', 'star', "the run's choice");
  item('var(--green)', 'star', 'best with your weights');
  item('var(--ink)', 'ring', 'selected');
  for (const mark of data.marks) {
    const vx = x.of(mark), vy = y.of(mark);
    if (vx === null || vy === null) continue;
    const px = across(x.scale * vx), py = up(y.scale * vy);
    if (inside(px, py)) {
      marks.push(draw('path', { class: `mark ${mark.kind}`, d: markPath(mark.kind),
        transform: `translate(${px.toFixed(1)} ${py.toFixed(1)})` }));
      item('', mark.kind, mark.label);
    } else {
      away.push(`${mark.label} (${[x, y].map((axis) => axis.told(axis.of(mark))).join(', ')})`);
    }
  }
  if (bounded) item('', 'bound', 'no design can be here (proven)');
  return { legend, marks, remark: away.length ? `Outside the picture: ${away.join('; ')}.` : '' };
}

function paintBound(back, bound, { x, y, across, up, box }) {
  const line = bound.points.map(([emissions, cost]) => [across(x.scale * cost), up(y.scale * emissions)]);
  const least = up(y.scale * bound.least);
  if (!line.length || !line.some(([px, py]) => px > box.left && py < box.bottom)) return false;
  const low = Math.max(box.bottom, least), first = line[0], last = line[line.length - 1];
  const shape = [[box.left, box.top], [last[0], box.top], ...[...line].reverse(), [Math.max(first[0], box.right), first[1]],
    [box.right, low], [box.left, low]];
  back.append(draw('path', { class: 'impossible', d: `${pathOf(shape)}Z` }),
    draw('path', { class: 'bound-line', d: pathOf([...line, [last[0], box.top]]) }));
  return true;
}

function markPath(kind) {
  if (kind === 'nothing') return 'M-6-6L6 6M-6 6L6-6';
  return kind === 'reference' ? 'M0-7L7 0L0 7L-7 0Z' : 'M0-7L7 6L-7 6Z';
}
