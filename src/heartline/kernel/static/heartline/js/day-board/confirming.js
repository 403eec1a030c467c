// "Change this visit?": what it was, what it will be, and yes or no, in the page's own dialog; and the bar that offers to undo.
import {fill} from "./places.js";

export class Confirming {
  // `words` are the dataset of the calendar; `yes()` and `no()` say what was decided; `undo()` takes the last change back.
  constructor(host, {yes, no, undo}, signal) {
    Object.assign(this, {words: host.dataset, yes, no});
    this.dialog = host.querySelector("dialog");
    this.bar = host.querySelector(".calendar-undo");
    const on = (target, name, act) => target.addEventListener(name, act, {signal});
    on(host.querySelector("[data-confirm]"), "click", () => this.confirm());
    on(host.querySelector("[data-keep]"), "click", () => this.dialog.close());
    on(this.dialog, "close", () => this.confirmed || this.no());
    on(this.bar.querySelector("button"), "click", undo);
  }

  get open() {
    return this.dialog.open;
  }

  ask({at, kind, length, offer, start, title}) {
    const set = (name, text) => (this.dialog.querySelector(name).textContent = text);
    const minutes = (count) => fill(this.words.minutes, {count});
    const {column, minute} = at;
    set(".calendar-who b", title);
    if (kind === "move") {
      set("[data-before]", offer.before);
      set("[data-after]", [column.dataset.said, offer.said[minute], column.dataset.who].join(", "));
    } else {
      set("[data-before]", minutes(length));
      set("[data-after]", `${minutes(minute - start)} (${offer.said[minute]})`);
    }
    set("[data-note]", kind === "move" && offer.length !== length ? fill(this.words.takes, {count: offer.length}) : "");
    this.confirmed = false;
    this.dialog.showModal();
  }

  confirm() {
    this.confirmed = true;
    this.dialog.close();
    this.yes();
  }

  offerUndo(words) {
    this.bar.querySelector("span").textContent = words;
    this.bar.hidden = false;
  }

  hideUndo() {
    this.bar.hidden = true;
  }
}
