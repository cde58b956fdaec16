/* What the reader has chosen: a design, and weights. Everything drawn listens to it. */

/**
 * @param {Object} data the front
 * @returns {Object} with `row`, `weights`, `result`, and what changes them
 */
function makeChoice(data) {
  const listeners = { row: [], weights: [], hovered: [] };
  const tell = (what) => listeners[what].forEach((listener) => listener());
  const own = data.objectives.map((objective) => objective.weight);
  const choice = {
    row: data.chosen,
    hovered: null,
    weights: own,
    result: compromise(data.minimised, own),

    /** Call a listener when "row", "weights" or "hovered" has changed. */
    changed(what, listener) {
      listeners[what].push(listener);
    },
    /** Look at the design of a row. */
    select(row) {
      choice.row = row;
      document.documentElement.classList.toggle('elsewhere', row !== data.chosen);
      tell('row');
      announce(`Selected: ${choice.sentence(row)}`);
    },
    /** Point at the design of a row, or at none. */
    hover(row) {
      if (row === choice.hovered) return;
      choice.hovered = row;
      tell('hovered');
    },
    /** Weigh the objectives anew; without weights, as the run did. With all zero, nothing wins. */
    weigh(weights = own) {
      choice.weights = weights;
      choice.result = choice.weighed ? compromise(data.minimised, weights) : unweighed(data.minimised);
      tell('weights');
    },
    /** Whether the weights are those of the run. */
    get asTheRun() {
      return choice.weights === own;
    },
    /** Whether any objective counts. */
    get weighed() {
      return choice.weights.some((weight) => weight > 0);
    },
    /** Overall membership of a design in figures. */
    overall(row) {
      return choice.weighed ? choice.result.overall[row].toFixed(5) : DASH;
    },
    /** Place of a design in figures. */
    rank(row) {
      return choice.weighed ? `${choice.result.ranks[row]}` : DASH;
    },
    /** Place of a design in words. */
    ranked(row) {
      return choice.weighed ? `rank ${choice.rank(row)} of ${data.designs.length}` : 'no rank without weights';
    },
    /** Objectives' shares of the weight; of no use without weights. */
    get shares() {
      const whole = choice.weights.reduce((a, b) => a + b, 0);
      return choice.weights.map((weight) => weight / whole);
    },
    /** What a design is, in brackets; empty for most. */
    standing(row) {
      const told = [];
      if (row === data.chosen) told.push("the run's choice");
      if (row === choice.result.row && !choice.asTheRun) told.push('best with your weights');
      return told.join(', ');
    },
    /** A design in a sentence. */
    sentence(row) {
      const design = data.designs[row], standing = choice.standing(row);
      const name = standing ? `${designName(row)} (${standing})` : designName(row);
      const [cost, emissions] = design.figures;
      return `${name}: ${design.words}; ${money(cost, data.currency)} over ${data.years} years, ` +
        `${tonnes(emissions)} a year.`;
    },
  };
  return choice;
}

/**
 * Let a pointer show and select designs in a picture; `nearest` finds the row under an event, or
 * null.
 */
function pointAt(picture, nearest, choice) {
  picture.addEventListener('pointermove', (event) => choice.hover(nearest(event)));
  picture.addEventListener('pointerleave', () => choice.hover(null));
  picture.addEventListener('click', (event) => {
    const row = nearest(event);
    if (row !== null) choice.select(row);
  });
}
