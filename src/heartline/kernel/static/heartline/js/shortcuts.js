// The desk's shortcuts: "?" shows the sheet, "/" goes to the page's search, and every [data-on="g d"] in the sheet leads to its data-goes.
// A page offers its own on a link or button: data-on="r".
import {isShortcut} from "./keys.js";

const PATIENCE = 1000; // milliseconds between the keys of one shortcut
let pressed = "";
let timer = 0;

document.addEventListener("keydown", (event) => {
  if (!isShortcut(event) || event.key.length > 1) return;
  if (event.key === "?") {
    const sheet = document.getElementById("shortcuts");
    if (sheet) event.preventDefault();
    sheet?.showModal();
  } else if (event.key === "/") {
    const search = document.querySelector("main input[type=search]");
    if (search) event.preventDefault();
    search?.focus();
  } else {
    follow(event);
  }
});

function follow(event) {
  clearTimeout(timer);
  timer = setTimeout(() => (pressed = ""), PATIENCE);
  pressed = `${pressed} ${event.key.toLowerCase()}`.trim();
  const meant = document.querySelector(`[data-on="${CSS.escape(pressed)}"]`) ?? document.querySelector(`[data-on="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!meant) return;
  event.preventDefault();
  pressed = "";
  if (meant.dataset.goes) location.assign(meant.dataset.goes);
  else meant.click();
}

// The keys as this machine names them.
if (/Mac|iPhone|iPad/.test(navigator.platform)) {
  for (const key of document.querySelectorAll('kbd[data-keys="mod+k"]')) key.textContent = "⌘ K";
}
