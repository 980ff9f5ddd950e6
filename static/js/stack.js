// Keeps the focus where a stack is unfolded or folded: its first tile stays its first.
let first = "";

document.addEventListener("click", (event) => {
  const mark = event.target.closest(".tile__stack");
  if (mark) first = mark.closest(".tile").id;
});

document.addEventListener("htmx:afterSettle", () => {
  if (!first) return;
  document.querySelector(`#${first} .tile__link`)?.focus({ preventScroll: true });
  first = "";
});
