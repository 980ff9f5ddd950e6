// The tray of references: files by drop and paste, order by dragging the picture.
// Buttons do the same without a mouse; the server draws the tray anew each time.
function give(files) {
  const input = document.querySelector("[data-tray-files]");
  const pictures = [...files].filter((file) => file.size >= 0);
  if (!input || !pictures.length) return false;
  const bag = new DataTransfer();
  for (const file of pictures.slice(0, input.multiple ? undefined : 1)) bag.items.add(file);
  input.files = bag.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
  return true;
}

const hasFiles = (event) => event.dataTransfer?.types.includes("Files");

document.addEventListener("dragover", (event) => {
  if (!hasFiles(event) || !event.target.closest("#compose-form")) return;
  event.preventDefault();
});

document.addEventListener("drop", (event) => {
  if (!hasFiles(event) || !event.target.closest("#compose-form")) return;
  event.preventDefault();
  give(event.dataTransfer.files);
});

document.addEventListener("paste", (event) => {
  const files = event.clipboardData?.files ?? [];
  if (files.length && give(files)) event.preventDefault();
});

let dragged = null;

document.addEventListener("pointerdown", (event) => {
  const grip = event.target.closest("[data-tray-grip]");
  if (!grip || event.button !== 0) return;
  dragged = { place: grip.closest("[data-tray-place]"), moved: false };
  grip.setPointerCapture(event.pointerId);
});

document.addEventListener("pointermove", (event) => {
  if (!dragged) return;
  const under = document.elementFromPoint(event.clientX, event.clientY);
  const other = under?.closest("[data-tray-place]");
  if (!other || other === dragged.place) return;
  const isAfter =
    dragged.place.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING;
  other[isAfter ? "after" : "before"](dragged.place);
  dragged.moved = true;
});

function release() {
  if (!dragged) return;
  const { place, moved } = dragged;
  dragged = null;
  if (moved) place.closest("[data-tray]").dispatchEvent(new Event("reordered"));
}
document.addEventListener("pointerup", release);
document.addEventListener("pointercancel", release);
