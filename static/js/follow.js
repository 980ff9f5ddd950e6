// The tiles here follow a step that ran in the background: once it is over they are drawn
// anew where they stand, as many at a time as one answer draws.
import { form, send } from "./select.js";
import { lists } from "./tiles.js";

const AT_ONCE = 300;

document.addEventListener("stepover", async ({ detail }) => {
  if (!form()) return;
  const ids = lists().flatMap((list) => [...list.children]).map((tile) => tile.id.replace("output-", ""));
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    const values = new FormData();
    values.set("pictures", ids.slice(from, from + AT_ONCE).join(","));
    await send(values, detail.action);
  }
});
