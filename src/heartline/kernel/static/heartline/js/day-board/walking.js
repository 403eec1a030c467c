// From visit to visit on a day board with the arrows, Home and End. ARIA pattern: roving tabindex, as in the APG's grids.
const LINK = ".day-board-item > a";

export class Walking {
  constructor(host, hand, signal) {
    Object.assign(this, {host, hand});
    host.addEventListener("focusin", (event) => this.rove(event.target), {signal});
  }

  // One visit is in the order of Tab, the others are reached by arrows.
  ready() {
    const links = [...this.host.querySelectorAll(LINK)];
    const current = links.find((link) => link === document.activeElement) ?? links.find((link) => link.getAttribute("href") === this.last) ?? links[0];
    for (const link of links) link.tabIndex = link === current ? 0 : -1;
  }

  rove(target) {
    const link = target.closest?.(LINK);
    if (!link) return;
    this.last = link.getAttribute("href");
    for (const other of this.host.querySelectorAll(`${LINK}[tabindex="0"]`)) other.tabIndex = -1;
    link.tabIndex = 0;
  }

  // Whether this key walks from `link`; then it has.
  key(event, link) {
    if (!["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) return false;
    event.preventDefault();
    const next = this.next(link, event.key);
    next?.focus();
    next?.scrollIntoView({block: "nearest", inline: "nearest"});
    return true;
  }

  next(link, key) {
    const column = link.closest(".day-board-column");
    const mine = linksOf(column);
    if (key === "ArrowUp" || key === "ArrowDown") return mine[mine.indexOf(link) + (key === "ArrowUp" ? -1 : 1)];
    if (key === "Home" || key === "End") return mine.at(key === "Home" ? 0 : -1);
    const beside = this.beside(column, key, (each) => linksOf(each).length);
    const top = link.getBoundingClientRect().top;
    const far = (each) => Math.abs(each.getBoundingClientRect().top - top);
    return beside && linksOf(beside).reduce((best, each) => (far(each) < far(best) ? each : best));
  }

  // The nearest column that way which `fits`.
  beside(column, key, fits) {
    const {columns} = this.hand;
    const rightwards = (key === "ArrowRight") === (getComputedStyle(this.host).direction === "ltr");
    const from = columns.indexOf(column);
    const order = rightwards ? columns.slice(from + 1) : columns.slice(0, from).reverse();
    return order.find(fits);
  }
}

function linksOf(column) {
  return [...column.querySelectorAll(LINK)];
}
