/* Axes: ticks at round numbers, scales, and pictures as wide as their place. */

/** Round numbers inside limits, about so many. */
function ticks(low, high, count) {
  const rough = (high - low) / count, power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((unit) => unit * power).find((size) => size >= rough * 0.999);
  const found = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + 1e-9 * step; i++) found.push(i * step);
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9) + (step / power === 2.5 ? 1 : 0));
  return found.map((value) => ({ value, text: number(value, Math.min(digits, 6)) }));
}

/** A linear map of an interval to another, as a function. */
function scale([low, high], [from, to]) {
  const factor = high > low ? (to - from) / (high - low) : 0;
  return (value) => from + (value - low) * factor;
}

/**
 * Paint into a holder now, and again whenever its width changes.
 * @param {Element} holder
 * @param {function(number): void} paint gets the width
 */
function sized(holder, paint) {
  let width = 0;
  const again = () => {
    const now = Math.floor(holder.clientWidth);
    if (now > 0 && now !== width) paint((width = now));
  };
  new ResizeObserver(again).observe(holder);
  again();
  return () => { if (width) paint(width); };
}

/**
 * An empty picture with a grid and labels along y.
 * @param {{width: number, height: number, label: string, limits: number[], count?: number,
 *   left?: number, bottom?: number, unsigned?: boolean}} wanted
 */
function frame(wanted) {
  const { width, height, label, limits } = wanted;
  const box = { left: wanted.left || 56, right: width - 12, top: 26, bottom: height - (wanted.bottom || 26) };
  const y = scale(limits, [box.bottom, box.top]);
  const svg = draw('svg', { viewBox: `0 0 ${width} ${height}`, class: 'chart' });
  svg.append(draw('text', { x: 2, y: 12, class: 'axis-name' }, label));
  for (const tick of ticks(limits[0], limits[1], wanted.count || 5)) {
    const text = wanted.unsigned ? tick.text.replace('-', '') : tick.text;
    svg.append(
      draw('line', { x1: box.left, x2: box.right, y1: y(tick.value), y2: y(tick.value), class: 'grid' }),
      draw('text', { x: box.left - 7, y: y(tick.value) + 4, class: 'tick end' }, text));
  }
  return { svg, box, y };
}

/** Points as a path. */
function pathOf(points) {
  return points.map(([x, y], i) => `${i ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`).join('');
}
