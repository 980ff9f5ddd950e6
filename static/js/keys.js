// Keys of the pages. A key clicks the nearest thing that names it as data-key: in the
// tile that has the focus, in the open dialog, else on the page. Whatever a module
// wants a key for, it only adds the attribute.
const SWITCH = "letters";
const TYPED = "input:not([type=checkbox], [type=radio], [type=range]), textarea, select";

/** Say whether single letters, digits and signs are keys: a person may switch it off. */
export const letters = () => localStorage.getItem(SWITCH) !== "off";

/** Say whether what is pressed is written somewhere rather than a key. */
export const isTyping = (node) => Boolean(node?.closest?.(TYPED) || node?.isContentEditable);

const isSeen = (node) => node.checkVisibility?.() ?? true;

function carrierOf(key) {
  const name = `[data-key="${CSS.escape(key)}"]`;
  const tile = document.activeElement?.closest(".tile");
  const dialog = document.querySelector("dialog[open]");
  const places = dialog ? [dialog] : tile ? [tile, document] : [document];
  for (const place of places) {
    const isNear = (node) => place === tile || !node.closest(".tile");
    const found = [...place.querySelectorAll(name)].find((node) => isNear(node) && isSeen(node));
    if (found) return found;
  }
  return null;
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
  if (!sheet || document.querySelector("dialog[open]")) return false;
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
  if (event.key === "Escape" && document.querySelector("dialog[open], :popover-open")) return;
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
