// The tiles of a gallery in their order, which stand in lists: one or several a month.
// Nothing here looks at more than one list of tiles, however long the page has grown.
const isShown = (tile) => !tile.hidden;
const edgeOf = (list, step) => (step > 0 ? list.firstElementChild : list.lastElementChild);

/** Return the lists of tiles in their order. */
export function lists() {
  const months = document.querySelector("[data-grid]")?.children ?? [];
  return [...months].flatMap((month) => [...month.children].filter((it) => it.matches(".grid")));
}

function across(list, step) {
  const all = lists();
  for (let at = all.indexOf(list) + step; all[at]; at += step) {
    if (all[at].childElementCount) return edgeOf(all[at], step);
  }
  return null;
}

/** Return the tile before (-1) or after (1) one. */
export function beside(tile, step) {
  let found = tile;
  do {
    found = (step > 0 ? found.nextElementSibling : found.previousElementSibling)
      ?? across(found.parentElement, step);
  } while (found && !isShown(found));
  return found;
}

/** Return the first tile of all (1) or the last (-1). */
export function outermost(step) {
  const [found] = step > 0 ? lists() : lists().reverse();
  const tile = found && edgeOf(found, step);
  return tile && !isShown(tile) ? beside(tile, step) : tile;
}

/** Return the first of these whose bottom lies below a line; none rises above its elder. */
function firstBelow(nodes, line) {
  let [low, high] = [0, nodes.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (nodes[middle].getBoundingClientRect().bottom > line) high = middle;
    else low = middle + 1;
  }
  return nodes[low];
}

/** Return the first tile below the bar. */
export function firstInSight() {
  const line = document.querySelector(".bar").offsetHeight + 8;
  const list = firstBelow(lists().filter((it) => it.childElementCount), line);
  return list && firstBelow([...list.children].filter(isShown), line);
}

/** Return what of a kind has come with a part of the page. */
export function within(part, kind) {
  if (!part.querySelectorAll) return [];
  const inside = [...part.querySelectorAll(kind)];
  return part.matches?.(kind) ? [part, ...inside] : inside;
}
