// Judging by keys: a mark goes to the selection, else to the tile that has the focus;
// z takes the last step back. keys.js presses the buttons, which no eye sees.
import { openDialog } from "./overlays.js";
import { form, isEverything, selection, send } from "./select.js";
import { beside } from "./tiles.js";
import { isTyping, letters } from "./typing.js";

const SWITCH = "advance";
let undo = "";

const isAdvancing = () => localStorage.getItem(SWITCH) !== "off";
const focused = () => document.activeElement?.closest?.("[data-bulk] .tile[data-output]");

document.addEventListener("click", (event) => {
  const mark = event.target.closest?.("[data-mark]");
  if (!mark || !form()) return;
  const ids = selection();
  const tile = focused();
  if (!ids.length && !tile) return;
  const values = new FormData();
  values.set("verb", mark.dataset.mark);
  values.set("value", mark.dataset.value);
  values.set("pictures", ids.length ? ids.join(",") : tile.dataset.output);
  if (ids.length && isEverything()) values.set("all", "1");
  send(values);
  const leaves = mark.dataset.mark === "trash";
  if (!ids.length && (leaves || isAdvancing())) beside(tile, 1)?.querySelector(".tile__link").focus();
});

document.addEventListener("stepped", (event) => {
  const { verb, is_undo: isUndo } = event.detail;
  undo = event.detail.undo;
  const dialog = openDialog()?.matches("[data-picture-dialog]") ? openDialog() : null;
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
