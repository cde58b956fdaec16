/* The front: a picture of any two figures, in which every design can be pointed at and chosen. */

const REACH = 28;

/**
 * @param {Object} data the front
 * @param {Object} choice what the reader has chosen
 * @returns {Element}
 */
function frontChart(data, choice) {
  const axes = quantities(data), shown = { x: 0, y: 1, wide: false };
  const picture = make('div', { class: 'picture' });
  const tip = make('div', { class: 'tip', hidden: true });
  const legend = make('ul', { class: 'legend' });
  const remark = make('p', { class: 'lesser' });
  let spots = [], layer, halo, best, paintAgain = () => {};

  function paint(width) {
    const height = Math.round(Math.min(470, Math.max(300, width * 0.62)));
    const held = layer && [...layer.children].find((item) => item === document.activeElement);
    choice.hover(null);
    const x = axes[shown.x], y = axes[shown.y];
    const view = frontView(data, x, y, shown.wide);
    const { svg, box, y: up } = frame({ width, height, label: y.label, limits: view.y, bottom: 44 });
    const across = scale(view.x, [box.left, box.right]);
    svg.setAttribute('role', 'group');
    svg.setAttribute('aria-label', `${y.label} against ${x.label}`);
    for (const tick of ticks(...view.x, width < 500 ? 4 : 7)) {
      const at = across(tick.value);
      svg.append(
        draw('line', { x1: at, x2: at, y1: box.top, y2: box.bottom, class: 'grid' }),
        draw('text', { x: Math.min(at, width - 3.6 * tick.text.length), y: box.bottom + 16,
          class: 'tick middle' }, tick.text));
    }
    svg.append(draw('text', { x: box.right, y: height - 6, class: 'axis-name end' }, x.label));
    spots = data.designs.map((design, row) => ({ row, x: across(x.scale * x.of(design)),
      y: up(y.scale * y.of(design)) }));
    const plane = shown.x === 0 && shown.y === 1;
    const told = frontMarks(svg, data, { x, y, across, up, box, view, plane, spots });
    halo = draw('circle', { r: 9, class: 'halo' });
    best = draw('path', { d: starPath(8), class: 'star mine' });
    layer = draw('g', { role: 'listbox', 'aria-label': 'Designs of the front' },
      ...inOrder().map(({ row, x: cx, y: cy }) => draw('g', {
        role: 'option', tabindex: -1, 'data-row': row, 'aria-label': choice.sentence(row),
        transform: `translate(${cx.toFixed(1)} ${cy.toFixed(1)})`, class: 'spot',
        onfocus: () => choice.hover(row), onblur: () => choice.hover(null),
      }, row === data.chosen ? draw('path', { d: starPath(9), class: 'star' })
        : draw('circle', { r: data.designs.length > 120 ? 3 : 4.5 }))));
    svg.append(halo, layer, ...told.marks, best);
    picture.replaceChildren(svg, tip);
    legend.replaceChildren(...told.legend);
    remark.textContent = told.remark;
    showSelected();
    showBest();
    if (held) reach([...layer.children], layer.querySelector(`[data-row="${held.dataset.row}"]`));
  }

  function inOrder() {
    return [...spots].sort((a, b) => a.x - b.x || b.y - a.y);
  }

  function place(node, row) {
    const { x, y } = spots[row];
    node.setAttribute('transform', `translate(${x.toFixed(1)} ${y.toFixed(1)})`);
  }

  function showSelected() {
    if (!layer) return;
    place(halo, choice.row);
    const all = [...layer.children];
    all.forEach((item) => item.setAttribute('aria-selected', item.dataset.row === String(choice.row)));
    const held = all.includes(document.activeElement);
    reach(all, all.find((item) => item.dataset.row === String(choice.row)), held);
  }

  function showBest() {
    if (!layer) return;
    const { row } = choice.result, shown = row !== null && row !== data.chosen && !choice.asTheRun;
    best.setAttribute('visibility', shown ? 'visible' : 'hidden');
    if (shown) place(best, row);
    for (const item of layer.children) {
      item.setAttribute('aria-label', choice.sentence(Number(item.dataset.row)));
    }
  }

  function showTip() {
    if (!layer) return;
    const row = choice.hovered;
    layer.querySelectorAll('.pointed').forEach((item) => item.classList.remove('pointed'));
    tip.hidden = row === null;
    if (row === null) return;
    layer.querySelector(`[data-row="${row}"]`).classList.add('pointed');
    const design = data.designs[row], standing = choice.standing(row);
    tip.replaceChildren(
      make('strong', {}, designName(row) + (standing ? `, ${standing}` : '')),
      make('span', {}, design.words),
      make('span', {}, `${money(design.figures[0], data.currency)}, ${tonnes(design.figures[1])} a year`),
      make('span', {}, choice.ranked(row)));
    const { x, y } = spots[row], wide = picture.clientWidth;
    tip.style.left = `${Math.max(0, Math.min(x - tip.offsetWidth / 2, wide - tip.offsetWidth))}px`;
    tip.style.top = `${y - tip.offsetHeight - 14 < 0 ? y + 16 : y - tip.offsetHeight - 14}px`;
  }

  function nearest(event) {
    const place = picture.getBoundingClientRect();
    const x = event.clientX - place.left, y = event.clientY - place.top;
    let found = null, least = REACH;
    for (const spot of spots) {
      const away = Math.hypot(spot.x - x, spot.y - y);
      if (away < least) [found, least] = [spot.row, away];
    }
    return found;
  }

  pointAt(picture, nearest, choice);
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') choice.hover(null);
  });
  roving(picture, () => [...layer.children], (item) => choice.select(Number(item.dataset.row)));
  choice.changed('row', showSelected);
  choice.changed('weights', showBest);
  choice.changed('hovered', showTip);
  paintAgain = sized(picture, paint);
  const names = axes.map((axis) => axis.short);
  const pick = (key) => (at) => { shown[key] = at; paintAgain(); };
  const wider = make('input', {
    type: 'checkbox', onchange: () => { shown.wide = wider.checked; paintAgain(); } });
  return make('div', { class: 'front-chart' },
    make('div', { class: 'controls' },
      selector('upwards', names, shown.y, pick('y')), selector('across', names, shown.x, pick('x')),
      make('label', { class: 'tick-box' }, wider, 'with everything compared')),
    picture, legend, remark);
}

/** A five-pointed star around nothing. */
function starPath(size) {
  const points = Array.from({ length: 10 }, (_, i) => {
    const angle = (Math.PI * i) / 5, far = i % 2 ? size * 0.45 : size;
    return [far * Math.sin(angle), -far * Math.cos(angle)];
  });
  return `${pathOf(points)}Z`;
}
