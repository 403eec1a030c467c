// <plan-board>: a row of an absence's list, or a proposal on the day beside it, is dragged onto a clinician's free time. What is
// free is asked of the server when it is taken hold of; while it is dragged the board says whether it fits. The list in each
// row does the same for the keyboard.
import {Dragging} from "./day-board/dragging.js";
import {Hand} from "./day-board/hand.js";
import {announceTo} from "./day-board/places.js";
import {offerFrom, send} from "./day-board/sending.js";
import {toast} from "./live-region.js";

class PlanBoard extends HTMLElement {
  connectedCallback() {
    this.controller = new AbortController();
    const {signal} = this.controller;
    this.hand = new Hand(this);
    const grip = (event) => this.grip(event);
    const begin = ({item}) => this.begin(item);
    this.dragging = new Dragging(this, this.hand, {grip, begin, drop: () => this.drop(), letGo: () => this.letGo(), idle: () => this.idle(), leaves: true}, signal);
    // The grip takes no focus: with the focus in it, the list would not be drawn anew by itself.
    this.addEventListener("mousedown", (event) => event.target.closest(".plan-grip") && event.preventDefault(), {signal});
    this.addEventListener("htmx:beforeSwap", (event) => this.news(event), {signal});
  }

  disconnectedCallback() {
    this.controller.abort();
  }

  // A narrow window shows no board, and nothing is dragged.
  grip(event) {
    const item = event.target.closest(".plan-grip, .day-board-item[data-visit]");
    if (!item || !this.hand.board?.checkVisibility()) return null;
    const below = item.matches(".plan-grip") ? 0 : event.clientY - item.getBoundingClientRect().top;
    return {item, below};
  }

  begin(item) {
    const {visit, title, length} = item.dataset;
    for (const same of this.querySelectorAll(`[data-visit="${visit}"]`)) (same.closest("tr") ?? same).dataset.held = "";
    this.hand.take({kind: "move", by: "pointer", id: visit, title, length: Number(length), start: 0, at: {column: null, minute: 0}});
    this.asked = this.ask();
  }

  async ask() {
    const {held} = this.hand;
    const offer = await offerFrom(`${this.dataset.visits}${held.id}/targets?${this.querySelector("[data-day]").dataset.day}`);
    if (this.hand.held !== held) return;
    if (!offer) this.refuse(this.dataset.lost);
    else if (!Object.keys(offer.targets).length) this.refuse(this.dataset.nowhere);
    else {
      const had = held.at.value;
      this.hand.offered(offer);
      if (had && !held.at.value) this.say(this.dataset.justTaken);
    }
  }

  async drop() {
    const {held} = this.hand;
    await this.asked;
    if (this.hand.held !== held) return;
    const {column, value} = held.at;
    if (column && !value) this.refuse(this.dataset.taken);
    else if (!value) this.letGo();
    else {
      const answer = await send(`${this.dataset.visits}${held.id}/put`, {time: value}, this.dataset.lost);
      this.stale = true;
      if (answer.done) this.letGo(answer.said);
      else this.refuse(answer.message);
    }
  }

  refuse(words) {
    toast(words, "warning");
    this.letGo(words);
  }

  letGo(words = this.dataset.letGo) {
    if (!this.hand.held) return;
    announceTo(this.querySelector(".plan-live-words"), words);
    this.dragging.unpress();
    this.hand.empty();
    for (const item of this.querySelectorAll("[data-held]")) delete item.dataset.held;
    if (this.stale) this.refresh();
  }

  // While a row is pressed or in hand nothing is drawn anew; what is free is asked again, so that a conflict shows at once.
  news(event) {
    if (!this.dragging.holds) return;
    event.detail.shouldSwap = false;
    this.stale = true;
    if (this.hand.held) this.asked = this.ask();
  }

  idle() {
    if (this.stale) this.refresh();
  }

  refresh() {
    this.stale = false;
    this.querySelector("calm-live").show();
  }
}
customElements.define("plan-board", PlanBoard);
