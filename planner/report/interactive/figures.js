/* Numbers as people say them; the same words as in the rest of the report. */

const UNKNOWN = 'not known', DASH = '\u2013';

/** Number with thousands separated; ties go to even, and there is no negative zero. */
function number(value, digits = 0) {
  if (!Number.isFinite(value)) return UNKNOWN;
  const size = Math.abs(value), power = 10 ** digits;
  const tie = (size * power) % 1 === 0.5 && (size * 1024) % 1 === 0;
  const text = (tie ? (2 * Math.round((size * power) / 2)) / power : size).toFixed(digits);
  const [whole, rest] = text.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  const sign = value < 0 && /[1-9]/.test(text) ? '-' : '';
  return sign + (rest ? `${grouped}.${rest}` : grouped);
}

/** Amount with its currency, in millions from a million on. */
function money(value, currency) {
  if (Math.abs(value) >= 1e6) return `${number(value / 1e6, 2)} million ${currency}`;
  return `${number(value, Math.abs(value) >= 1000 ? 0 : 2)} ${currency}`;
}

/** Tonnes of CO2 of a mass in kg. */
function tonnes(kg) {
  const t = Math.abs(kg / 1000);
  return `${number(kg / 1000, t >= 1000 ? 0 : t >= 10 ? 1 : 3)} tCO2`;
}

/** Share as percent. */
function percent(share, digits = 1) {
  return Number.isFinite(share) ? `${number(100 * share, digits)}\u00a0%` : UNKNOWN;
}

/** A proven share, never told smaller than it is. */
function atMost(share) {
  return `${(Math.max(1, Math.ceil(1e4 * share - 1e-9)) / 100).toFixed(2)}\u00a0%`;
}

/** A capacity, without digits that say nothing. */
function kilo(value) {
  return number(value, value === Math.round(value) ? 0 : 1);
}

/** A figure by its kind: money, carbon or share. */
function told(kind, value, currency) {
  if (value === null) return UNKNOWN;
  if (kind === 'money') return money(value, currency);
  return kind === 'carbon' ? tonnes(value) : percent(value);
}

/** How a figure differs from another one, in words: "5.4 million CNY less". */
function difference(kind, value, from, currency) {
  if (value === null || from === null) return UNKNOWN;
  if (value === from) return 'the same';
  const more = value > from ? 'more' : 'less';
  if (kind === 'share') return `${number(100 * Math.abs(value - from), 1)} points ${more}`;
  const share = from ? ` (${percent(Math.abs(value / from - 1))})` : '';
  return `${told(kind, Math.abs(value - from), currency)} ${more}${share}`;
}

/** "a, b and c". */
function joined(parts) {
  if (parts.length < 3) return parts.join(' and ');
  return `${parts.slice(0, -1).join(', ')} and ${parts[parts.length - 1]}`;
}

/** Name of a design by its row; designs are counted from one. */
function designName(row) {
  return `Design ${row + 1}`;
}

/**
 * What an axis can show: figures, then capacities, then the distance to the bound.
 * @returns {{label: string, scale: number, of: function(Object): ?number}[]}
 */
function quantities(data) {
  const found = data.figures.map((figure, i) => {
    const most = Math.max(...data.designs.map((design) => Math.abs(design.figures[i] || 0)));
    const million = figure.kind === 'money' && most >= 1e6;
    const unit = { money: `${million ? 'million ' : ''}${data.currency}`, carbon: 'tCO2', share: '%' };
    const scale = { money: million ? 1e-6 : 1, carbon: 1e-3, share: 100 };
    const years = figure.name === 'lifecycle_cost' ? ` over ${data.years} years` : '';
    return {
      label: `${figure.label}${years} (${unit[figure.kind]})`,
      short: figure.label,
      scale: scale[figure.kind],
      figure: i,
      of: (design) => design.figures[i],
      told: (value) => told(figure.kind, value, data.currency),
    };
  });
  data.capacities.forEach((capacity, i) => found.push({
    label: `${capacity.name} (${capacity.unit})`,
    short: capacity.name,
    scale: 1,
    of: (design) => (design.capacities ? design.capacities[i] : null),
  }));
  if (data.bound) {
    found.push({
      label: 'above the bound (%)',
      short: 'above the bound',
      scale: 100,
      of: (design) => ('above' in design ? design.above : null),
    });
  }
  return found;
}
