// The grid under the keys and in the address: one tile at a time is a stop of the Tab
// key, arrows go by what one sees, and the address names the first tile in sight.
const gallery = () => document.querySelector("[data-gallery]");
const tilesOf = () => [...document.querySelectorAll("[data-grid] .tile")];
const CONTROLS = "a, button, input:not([type=hidden])";
const PAUSE_MS = 200;
let current = null;
let goal = null;

function setStops(tile, isStop) {
  for (const control of tile.querySelectorAll(CONTROLS)) {
    if (isStop) control.removeAttribute("tabindex");
    else control.tabIndex = -1;
  }
}

function settle() {
  if (!current?.isConnected) {
    const same = current && document.getElementById(current.id);
    current = same ?? document.querySelector("[data-grid] .tile");
  }
  for (const tile of document.querySelectorAll("[data-grid] .tile:not([data-settled])")) {
    tile.dataset.settled = "";
    setStops(tile, tile === current);
  }
}

function stopAt(tile) {
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
function across(tiles, from, step) {
  const here = tiles[from].getBoundingClientRect();
  goal ??= (here.left + here.right) / 2;
  let best = null;
  let row = null;
  for (let at = from + step; tiles[at]; at += step) {
    const there = tiles[at].getBoundingClientRect();
    if (Math.abs(there.top - here.top) < 4) continue;
    row ??= there.top;
    if (Math.abs(there.top - row) >= 4) break;
    const off = Math.abs((there.left + there.right) / 2 - goal);
    if (!best || off < best.off) best = { tile: tiles[at], off };
  }
  return best?.tile;
}

const MOVES = {
  ArrowLeft: (tiles, at) => tiles[at - 1],
  ArrowRight: (tiles, at) => tiles[at + 1],
  ArrowUp: (tiles, at) => across(tiles, at, -1),
  ArrowDown: (tiles, at) => across(tiles, at, 1),
  Home: (tiles) => tiles[0],
  End: (tiles) => tiles.at(-1),
};

document.addEventListener("keydown", (event) => {
  const move = MOVES[event.key];
  const hasModifier = event.ctrlKey || event.metaKey || event.altKey;
  if (!move || hasModifier || !event.target.closest) return;
  const tile = event.target.closest("[data-grid] .tile");
  const isIdle = event.target === document.body && event.key.startsWith("Arrow");
  if (!tile && !isIdle) return;
  if (document.querySelector("dialog[open], :popover-open")) return;
  const isSideways = event.key.endsWith("Left") || event.key.endsWith("Right");
  if (!tile && !isSideways) return;
  event.preventDefault();
  const tiles = tilesOf();
  if (!tile) return goTo(firstInSight(tiles));
  if (!["ArrowUp", "ArrowDown"].includes(event.key)) goal = null;
  const next = move(tiles, tiles.indexOf(tile));
  if (next) return goTo(next);
  if (event.key === "ArrowDown" || event.key === "ArrowRight") {
    document.querySelector("[data-grid] .older a")?.click();
  }
});

document.addEventListener("focusin", (event) => {
  const tile = event.target.closest?.("[data-grid] .tile");
  if (tile) stopAt(tile);
});
document.addEventListener("pointerdown", () => (goal = null));

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
  const older = document.querySelector("[data-grid] .older a");
  if (older) nearby.observe(older);
}

document.addEventListener("htmx:load", () => {
  settle();
  watchEnd();
});

/** Return the first tile below the bar; tops never fall, so it is searched by halves. */
function firstInSight(tiles) {
  const bar = document.querySelector(".bar").offsetHeight;
  let [low, high] = [0, tiles.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (tiles[middle].getBoundingClientRect().bottom > bar + 8) high = middle;
    else low = middle + 1;
  }
  return tiles[low];
}

function follow() {
  if (!gallery() || document.querySelector("dialog[open]")) return;
  const tiles = tilesOf();
  const first = firstInSight(tiles);
  if (!first) return;
  const here = new URL(gallery().dataset.gallery, location.href);
  const isStack = new URLSearchParams(location.search).get("stack");
  if (isStack && isStack !== "off") return;
  const before = tiles.slice(0, tiles.indexOf(first) + 1).findLast((tile) => tile.dataset.before);
  if (before) here.searchParams.set("before", before.dataset.before);
  if (before || scrollY > innerHeight / 2) here.hash = first.id;
  if (here.href !== location.href) history.replaceState(history.state, "", here);
}

let timer = 0;
addEventListener("scroll", () => {
  clearTimeout(timer);
  timer = setTimeout(follow, PAUSE_MS);
}, { passive: true });

document.addEventListener("input", (event) => {
  if (!event.target.matches?.("[data-rows]")) return;
  const size = event.target.value;
  const first = firstInSight(tilesOf());
  gallery().className = gallery().className.replace(/rows-\d/, `rows-${size}`);
  if (scrollY > 100) first?.scrollIntoView({ block: "start" });
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `rows=${size}; path=/; max-age=31536000; samesite=lax${secure}`;
});

settle();
watchEnd();
if (location.hash.startsWith("#output-")) {
  history.scrollRestoration = "manual";
  const tile = document.getElementById(location.hash.slice(1));
  if (tile) {
    stopAt(tile);
    tile.scrollIntoView({ block: "start" });
  }
}
