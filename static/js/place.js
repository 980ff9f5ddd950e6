// The place in the gallery: the address names the first tile in sight, so that reload,
// back and a shared address lead there; the size of the pictures is kept, too.
import { stopAt } from "./grid.js";
import { openDialog } from "./overlays.js";
import { beside, firstInSight } from "./tiles.js";

const PAUSE_MS = 200;
const GAP_PX = 4;
const gallery = () => document.querySelector("[data-gallery]");

/** Return the cursor of the page that a tile came with. */
function cursorOf(tile) {
  for (let at = tile; at; at = beside(at, -1)) if (at.dataset.before) return at.dataset.before;
  return "";
}

let isArriving = false;

/** Say whether the address names a tile of the same row: rows may break elsewhere after a reload. */
function isNamed(first) {
  const named = location.hash && document.getElementById(location.hash.slice(1));
  return named && Math.abs(named.getBoundingClientRect().top - first.getBoundingClientRect().top) < 2;
}

function follow() {
  if (!gallery() || openDialog() || isArriving) return;
  const first = firstInSight();
  if (!first || isNamed(first)) return;
  const here = new URL(gallery().dataset.gallery, location.href);
  if (here.pathname !== location.pathname) return; // a picture is about to open
  const isStack = new URLSearchParams(location.search).get("stack");
  if (isStack && isStack !== "off") return;
  const before = cursorOf(first);
  if (before) here.searchParams.set("before", before);
  if (before || scrollY > innerHeight / 2) here.hash = first.id;
  if (here.href !== location.href) history.replaceState(history.state, "", here);
}

/** Bring the row of a tile right below the bar, so that it is the first in sight. */
function show(tile) {
  scrollBy(0, tile.getBoundingClientRect().top - document.querySelector(".bar").offsetHeight - GAP_PX);
}

let timer = 0;
addEventListener("scroll", () => {
  clearTimeout(timer);
  timer = setTimeout(follow, PAUSE_MS);
}, { passive: true });

document.addEventListener("input", (event) => {
  if (!event.target.matches?.("[data-rows]")) return;
  const size = event.target.value;
  const first = firstInSight();
  gallery().className = gallery().className.replace(/rows-\d/, `rows-${size}`);
  if (first && scrollY > 100) show(first);
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `rows=${size}; path=/; max-age=31536000; samesite=lax${secure}`;
});

if (location.hash.startsWith("#output-")) {
  history.scrollRestoration = "manual";
  const tile = document.getElementById(location.hash.slice(1));
  if (tile) {
    stopAt(tile);
    show(tile);
    // What comes in until the page is loaded may move the rows; who scrolls goes on.
    isArriving = true;
    const arrive = () => {
      if (isArriving && tile.isConnected) show(tile);
      isArriving = false;
    };
    for (const act of ["wheel", "touchmove", "keydown"]) {
      addEventListener(act, () => { isArriving = false; }, { once: true, passive: true });
    }
    if (document.readyState === "complete") arrive();
    else addEventListener("load", arrive, { once: true });
  }
}
