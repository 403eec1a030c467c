// <desk-calendar>: visits on a day board are dragged to another time or pulled longer, with the pointer or with the keyboard.
//   M moves: arrows go from free time to free time, Enter puts it down, Escape lets go. S (or +, -) changes the length.
// What is free is asked of the server once, when a visit is taken hold of (and again when the server says that something
// changed meanwhile). Each step is said in a live region. Undo is offered after each change.
import {Confirming} from "./day-board/confirming.js";
import {Dragging} from "./day-board/dragging.js";
import {Hand} from "./day-board/hand.js";
import {announceTo} from "./day-board/places.js";
import {whereWords} from "./day-board/saying.js";
import {offerFrom, send} from "./day-board/sending.js";
import {Steering} from "./day-board/steering.js";
import {Walking} from "./day-board/walking.js";
import {isShortcut} from "./keys.js";
import {toast} from "./live-region.js";

const KINDS = {m: "move", M: "move", s: "stretch", S: "stretch", "+": "stretch", "-": "stretch"};

class DeskCalendar extends HTMLElement {
  connectedCallback() {
    this.controller = new AbortController();
    const {signal} = this.controller;
    const on = (name, act) => this.addEventListener(name, act.bind(this), {signal});
    const [drop, letGo] = [() => this.drop(), () => this.letGo()];
    this.hand = new Hand(this);
    this.confirming = new Confirming(this, {yes: () => this.change(), no: letGo, undo: () => this.undo()}, signal);
    this.walking = new Walking(this, this.hand, signal);
    this.steering = new Steering(this.hand, this.walking, {drop, letGo, arrived: () => this.sayWhere()});
    const begin = ({item, kind}) => this.begin(kind, item, "pointer");
    this.dragging = new Dragging(this, this.hand, {grip, begin, drop, letGo, idle: () => this.idle(), busy: () => this.confirming.open}, signal);
    on("keydown", this.key);
    on("focusout", this.left);
    on("htmx:beforeSwap", this.news);
    on("htmx:afterSwap", this.ready);
    this.ready();
    this.showToday();
  }

  disconnectedCallback() {
    this.controller.abort();
  }

  // Those that can be changed have an edge to pull.
  ready() {
    this.walking.ready();
    for (const link of this.querySelectorAll(".day-board-item[data-visit] > a")) {
      link.setAttribute("aria-describedby", "calendar-help");
      const edge = document.createElement("span");
      edge.className = "day-board-edge";
      link.append(edge);
    }
  }

  // In a week, today is in sight when the page arrives.
  showToday() {
    const today = this.querySelector(".day-board-line")?.closest(".day-board-column");
    if (!today || Number(this.dataset.days) === 1) return;
    const left = (element) => element.getBoundingClientRect().left;
    this.hand.board.scrollBy({left: left(today) - left(this.hand.columns[0]), behavior: "instant"});
  }

  // --- Taking hold -------------------------------------------------------------------------------------------------

  key(event) {
    if (this.confirming.open) return;
    if (this.hand.held) {
      this.steering.key(event);
      return;
    }
    const link = event.target.closest?.(".day-board-item > a");
    if (!link || !isShortcut(event)) return;
    if (!KINDS[event.key]) this.walking.key(event, link);
    else {
      event.preventDefault();
      this.beginByKey(KINDS[event.key], link.parentElement, {"+": 1, "-": -1}[event.key]);
    }
  }

  async beginByKey(kind, item, way) {
    if (!item.dataset.visit) {
      this.say(this.dataset.fixed);
      return;
    }
    await this.begin(kind, item, "keys");
    if (way && this.hand.held) this.steering.step(way);
  }

  begin(kind, item, by) {
    const start = Number(item.dataset.start);
    const length = Number(item.dataset.length);
    item.dataset.held = "";
    this.hand.take({
      kind, by, start, length, id: item.dataset.visit, href: item.querySelector("a").getAttribute("href"),
      title: item.querySelector(".day-board-title").textContent,
      at: {column: item.closest(".day-board-column"), minute: kind === "move" ? start : start + length},
    });
    this.asked = this.ask();
    return this.asked;
  }

