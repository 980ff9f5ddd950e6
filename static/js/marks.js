// Judging by keys: a mark goes to the selection, else to the tile that has the focus;
// z takes the last step back. keys.js presses the buttons, which no eye sees.
import { isTyping, letters } from "./keys.js";
import { form, selection, send } from "./select.js";

const SWITCH = "advance";
let undo = "";

const isAdvancing = () => localStorage.getItem(SWITCH) !== "off";
const focused = () => document.activeElement?.closest?.("[data-bulk] .tile[data-output]");

/** Return the next tile that is not hidden, in the order of the page. */
function nextOf(tile) {
  const tiles = [...form().querySelectorAll(".tile[data-output]:not(.is-gone)")];
  return tiles[tiles.indexOf(tile) + 1];
}

document.addEventListener("click", (event) => {
  const mark = event.target.closest?.("[data-mark]");
  if (!mark || !form()) return;
  const ids = selection();
  const tile = focused();
  if (!ids.length && !tile) return;
  const all = form().querySelector("[data-all]");
  const values = new FormData();
  values.set("verb", mark.dataset.mark);
  values.set("value", mark.dataset.value);
  values.set("pictures", ids.length ? ids.join(",") : tile.dataset.output);
  if (ids.length && all?.checked) values.set("all", "1");
  send(values);
  const leaves = mark.dataset.mark === "trash";
  if (!ids.length && (leaves || isAdvancing())) nextOf(tile)?.querySelector(".tile__link").focus();
});

document.addEventListener("stepped", (event) => {
  const { verb, is_undo: isUndo } = event.detail;
  undo = event.detail.undo;
  const dialog = document.querySelector("[data-picture-dialog][open]");
  const isJudged = ["rate", "flag", "trash"].includes(verb) && !isUndo;
  if (dialog && isJudged && (verb === "trash" || isAdvancing())) {
    dialog.querySelector('[data-picture-turn="on"]')?.click();
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "z" || isTyping(event.target) || !undo) return;
  const isChord = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
  const isLetter = letters() && !event.ctrlKey && !event.metaKey && !event.altKey;
  if (!isChord && !isLetter) return;
  event.preventDefault();
  const action = undo;
  undo = "";
  send(new FormData(), action);
});

document.addEventListener("change", (event) => {
  if (!event.target.matches?.("[data-advance]")) return;
  localStorage.setItem(SWITCH, event.target.checked ? "on" : "off");
});
for (const box of document.querySelectorAll("[data-advance]")) box.checked = isAdvancing();
