// The desk's shortcuts: "?" shows the sheet, "/" goes to the page's search, and every [data-on="g d"] in the sheet leads to its data-goes.
// A page offers its own on a link or button: data-on="r"; it is then named in its tooltip and in the sheet.
import {isShortcut} from "./keys.js";

const PATIENCE = 1000; // milliseconds between the keys of one shortcut
let pressed = "";
let last = 0; // when its key was pressed, which may be long before it is heard

document.addEventListener("keydown", (event) => {
  if (!isShortcut(event) || event.key.length > 1) return;
  if (event.key === "?") {
    const sheet = document.getElementById("shortcuts");
    if (!sheet) return;
    event.preventDefault();
    list(sheet);
    sheet.showModal();
  } else if (event.key === "/") {
    const search = document.querySelector("main input[type=search]");
    if (search) event.preventDefault();
    search?.focus();
  } else {
    follow(event);
  }
});

// What this page adds, as it is now.
function list(sheet) {
  const rows = sheet.querySelector(".shortcuts");
  for (const old of rows.querySelectorAll("[data-of-page]")) old.remove();
  for (const offer of document.querySelectorAll("main [data-on]")) {
    const row = document.createElement("div");
    const keys = document.createElement("dt");
    const words = document.createElement("dd");
    row.dataset.ofPage = "";
    words.textContent = offer.getAttribute("aria-label") ?? offer.textContent.trim();
    for (const key of offer.dataset.on.split(" ")) {
      const cap = document.createElement("kbd");
      cap.textContent = key.toUpperCase();
      keys.append(cap, " ");
    }
    row.append(keys, words);
    rows.append(row);
  }
}

document.addEventListener("mouseover", (event) => {
  const offer = event.target.closest?.("main [data-on]:not([title])");
  if (offer) offer.title = `${offer.textContent.trim()} (${offer.dataset.on.toUpperCase()})`;
});

function follow(event) {
  if (event.timeStamp - last > PATIENCE) pressed = "";
  last = event.timeStamp;
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
