// What lies over the page now. Asks the few dialogs and popovers, never the whole page.
const dialogs = document.getElementsByTagName("dialog");
const popovers = new Set();

document.addEventListener(
  "toggle",
  ({ target, newState }) => {
    if (!target.popover) return;
    if (newState === "open") popovers.add(target);
    else popovers.delete(target);
  },
  true,
);

/** Return the dialog that is open. */
export const openDialog = () => [...dialogs].find((dialog) => dialog.open);

/** Say whether anything lies over the page. */
export const isCovered = () =>
  Boolean(openDialog()) || [...popovers].some((it) => it.matches(":popover-open"));
