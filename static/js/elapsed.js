// Counts the seconds of open tiles on. The server says how many have passed, so
// a wrong clock of this machine does not matter.
const seen = new WeakMap();

function tick() {
  for (const node of document.querySelectorAll("[data-elapsed]")) {
    if (!seen.has(node)) seen.set(node, performance.now());
    const passed = (performance.now() - seen.get(node)) / 1000;
    const seconds = Math.floor(Number(node.dataset.elapsed) + passed);
    node.querySelector("[data-elapsed-count]").textContent = seconds;
    if (!node.dataset.usual) continue;
    const isSlow = seconds > Number(node.dataset.usual);
    node.querySelector("[data-elapsed-usual]").hidden = isSlow;
    node.querySelector("[data-elapsed-slow]").hidden = !isSlow;
  }
}

setInterval(tick, 1000);
