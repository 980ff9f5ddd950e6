// Comments: Ctrl or Cmd and Enter sends, and @ opens a list of the people of the team.
// Names typed by hand are understood as well; the server finds them.
const MOST_SHOWN = 8;
const BEFORE = /(?:^|[^A-Za-z0-9_.@+-])@([^@\n]{0,40})$/u;
const lists = new Map();
let open = null; // {field, area, list, options, at}

const plain = (text) =>
  text.normalize("NFKD").replace(/\p{Mn}/gu, "").toLowerCase();

/** Fetch the people of the team once a page. */
async function peopleFrom(address) {
  if (!lists.has(address)) {
    lists.set(address, fetch(address).then((answer) => (answer.ok ? answer.text() : "")));
    lists.get(address).catch(() => lists.delete(address));
  }
  return lists.get(address);
}

function close() {
  if (!open) return;
  open.list.hidden = true;
  open.list.replaceChildren();
  for (const name of ["aria-activedescendant", "aria-controls"]) open.area.removeAttribute(name);
  open = null;
}

function choose(at) {
  open.at = (at + open.options.length) % open.options.length;
  for (const [number, option] of open.options.entries()) {
    option.setAttribute("aria-selected", number === open.at);
  }
  open.area.setAttribute("aria-activedescendant", open.options[open.at].id);
  open.options[open.at].scrollIntoView({ block: "nearest" });
}

async function offer(area) {
  const typed = area.value.slice(0, area.selectionStart).match(BEFORE);
  const field = area.closest("[data-naming]");
  if (!typed || area.selectionStart !== area.selectionEnd) return close();
  const html = await peopleFrom(field.dataset.naming).catch(() => "");
  if (!html || document.activeElement !== area) return close();
  const list = field.querySelector("[data-naming-list]");
  close();
  list.innerHTML = html;
  const wanted = plain(typed[1]);
  const fits = (option) =>
    plain(`${option.dataset.name} ${option.dataset.keys}`).split(" ").some((word) => word.startsWith(wanted)) ||
    plain(option.dataset.name).startsWith(wanted);
  const options = [...list.querySelectorAll("[role=option]")];
  const found = options.filter(fits).slice(0, MOST_SHOWN);
  for (const option of options) if (!found.includes(option)) option.remove();
  if (!found.length) return list.replaceChildren();
  list.hidden = false;
  area.setAttribute("aria-controls", "naming-people");
  open = { field, area, list, options: found, at: 0 };
  choose(0);
}

function take(option) {
  const { area } = open;
  const end = area.selectionStart;
  const start = area.value.slice(0, end).lastIndexOf("@");
  area.setRangeText(`@${option.dataset.name} `, start, end, "end");
  close();
  area.focus();
}

document.addEventListener("input", (event) => {
  if (event.target.matches?.("[data-naming] textarea")) offer(event.target);
});

addEventListener(
  "keydown",
  (event) => {
    const area = event.target.closest?.("[data-naming] textarea");
    if (!area || event.isComposing) return;
    const isOpen = open?.area === area;
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (isOpen && steps[event.key]) choose(open.at + steps[event.key]);
    else if (isOpen && (event.key === "Enter" || event.key === "Tab")) take(open.options[open.at]);
    else if (isOpen && event.key === "Escape") close();
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) area.form.requestSubmit();
    else return;
    event.preventDefault();
    event.stopPropagation();
  },
  true,
);

// The press, not the click: the field must not lose its focus.
document.addEventListener("pointerdown", (event) => {
  const option = event.target.closest?.("[data-naming-list] [role=option]");
  if (!option || !open) return;
  event.preventDefault();
  take(option);
});

document.addEventListener("focusout", (event) => {
  if (open && event.target === open.area) close();
});
