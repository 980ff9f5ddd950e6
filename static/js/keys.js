// Keys of the pages. A key clicks the nearest thing that names it as data-key: in the
// tile that has the focus, in the open dialog, else on the page. Whatever a module
// wants a key for, it only adds the attribute.
import { isCovered, openDialog } from "./overlays.js";
import { SWITCH, TYPED, isTyping, letters } from "./typing.js";

const isSeen = (node) => node.checkVisibility?.() ?? true;

/** Return what names a key outside of a part of the page, which is not looked through. */
function besides(part, name) {
  const judge = (node) =>
    node === part ? NodeFilter.FILTER_REJECT
    : node.matches(name) ? NodeFilter.FILTER_ACCEPT
    : NodeFilter.FILTER_SKIP;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT, judge);
  const found = [];
  while (walker.nextNode()) found.push(walker.currentNode);
  return found;
}

function carrierOf(key) {
  const name = `[data-key="${CSS.escape(key)}"]`;
  const dialog = openDialog();
  if (dialog) return [...dialog.querySelectorAll(name)].find((it) => !it.closest(".tile") && isSeen(it));
  const tile = document.activeElement?.closest(".tile");
  const own = tile && [...tile.querySelectorAll(name)].find(isSeen);
  const grid = document.querySelector("[data-grid]");
  return own ?? besides(grid, name).find((it) => !it.closest(".tile") && isSeen(it));
}

/** Do what a key stands for; say whether it stands for anything. */
function press(key, event) {
  if (key === "?") return show("keys");
  const carrier = carrierOf(key);
  if (!carrier) return false;
  if (carrier.matches(TYPED)) carrier.select();
  // Shift belongs to the click: it selects up to here.
  const { shiftKey } = event;
  if (carrier.matches(TYPED)) carrier.focus();
  else carrier.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, shiftKey }));
  return true;
}

function show(id) {
  const sheet = document.getElementById(id);
  if (!sheet || openDialog()) return false;
  sheet.querySelector("[data-letters]").checked = letters();
  sheet.showModal();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (isTyping(event.target)) return;
  const isSign = event.key.length === 1 && event.key !== " ";
  if (isSign && !letters()) return;
  // Escape closes what is open before it means anything else.
  if (event.key === "Escape" && isCovered()) return;
  const isSpace = event.key === " " && event.target.closest?.(".tile__link");
  const key = isSpace ? "x" : isSign ? event.key.toLowerCase() : event.key;
  if (event.key !== " " || isSpace) if (press(key, event)) event.preventDefault();
});

document.addEventListener("keydown", (event) => {
  // Out of the search box, back to the pictures.
  if (event.key !== "Escape" || event.target.id !== "search") return;
  event.target.blur();
});

document.addEventListener("change", (event) => {
  if (!event.target.matches?.("[data-letters]")) return;
  localStorage.setItem(SWITCH, event.target.checked ? "on" : "off");
});

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-shows]");
  if (!opener) return;
  opener.closest("[popover]")?.hidePopover();
  show(opener.dataset.shows);
});
