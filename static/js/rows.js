// Keeps rows whole where one list of tiles goes on in the next. A page that comes gets a
// list of its own, which begins with the row that the list before could not fill: so
// what a page costs does not grow with those above it, and what is far away rests.
import { lists } from "./tiles.js";

//: Tiles that are tried for filling a row that has lost some.
const TRIED = 12;
const NEAR_PX = 4;
const PAUSE_MS = 150;
const counts = new WeakMap();
const changed = new Set();
const whenIdle = window.requestIdleCallback ?? ((call) => setTimeout(call, 30));

const topOf = (tile) => tile.getBoundingClientRect().top;
const shownIn = (list) => [...list.children].filter((tile) => !tile.hidden);

/** Move tiles to a list, before one of its tiles; the focus stays where it is. */
function move(tiles, list, before) {
  const focused = document.activeElement;
  for (const tile of tiles) {
    if (list.moveBefore) list.moveBefore(tile, before);
    else list.insertBefore(tile, before);
  }
  if (document.activeElement !== focused) focused.focus({ preventScroll: true });
}

/** Let a list rest while it is far away: it takes the room that it has now. */
function rest(list, isFull) {
  const shown = shownIn(list);
  counts.set(list, shown.length);
  list.classList.toggle("is-full", isFull);
  if (shown.length) {
    const room = shown.at(-1).getBoundingClientRect().bottom - topOf(shown[0]);
    list.style.containIntrinsicBlockSize = `${room}px`;
  }
  // Only now: a list that rests before its room is known has none, and the page jumps.
  list.classList.add("is-still");
}

/** Share the tiles of two lists so that the first ends with a full row. */
function mend(list, next) {
  const own = shownIn(list).at(-1);
  const tried = [...next.children].slice(0, TRIED);
  const before = next.firstElementChild;
  move(tried, list, null);
  const shown = shownIn(list);
  const end = own && topOf(own);
  let cut = own && tried.find((tile) => !tile.hidden && topOf(tile) > end + NEAR_PX);
  cut ??= shown.find((tile) => topOf(tile) > topOf(shown.at(-1)) - NEAR_PX);
  const tail = [];
  for (let tile = cut; tile; tile = tile.nextElementSibling) tail.push(tile);
  move(tail, next, next.firstElementChild);
  if (list.childElementCount) rest(list, true);
  else list.remove();
  return next.firstElementChild !== before;
}

/** Mend from a list on, a little at a time: as far as tiles move, or all below it. */
function mendFrom(list, isAll) {
  if (!list?.isConnected) return;
  const next = list.nextElementSibling;
  const all = lists();
  const following = next ?? all[all.indexOf(list) + 1];
  const hasMoved = next ? mend(list, next) : false;
  if (!next && list.matches(".is-still")) rest(list, false);
  if (hasMoved || isAll) whenIdle(() => mendFrom(following, isAll));
}

let timer = 0;
function mendAll() {
  clearTimeout(timer);
  timer = setTimeout(() => mendFrom(lists()[0], true), PAUSE_MS);
}

// For each button that could submit a form of the page a browser looks through all its
// controls. Here htmx sends what a press means, so the buttons that come need not.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const { serverResponse: text } = detail;
  detail.serverResponse = text.replaceAll('type="submit" form="', 'type="button" form="');
});

document.addEventListener("htmx:oobBeforeSwap", ({ detail }) => {
  const { target, fragment } = detail;
  if (!target.matches?.("[data-grid] .grid[id]") || !fragment.matches?.("ul")) return;
  const next = target.cloneNode(false);
  target.removeAttribute("id");
  target.after(next);
  mend(target, next);
  detail.target = next;
});

document.addEventListener("htmx:load", ({ target }) => {
  if (target.matches?.(".months")) {
    const last = target.previousElementSibling?.lastElementChild;
    if (last?.matches(".grid:not(.is-still)")) rest(last, false);
  }
  const list = target.parentElement?.closest(".grid.is-still");
  if (!list || shownIn(list).length === counts.get(list)) return;
  if (!changed.size) whenIdle(mendChanged);
  changed.add(list);
});

function mendChanged() {
  for (const list of changed) mendFrom(list, false);
  changed.clear();
}

document.addEventListener("input", (event) => {
  if (event.target.matches?.("[data-rows]")) mendAll();
});
let width = innerWidth;
addEventListener("resize", () => {
  if (innerWidth !== width) mendAll();
  width = innerWidth;
});
