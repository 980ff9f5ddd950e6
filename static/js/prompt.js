// Counts the words of a prompt, hides chips that are not of its text, and sends its
// form with Ctrl or Cmd and Enter. Chinese characters count one by one; the advice is
// a hint, never a limit.
const CHINESE = /[\u3400-\u9fff\uf900-\ufaff]/g;
const ADVISED_WORDS = 600;
const ADVISED_CHINESE = 300;

function count(area) {
  const sign = document.getElementById(area.dataset.counted);
  if (!sign) return;
  const chinese = (area.value.match(CHINESE) ?? []).length;
  const words = area.value.replace(CHINESE, " ").split(/\s+/).filter(Boolean).length;
  const isChinese = chinese > words;
  const total = isChinese ? chinese : words + chinese;
  const isLong = total > (isChinese ? ADVISED_CHINESE : ADVISED_WORDS);
  const { text, textZh, textLong } = sign.dataset;
  const form = isLong ? textLong : isChinese ? textZh : text;
  sign.textContent = total ? form.replace("{n}", total) : "";
}

/** Hide the chips behind the text until the server has drawn them for it. */
function compare(area) {
  const mirror = area.parentElement.querySelector("[data-mirror]");
  mirror?.classList.toggle("is-behind", mirror.textContent !== area.value);
}

function countAll(scope) {
  for (const area of scope.querySelectorAll("[data-counted]")) {
    count(area);
    compare(area);
  }
}

document.addEventListener("input", (event) => {
  if (!event.target.matches("[data-counted]")) return;
  count(event.target);
  compare(event.target);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  const form = event.target.closest("[data-submit-keys]");
  const button = form?.querySelector("button[id=send]");
  if (!button || button.disabled) return;
  event.preventDefault();
  form.requestSubmit(button);
});

document.addEventListener("htmx:afterSettle", () => countAll(document));
countAll(document);
