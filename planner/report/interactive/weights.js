/* Sliders for the weights of the decision, and the design that wins with them. */

/**
 * @param {Object} data the front
 * @param {Object} choice what the reader has chosen
 * @returns {Element}
 */
function weightsBox(data, choice) {
  const winner = make('div', { class: 'winner', role: 'status' });
  const sliders = data.objectives.map((objective, j) => {
    const id = `weight-${objective.name}`;
    const output = make('output', { for: id });
    const input = make('input', { type: 'range', id, min: 0, max: 100, step: 1, oninput: weigh });
    return { input, output, row: make('div', { class: 'slider' },
      make('label', { for: id }, objective.label), output, input), j };
  });
  const back = pressable({}, () => { choice.weigh(); put(); }, "Back to the run's weights");

  function put() {
    choice.shares.forEach((share, j) => { sliders[j].input.value = Math.round(100 * share); });
  }

  function weigh() {
    choice.weigh(sliders.map((slider) => Number(slider.input.value)));
  }

  function show() {
    const { row } = choice.result, { weighed } = choice;
    choice.shares.forEach((share, j) => {
      sliders[j].output.textContent = weighed ? percent(share, 0) : DASH;
      sliders[j].input.setAttribute('aria-valuetext',
        weighed ? `counts ${number(100 * share)} percent` : 'no weights');
    });
    enable(back, !choice.asTheRun);
    enable(take, weighed && row !== choice.row);
    if (weighed) showWinner(row, data.designs[row]);
    else {
      winner.replaceChildren(make('p', {}, make('strong', {}, 'No weights'),
        ': nothing wins. One weight at least has to be above zero.'));
      take.textContent = 'Select the winner';
    }
  }

  function showWinner(row, design) {
    const figures = data.figures.slice(0, 2).map((figure, i) => (row === data.chosen ? '' :
      `${figure.label}: ${difference(figure.kind, design.figures[i],
        data.designs[data.chosen].figures[i], data.currency)}`)).filter(Boolean);
    winner.replaceChildren(
      make('p', { class: 'winner-name' }, make('strong', {}, designName(row)), ' wins: ', design.words, '.'),
      make('p', {}, `${money(design.figures[0], data.currency)}, ${tonnes(design.figures[1])} a year; ` +
        `membership ${choice.overall(row)}.`),
      make('p', { class: 'lesser' }, figures.length
        ? `Against the run's choice, ${figures.join('; ')}.` : "It is the run's choice."));
    take.textContent = `Select ${designName(row).toLowerCase()}`;
  }

  const take = pressable({}, () => choice.select(choice.result.row));
  choice.changed('weights', show);
  choice.changed('row', show);
  put();
  show();
  return make('div', { class: 'weights', role: 'group', 'aria-label': 'Weights of the decision' },
    make('h3', {}, 'What matters to you?'),
    make('p', { class: 'lesser' }, 'Move the sliders: the designs are ranked anew by the same fuzzy ' +
      'membership as in the run.'),
    ...sliders.map((slider) => slider.row), winner,
    make('div', { class: 'buttons' }, take, back));
}
