// The bar over a selection: sends what it says, and takes the tiles and dialogs of the answer.
import { form, send } from "./select.js";

document.addEventListener("keydown", (event) => {
  const field = event.target.closest?.("[data-bulk] [data-verb]");
  if (event.key !== "Enter" || !field) return;
  event.preventDefault();
  form().querySelector(`button[value="${field.dataset.verb}"]`).click();
});

// Many ids travel as one field: a form of a thousand fields is refused.
document.addEventListener("formdata", (event) => {
  if (event.target !== form()) return;
  const ids = event.formData.getAll("pictures");
  event.formData.delete("pictures");
  if (ids.length) event.formData.set("pictures", ids.join(","));
});

document.addEventListener("submit", (event) => {
  if (event.target !== form() || !window.htmx) return;
  const { submitter } = event;
  if (submitter?.matches("[data-native]")) return;
  event.preventDefault();
  send(new FormData(form(), submitter));
  submitter?.closest("details")?.removeAttribute("open");
  for (const field of form().querySelectorAll("[data-verb]")) field.value = "";
});

document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const { detail } = event;
  const tile = detail.fragment?.querySelector?.(".tile[data-output]");
  const isNew = tile && detail.target.id !== tile.id;
  // Who stands for a stack is on the page already where the stack is unfolded.
  if (isNew && document.getElementById(tile.id)) detail.shouldSwap = false;
  const isDropped = !tile && detail.target.dataset?.stack;
  if (isDropped && !detail.fragment?.querySelector?.(".is-gone")) detail.shouldSwap = false;
});

document.addEventListener("click", (event) => {
  if (!event.target.closest?.("a[data-closes]")) return;
  const dialog = event.target.closest("dialog");
  if (!dialog) return;
  event.preventDefault();
  dialog.close();
});
document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target.matches?.("form[data-closes]")) event.target.closest("dialog")?.close();
});