  async ask() {
    const {held} = this.hand;
    const query = new URLSearchParams({first: this.dataset.first, days: this.dataset.days, by: this.dataset.by});
    const offer = await offerFrom(`${this.dataset.visits}${held.id}/targets?${query}`);
    if (this.hand.held !== held) return;
    if (!offer) this.letGo(this.dataset.lost);
    else if (held.kind === "stretch" && !offer.ends.length) this.letGo(this.dataset.fixed);
    else if (held.kind === "move" && !Object.keys(offer.targets).length) this.letGo(this.dataset.nowhere);
    else {
      const had = held.at.value;
      this.hand.offered(offer);
      if (had && !held.at.value) this.say(this.dataset.justTaken);
      else if (held.by === "keys") this.sayWhere();
    }
  }

  // --- Putting down ------------------------------------------------------------------------------------------------

  async drop() {
    const {held} = this.hand;
    await this.asked;
    if (this.hand.held !== held) return;
    const {minute, value} = held.at;
    if (!value) {
      const words = whereWords(this.dataset, held);
      toast(words, "warning");
      this.letGo(words);
    } else if (held.kind === "move" ? value === held.offer.now : minute === held.start + held.length) this.letGo();
    else this.confirming.ask(held);
  }

  async change() {
    const {at, id, kind, offer} = this.hand.held;
    const body = kind === "move" ? {time: at.value} : {end: at.value};
    await this.send(kind === "move" ? "moved" : "resized", id, {...body, key: offer.key});
    this.end();
  }

  async send(what, id, body) {
    const answer = await send(`${this.dataset.visits}${id}/${what}`, body, this.dataset.lost);
    this.stale = true;
    this.say(answer.done ? answer.said : answer.message);
    if (answer.done) {
      this.undoing = {what, id, body: {...answer.undo, key: answer.key}};
      this.confirming.offerUndo(answer.said);
    } else toast(answer.message, "danger");
  }

  async undo() {
    if (!this.undoing) return;
    const {what, id, body} = this.undoing;
    this.undoing = null;
    this.confirming.hideUndo();
    await this.send(what, id, body);
    this.refresh();
  }

  letGo(words = this.dataset.letGo) {
    if (!this.hand.held) return;
    this.say(words);
    this.end();
  }

  end() {
    const {by, href} = this.hand.held;
    this.dragging.unpress();
    this.hand.empty();
    for (const item of this.querySelectorAll("[data-held]")) delete item.dataset.held;
    if (by === "keys") this.querySelector(`.day-board-item > a[href="${CSS.escape(href)}"]`)?.focus({preventScroll: true});
    if (this.stale) this.refresh();
  }

  // --- What happens elsewhere --------------------------------------------------------------------------------------

  // The focus went elsewhere in the page with a visit in hand.
  left({relatedTarget}) {
    if (this.hand.held?.by !== "keys" || this.confirming.open || !relatedTarget || !document.hasFocus()) return;
    if (!this.contains(relatedTarget)) this.letGo();
  }

  // While a visit is pressed or in hand nothing is drawn anew; what is free is asked again, so that a conflict shows at once.
  news(event) {
    if (!this.dragging.holds) return;
    event.detail.shouldSwap = false;
    this.stale = true;
    if (this.hand.held && !this.confirming.open) this.asked = this.ask();
  }

  idle() {
    if (this.stale) this.refresh();
  }

  refresh() {
    this.stale = false;
    this.querySelector("calm-live").show();
  }

  sayWhere() {
    this.say(whereWords(this.dataset, this.hand.held));
  }

  say(words) {
    announceTo(this.querySelector(".calendar-live-words"), words);
  }
}
customElements.define("desk-calendar", DeskCalendar);

// The visit under the pointer, by its lower edge if that is where it is.
function grip(event) {
  const item = event.target.closest(".day-board-item[data-visit]");
  if (!item) return null;
  const kind = event.target.closest(".day-board-edge") ? "stretch" : "move";
  const box = item.getBoundingClientRect();
  return {item, kind, below: event.clientY - (kind === "move" ? box.top : box.bottom)};
}
