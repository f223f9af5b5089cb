// Loads the page again while something on it is still being made. Without this file a button does the same.
const waiting = document.querySelector("[data-reload-after]");
if (waiting) {
  setTimeout(() => location.reload(), Number(waiting.dataset.reloadAfter) * 1000);
}
