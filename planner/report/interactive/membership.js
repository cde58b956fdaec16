/* Fuzzy membership and the compromise, equations (40) and (41), to the last digit as the run does. */

/** Sum rounded once (Shewchuk 1997, as Python's math.fsum), so that equal designs tie exactly. */
function exactSum(values) {
  const parts = [];
  for (let x of values) {
    let kept = 0;
    for (let y of parts) {
      if (Math.abs(x) < Math.abs(y)) [x, y] = [y, x];
      const high = x + y, low = y - (high - x);
      if (low) parts[kept++] = low;
      x = high;
    }
    parts.length = kept;
    parts.push(x);
  }
  let n = parts.length, high = n ? parts[--n] : 0, low = 0;
  while (n > 0) {
    const x = high, y = parts[--n];
    high = x + y;
    low = y - (high - x);
    if (low) break;
  }
  if (n > 0 && low * parts[n - 1] > 0) {
    const x = high + 2 * low;
    if (2 * low === x - high) high = x;
  }
  return high;
}

/**
 * φ of each design in each objective: (40), 1 where an objective does not vary.
 * @param {number[][]} minimised a row per design, less is better
 */
function memberships(minimised) {
  const columns = minimised[0].map((_, j) => minimised.map((row) => row[j]));
  const worst = columns.map((column) => column.reduce((a, b) => Math.max(a, b)));
  const best = columns.map((column) => column.reduce((a, b) => Math.min(a, b)));
  return minimised.map((row) => row.map((m, j) =>
    worst[j] > best[j] ? (worst[j] - m) / (worst[j] - best[j]) : 1));
}

/** What is known without any weight: memberships, and no winner. @param {number[][]} minimised */
function unweighed(minimised) {
  const none = minimised.map(() => 0);
  return { row: null, single: memberships(minimised), overall: none, ranks: none };
}

/**
 * The design of the highest weighted membership, of equal ones the first: (41).
 * @param {number[][]} minimised
 * @param {number[]} weights not all zero
 * @returns {{row: number, single: number[][], overall: number[], ranks: number[]}}
 */
function compromise(minimised, weights) {
  const single = memberships(minimised), most = Math.max(...weights);
  const sums = single.map((row) => exactSum(row.map((phi, j) => phi * (weights[j] / most))));
  const whole = exactSum(sums);
  const overall = sums.map((sum) => sum / whole);
  const order = overall.map((_, row) => row).sort((a, b) => overall[b] - overall[a] || a - b);
  const ranks = [];
  order.forEach((row, place) => { ranks[row] = place + 1; });
  return { row: order[0], single, overall, ranks };
}
