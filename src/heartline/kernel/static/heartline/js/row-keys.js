// <row-keys>: J and K (or the arrows, when the focus is on a row; or down, from the page's search field) move between rows, Enter follows the row's link. A row is [data-row]; the focus
// itself moves to its link, so that a screen reader follows too.
import {isShortcut} from "./keys.js";

class RowKeys extends HTMLElement {
  connectedCallback() {
    this.onKey = (event) => this.move(event);
    document.addEventListener("keydown", this.onKey);
    this.addEventListener("focusin", (event) => this.mark(event.target.closest("[data-row]")));
    this.addEventListener("focusout", () => this.mark(null));
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.onKey);
  }

  move(event) {
    // From the search field whose results these are, one arrow down is the first of them; letters are typed there.
    const searching = document.activeElement.matches("main input[type=search]");
    if (searching ? event.key !== "ArrowDown" || event.isComposing : !isShortcut(event)) return;
    const inside = searching || this.contains(document.activeElement);
    const step = {j: 1, k: -1, ...(inside && {ArrowDown: 1, ArrowUp: -1})}[event.key];
    // The first list of a page has the keys until the focus is in another.
    const mine = (inside && !searching) || (!document.activeElement.closest("row-keys") && document.querySelector("row-keys") === this);
    if (!step || !mine) return;
    const rows = [...this.querySelectorAll("[data-row]")];
    const at = rows.findIndex((row) => row.contains(document.activeElement));
    const row = rows[at < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(Math.max(at + step, 0), rows.length - 1)];
    if (!row) return;
    event.preventDefault();
    (row.matches("a, button") ? row : row.querySelector("a, button"))?.focus();
    row.scrollIntoView({block: "nearest"});
  }

  mark(row) {
    for (const marked of this.querySelectorAll("[data-marked]")) delete marked.dataset.marked;
    if (row) row.dataset.marked = "";
  }
}
customElements.define("row-keys", RowKeys);

// Rows that came meanwhile (more letters were typed, the list changed) leave the focus on the row where it was.
let focused;
document.addEventListener("htmx:beforeSwap", ({detail: {target}}) => {
  const link = document.activeElement.closest("row-keys [data-row] [href], row-keys [data-row][href]");
  focused = link && target.contains(link) ? link.getAttribute("href") : null;
});
document.addEventListener("htmx:afterSwap", () => {
  if (focused && document.activeElement === document.body) document.querySelector(`row-keys [href="${CSS.escape(focused)}"]`)?.focus({preventScroll: true});
});
