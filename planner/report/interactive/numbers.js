/* Packed dispatches: whole multiples of a step, as differences, deflated, base64. */

/** Bytes of a deflated base64 text. */
async function inflated(text) {
  const packed = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/**
 * Dispatches of designs, series by series.
 * @param {Object} data what there is: scenarios, columns, profiles, rows
 * @param {Uint8Array} bytes
 */
function dispatches(data, bytes) {
  let at = 0;
  const next = () => {
    let value = 0, place = 1, byte;
    do {
      byte = bytes[at++];
      value += (byte & 127) * place;
      place *= 128;
    } while (byte > 127);
    return value % 2 ? -(value + 1) / 2 : value / 2;
  };
  const buildings = data.columns[0].items;
  const kept = data.scenarios.map((scenario) => {
    const profiles = Float64Array.from({ length: data.profiles.length * buildings * scenario.steps }, next);
    const length = data.columns.reduce(
      (sum, column) => sum + column.items * (scenario.steps + (column.level ? 1 : 0)), 0);
    let before = new Float64Array(length);
    const designs = data.rows.map(() => (before = before.map((value) => value + next())));
    return { profiles, designs };
  });

  /** Values of an item of a column in a scenario, of the design of a row [kW, kWh]. */
  function series(scenario, row, name, item) {
    const { steps } = data.scenarios[scenario], { profiles, designs } = kept[scenario];
    const profile = data.profiles.indexOf(name);
    if (profile >= 0) {
      const start = (profile * buildings + item) * steps;
      return scaled(profiles.subarray(start, start + steps), data.steps.power);
    }
    let start = 0;
    for (const column of data.columns) {
      const length = steps + (column.level ? 1 : 0);
      if (column.name === name) {
        const from = start + item * length, unit = column.level ? data.steps.level : data.steps.power;
        return scaled(designs[data.rows.indexOf(row)].subarray(from, from + length), unit);
      }
      start += column.items * length;
    }
    throw new Error(`no column ${name}`);
  }

  /** Sum of terms [column, item, factor] in a scenario [kW]. */
  function total(scenario, row, terms) {
    const sum = new Float64Array(data.scenarios[scenario].steps);
    for (const [name, item, factor] of terms) {
      series(scenario, row, name, item).forEach((value, t) => { sum[t] += factor * value; });
    }
    // what is less than rounding can make of nothing is nothing
    const least = (data.steps.power * (terms.length + 1)) / 2;
    return sum.map((value) => (Math.abs(value) <= least ? 0 : value));
  }

  const has = (row) => data.rows.includes(row);
  return { data, series, total, has };
}

function scaled(whole, unit) {
  return whole.map((value) => value * unit);
}
