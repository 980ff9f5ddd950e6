// Takes the blurred placeholder away once the thumbnail above it is drawn:
// a picture may be transparent.
document.addEventListener(
  "load",
  (event) => {
    if (!event.target.matches?.(".tile__image")) return;
    event.target.parentElement.querySelector(".tile__blur")?.remove();
  },
  true,
);
