/* Many things, one stop of the tab key: arrow keys move among them. */

/**
 * Let arrow keys, Home and End move the focus among items; Enter and space choose one.
 * @param {Element} holder
 * @param {function(): Element[]} items in the order of the keys
 * @param {function(Element): void} chosen
 */
function roving(holder, items, chosen) {
  const moves = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };
  holder.addEventListener('keydown', (event) => {
    const all = items(), at = all.indexOf(event.target.closest('[data-row]'));
    if (at < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Enter' || event.key === ' ') chosen(all[at]);
    else if (event.key === 'Home') reach(all, all[0]);
    else if (event.key === 'End') reach(all, all[all.length - 1]);
    else if (event.key in moves) reach(all, all[at + moves[event.key]]);
    else return;
    event.preventDefault();
  });
}

/** Make one of the items the stop of the tab key, and focus it unless told otherwise. */
function reach(items, item, focus = true) {
  if (!item) return;
  items.forEach((other) => other.setAttribute('tabindex', other === item ? 0 : -1));
  if (focus) item.focus();
}
