// ARIA pattern: window splitter. Between two panes stands a bar; pointer or arrow keys move it, and its place is remembered by the element's name.
import {recall, remember} from "./remember.js";

const STEP = 16;
const LEAST = 180;

class DeskPanes extends HTMLElement {
  connectedCallback() {
    if (this.querySelector(":scope > .desk-splitter")) return;
    for (const pane of this.querySelectorAll(":scope > .desk-pane:not([data-pane=work])")) this.split(pane);
  }

  split(pane) {
    const bar = document.createElement("div");
    const after = pane.dataset.pane === "list"; // the bar stands on the side of the work
    bar.className = "desk-splitter";
    bar.tabIndex = 0;
    for (const [name, value] of Object.entries({role: "separator", "aria-orientation": "vertical", "aria-label": pane.getAttribute("aria-label") ?? pane.dataset.pane, "aria-valuemin": LEAST})) bar.setAttribute(name, value);
    pane[after ? "after" : "before"](bar);

    const key = `pane:${this.getAttribute("name") ?? "desk"}:${pane.dataset.pane}`;
    const rtl = getComputedStyle(this).direction === "rtl";
    const sign = (after ? 1 : -1) * (rtl ? -1 : 1);
    const size = (pixels) => {
      const kept = Math.round(Math.min(Math.max(pixels, LEAST), this.clientWidth * 0.6));
      pane.style.setProperty("--pane", `${kept}px`);
      bar.setAttribute("aria-valuenow", kept);
      bar.setAttribute("aria-valuemax", Math.round(this.clientWidth * 0.6));
      return kept;
    };
    const kept = Number(recall(key));
    if (kept) size(kept);
    else bar.setAttribute("aria-valuenow", Math.round(pane.offsetWidth));

    bar.addEventListener("pointerdown", (down) => {
      down.preventDefault();
      bar.setPointerCapture(down.pointerId);
      bar.dataset.moving = "";
      const start = pane.offsetWidth;
      const move = (event) => size(start + (event.clientX - down.clientX) * sign);
      bar.addEventListener("pointermove", move);
      bar.addEventListener("lostpointercapture", () => {
        bar.removeEventListener("pointermove", move);
        delete bar.dataset.moving;
        remember(key, pane.offsetWidth);
      }, {once: true});
    });
    bar.addEventListener("keydown", (event) => {
      const step = {ArrowRight: STEP, ArrowLeft: -STEP}[event.key];
      if (!step) return;
      event.preventDefault();
      remember(key, size(pane.offsetWidth + step * sign));
    });
    bar.addEventListener("dblclick", () => {
      pane.style.removeProperty("--pane");
      remember(key, "");
    });
  }
}
customElements.define("desk-panes", DeskPanes);
