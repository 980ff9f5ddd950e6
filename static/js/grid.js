// The grid under the keys: one tile at a time is a stop of the Tab key, arrows go by
// what one sees, and the next page is fetched before one comes to the end of this one.
import { isCovered } from "./overlays.js";
import { beside, firstInSight, outermost, within } from "./tiles.js";

const CONTROLS = "a, button, input:not([type=hidden])";
const TILES = "[data-grid] .tile";
let current = null;
let goal = null;

function setStops(tile, isStop) {
  for (const control of tile.querySelectorAll(CONTROLS)) {
    if (isStop) control.removeAttribute("tabindex");
    else control.tabIndex = -1;
  }
}

/** Take in what has come: of all tiles one stays a stop. */
function settle(part) {
  if (!current?.isConnected) {
    const same = current && document.getElementById(current.id);
    current = same ?? outermost(1);
  }
  for (const tile of within(part, TILES)) setStops(tile, tile === current);
}

export function stopAt(tile) {
  if (tile === current) return;
  if (current?.isConnected) setStops(current, false);
  current = tile;
  setStops(tile, true);
}

function goTo(tile) {
  if (!tile) return;
  stopAt(tile);
  tile.querySelector(".tile__link").focus({ preventScroll: true });
  tile.scrollIntoView({ block: "nearest" });
}

/** Return the tile of the next row in a direction that lies nearest below or above. */
function across(from, step) {
  const here = from.getBoundingClientRect();
  goal ??= (here.left + here.right) / 2;
  let best = null;
  let row = null;
  for (let tile = beside(from, step); tile; tile = beside(tile, step)) {
    const there = tile.getBoundingClientRect();
    if (Math.abs(there.top - here.top) < 4) continue;
    row ??= there.top;
    if (Math.abs(there.top - row) >= 4) break;
    const off = Math.abs((there.left + there.right) / 2 - goal);
    if (!best || off < best.off) best = { tile, off };
  }
  return best?.tile;
}

const MOVES = {
  ArrowLeft: (tile) => beside(tile, -1),
  ArrowRight: (tile) => beside(tile, 1),
  ArrowUp: (tile) => across(tile, -1),
  ArrowDown: (tile) => across(tile, 1),
  Home: () => outermost(1),
  End: () => outermost(-1),
};

document.addEventListener("keydown", (event) => {
  const move = MOVES[event.key];
  const hasModifier = event.ctrlKey || event.metaKey || event.altKey;
  if (!move || hasModifier || !event.target.closest) return;
  const tile = event.target.closest(TILES);
  const isIdle = event.target === document.body && event.key.startsWith("Arrow");
  if (!tile && !isIdle) return;
  if (isCovered()) return;
  const isSideways = event.key.endsWith("Left") || event.key.endsWith("Right");
  if (!tile && !isSideways) return;
  event.preventDefault();
  if (!tile) return goTo(firstInSight());
  if (!["ArrowUp", "ArrowDown"].includes(event.key)) goal = null;
  const next = move(tile);
  if (next) return goTo(next);
  if (event.key === "ArrowDown" || event.key === "ArrowRight") {
    older()?.click();
  }
});

document.addEventListener("focusin", (event) => {
  const tile = event.target.closest?.(TILES);
  if (tile) stopAt(tile);
});
document.addEventListener("pointerdown", () => (goal = null));

const older = () => document.querySelector("[data-grid]")?.lastElementChild?.querySelector(".older a");
const nearby = new IntersectionObserver(
  (seen) => {
    for (const { isIntersecting, target } of seen) {
      if (isIntersecting) window.htmx.trigger(target, "near");
    }
  },
  { rootMargin: "0px 0px 1500px 0px" },
);

/** Have the next page fetched before one comes to the end of this one. */
function watchEnd() {
  nearby.disconnect();
  if (older()) nearby.observe(older());
}

document.addEventListener("htmx:load", ({ target }) => {
  settle(target);
  if (within(target, ".older").length) watchEnd();
});

settle(document.body);
watchEnd();
