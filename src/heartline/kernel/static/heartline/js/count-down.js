// <count-down data-seconds data-left>: how long is left, told every second to the eye and seldom to the ear; "timeup" at the end.
class CountDown extends HTMLElement {
  connectedCallback() {
    this.end = performance.now() + Number(this.dataset.seconds) * 1000;
    this.setAttribute("role", "timer");
    this.setAttribute("aria-live", "off");
    this.show();
    this.timer = setInterval(() => this.show(), 1000);
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }

  show() {
    const left = Math.max(Math.ceil((this.end - performance.now()) / 1000), 0);
    this.textContent = `${this.dataset.left} ${said(left)}`;
    if (left > 0) return;
    clearInterval(this.timer);
    this.dispatchEvent(new CustomEvent("timeup", {bubbles: true}));
  }
}
customElements.define("count-down", CountDown);

// The two largest units that matter: "3 hours 20 minutes", "4 minutes 10 seconds".
function said(seconds) {
  const units = [["hour", Math.floor(seconds / 3600)], ["minute", Math.floor(seconds / 60) % 60], ["second", seconds % 60]];
  const first = units.findIndex(([, count]) => count > 0);
  return units.slice(first < 0 ? 2 : first).slice(0, 2).map(([unit, count]) => {
    const words = new Intl.NumberFormat(document.documentElement.lang, {style: "unit", unit, unitDisplay: "long"});
    return words.format(count);
  }).join(" ");
}
