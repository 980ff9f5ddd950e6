// The queue, as a drawer or a page: fresh while it is seen. And one sign when the last
// of one's own requests is done: in the title of a page that nobody looks at, and by a
// sound and a message for who asked for them.
const FRESH_MS = 2000;
const TELL = "tell";
const drawer = () => document.getElementById("queue");
const title = document.title;
let most = 0;
let before = waiting();

function waiting() {
  return Number(document.getElementById("queue-count")?.dataset.queue ?? 0);
}

function refresh() {
  if (document.hidden) return;
  for (const rows of document.querySelectorAll("[data-queue-rows]")) {
    if (!rows.checkVisibility()) continue;
    const whose = rows.querySelector("[data-whose]")?.dataset.whose ?? "mine";
    const address = `${rows.getAttribute("hx-get")}?whose=${whose}`;
    window.htmx.ajax("GET", address, { target: rows, swap: "innerHTML" });
  }
}

document.addEventListener("toggle", (event) => event.target === drawer() && refresh(), true);
setInterval(refresh, FRESH_MS);

function sound() {
  const context = new AudioContext();
  const [tone, volume] = [context.createOscillator(), context.createGain()];
  tone.frequency.value = 660;
  volume.gain.setValueAtTime(0.08, context.currentTime);
  volume.gain.exponentialRampToValueAtTime(0.0001, context.currentTime + 0.7);
  tone.connect(volume).connect(context.destination);
  tone.start();
  tone.stop(context.currentTime + 0.7);
  tone.onended = () => context.close();
}

function tell(count) {
  if (document.hidden) document.title = `(${count}) ${title}`;
  if (localStorage.getItem(TELL) !== "on") return;
  sound();
  const text = drawer()?.dataset.done;
  const mayTell = "Notification" in window && Notification.permission === "granted";
  if (text && mayTell && document.hidden) new Notification(text, { tag: "queue" });
}

document.addEventListener("htmx:oobAfterSwap", () => {
  const now = waiting();
  if (now === before) return;
  most = Math.max(most, before, now);
  if (now === 0 && before > 0) {
    tell(most);
    most = 0;
  }
  before = now;
});

document.addEventListener("visibilitychange", () => {
  if (!document.hidden && document.title.startsWith("(")) document.title = title;
});

document.addEventListener("change", (event) => {
  if (!event.target.matches?.("[data-tell]")) return;
  localStorage.setItem(TELL, event.target.checked ? "on" : "off");
  if (event.target.checked && "Notification" in window) Notification.requestPermission();
});

const tick = document.querySelector("[data-tell]");
if (tick) tick.checked = localStorage.getItem(TELL) === "on";
