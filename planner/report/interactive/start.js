/* Read the data, draw, and only then put the pictures that stand still aside. */

/** Data of the page by its id; null where there is none. */
function dataOf(id) {
  const block = document.getElementById(id);
  return block && JSON.parse(block.textContent);
}

/** Show a part, in place of what stands still. */
function reveal(id, name, ...children) {
  const holder = document.getElementById(id);
  holder.hidden = false;
  holder.append(...children);
  document.documentElement.classList.add(name);
}

function start() {
  const data = dataOf('front-data');
  if (!data) return;
  const choice = makeChoice(data), packed = dataOf('dispatch-data');
  const parallel = data.capacities.length > 2
    ? make('div', {}, make('h3', {}, 'All capacities and figures at once'), parallelChart(data, choice))
    : make('details', {}, make('summary', {}, 'All capacities and figures at once'), parallelChart(data, choice));
  reveal('front-live', 'live-front',
    make('div', { class: 'front-pair' }, frontChart(data, choice), weightsBox(data, choice)),
    designPanel(data, choice, packed), rankingTable(data, choice), parallel);
  if (!packed) return;
  inflated(document.getElementById('dispatch-numbers').textContent)
    .then((bytes) => dispatches(packed, bytes))
    .then((runs) => reveal('operation-live', 'live-operation', operationExplorer(data, choice, runs)), cannot);
}

/** Say that there is nothing but what stands still. */
function cannot() {
  const holder = document.getElementById('operation-live');
  holder.replaceChildren(make('p', {}, "This browser cannot unpack the dispatches; below: the run's choice."));
  holder.hidden = false;
}

start();
