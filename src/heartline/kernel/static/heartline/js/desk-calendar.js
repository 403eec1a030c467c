// <desk-calendar>: visits on a day board are dragged to another time or pulled longer, with the pointer or with the keyboard.
// ARIA pattern: grid navigation by a roving tabindex over the visits (arrows, Home, End; Enter opens), as in the APG.
//   M moves: arrows go from free time to free time, Enter puts it down, Escape lets go. S (or +, -) changes the length.
// What is free is asked of the server once, when a visit is taken hold of (and again when the server says that something
// changed meanwhile); nothing is guessed here. Each step is said in a live region. Undo is offered after each change.
import {announceTo, fill, minuteAt, nearest, place, runs} from "./desk-calendar-places.js";
import {isShortcut} from "./keys.js";
import {toast} from "./live-region.js";

const THRESHOLD = 5; // pixels that a pointer moves before it drags
const PATIENCE = 400; // milliseconds that a finger rests before it drags
const REACH = 10; // minutes within which a free time draws the visit to itself
const EDGE = 40; // pixels from the board's edge at which it scrolls

class DeskCalendar extends HTMLElement {
  connectedCallback() {
    this.controller = new AbortController();
    const {signal} = this.controller;
    this.words = this.querySelector(".calendar-live-words");
    this.dialog = this.querySelector("dialog");
    const on = (target, name, act, options = {}) => target.addEventListener(name, act.bind(this), {signal, ...options});
    on(this, "pointerdown", this.press);
    on(document, "pointermove", this.pull);
    on(document, "pointerup", this.release);
    on(document, "pointercancel", this.letGo);
    on(this, "touchmove", (event) => this.change?.by === "pointer" && event.preventDefault(), {passive: false});
    on(this, "contextmenu", (event) => (this.change || this.pressed) && event.preventDefault());
    on(this, "dragstart", (event) => event.preventDefault());
    on(this, "click", this.afterDrag, {capture: true});
    on(this, "keydown", this.key);
    on(document, "keydown", (event) => event.key === "Escape" && this.change?.by === "pointer" && this.letGo());
    on(this, "focusin", (event) => this.rove(event.target));
    on(this, "focusout", this.left);
    on(this, "htmx:beforeSwap", this.news);
    on(this, "htmx:afterSwap", this.ready);
    on(this.querySelector("[data-confirm]"), "click", this.send);
    on(this.querySelector("[data-keep]"), "click", () => this.dialog.close());
    on(this.dialog, "close", this.closed);
    on(this.querySelector(".calendar-undo button"), "click", this.undo);
    this.ready();
    // In a week, today is in sight when the page arrives.
    const today = this.querySelector(".day-board-line")?.closest(".day-board-column");
    if (today && Number(this.dataset.days) > 1) this.board.scrollBy({left: today.getBoundingClientRect().left - this.querySelector(".day-board-column").getBoundingClientRect().left, behavior: "instant"});
  }

  disconnectedCallback() {
    this.controller.abort();
  }

  get board() {
    return this.querySelector(".day-board");
  }

  // One visit is in the order of Tab, the others are reached by arrows; those that can be changed have an edge to pull.
  ready() {
    const links = [...this.querySelectorAll(".day-board-item > a")];
    const current = links.find((link) => link === document.activeElement) ?? links.find((link) => link.getAttribute("href") === this.last) ?? links[0];
    for (const link of links) {
      link.tabIndex = link === current ? 0 : -1;
      if (!link.parentElement.dataset.visit) continue;
      link.setAttribute("aria-describedby", "calendar-help");
      const edge = document.createElement("span");
      edge.className = "day-board-edge";
      link.append(edge);
    }
  }

  rove(target) {
    const link = target.closest?.(".day-board-item > a");
    if (!link) return;
    this.last = link.getAttribute("href");
    for (const other of this.querySelectorAll('.day-board-item > a[tabindex="0"]')) other.tabIndex = -1;
    link.tabIndex = 0;
  }

  // --- Taking hold -------------------------------------------------------------------------------------------------

  begin(kind, item, by) {
    const link = item.querySelector("a");
    const column = item.closest(".day-board-column");
    const start = Number(item.dataset.start);
    this.change = {
      kind, by, id: item.dataset.visit, href: link.getAttribute("href"), start, length: Number(item.dataset.length),
      title: item.querySelector(".day-board-title").textContent, origin: column.dataset, offer: null,
      at: {column, minute: kind === "move" ? start : start + Number(item.dataset.length), value: null},
    };
    item.dataset.held = "";
    this.board.dataset.changing = kind;
    this.draw();
    this.change.asked = this.ask();
    return this.change.asked;
  }

  async ask() {
    const {change} = this;
    const query = new URLSearchParams({first: this.dataset.first, days: this.dataset.days, by: this.dataset.by});
    let offer = null;
    try {
      const answer = await fetch(`${this.dataset.visits}${change.id}/targets?${query}`, {headers: {Accept: "application/json"}});
      offer = answer.ok ? await answer.json() : null;
    } catch { /* said below */ }
    if (this.change !== change) return;
    if (!offer) {
      this.letGo(this.dataset.lost);
      return;
    }
    change.offer = offer;
    if (change.kind === "stretch" && !offer.ends.length) {
      this.letGo(this.dataset.fixed);
      return;
    }
    if (change.kind === "move" && !Object.keys(offer.targets).length) {
      this.letGo(this.dataset.nowhere);
      return;
    }
    this.mark();
    const had = change.at.value;
    this.settle();
    if (had && !change.at.value) this.say(this.dataset.justTaken);
    else if (change.by === "keys") this.sayWhere();
  }

  // Where the visit could stand, as one shape a stretch of free times.
  mark() {
    for (const old of this.querySelectorAll(".day-board-free")) old.remove();
    const {offer, kind, start} = this.change;
    const free = (items, minute, length) => {
      const mark = document.createElement("li");
      mark.className = "day-board-free";
      mark.setAttribute("aria-hidden", "true");
      place(mark, minute, length);
      items.append(mark);
    };
    if (kind === "stretch") {
      free(this.change.at.column.querySelector(".day-board-items"), start, offer.ends.at(-1)[0] - start);
      return;
    }
    for (const column of this.querySelectorAll(".day-board-column")) {
      const times = this.timesOf(column).map(([minute]) => minute);
      for (const [minute, length] of runs(times, offer.length)) free(column.querySelector(".day-board-items"), minute, length);
    }
  }

  timesOf(column) {
    return this.change.offer?.targets[`${column.dataset.resource}|${column.dataset.date}`] ?? [];
  }

  choices(column) {
    return this.change.kind === "stretch" ? this.change.offer?.ends ?? [] : this.timesOf(column);
  }

  // The free time that the place held is, if it is one.
  settle() {
    const {change} = this;
    const found = nearest(this.choices(change.at.column), change.at.minute, change.by === "keys" ? 0 : REACH);
    change.at.value = found?.[1] ?? null;
    if (found) change.at.minute = found[0];
    this.draw();
  }

  draw() {
    const {change} = this;
    const {column, minute, value} = change.at;
    this.ghost ??= this.makeGhost();
    const state = change.offer ? (value ? "free" : "taken") : "asking";
    this.ghost.dataset.state = state;
    const from = change.kind === "move" ? minute : change.start;
    place(this.ghost, from, change.kind === "move" ? change.offer?.length ?? change.length : Math.max(minute - change.start, 5));
    this.ghost.querySelector(".day-board-time").textContent = value ? change.offer.said[minute] : "";
    this.ghost.querySelector("bdi").textContent = change.title;
    this.ghost.querySelector("b").textContent = this.dataset[state];
    const items = column.querySelector(".day-board-items");
    if (this.ghost.parentElement !== items) items.append(this.ghost);
  }

  makeGhost() {
    const ghost = document.createElement("li");
    ghost.className = "day-board-ghost";
    ghost.setAttribute("aria-hidden", "true");
    const box = document.createElement("div");
    const time = document.createElement("span");
    time.className = "day-board-time";
    box.append(time, " ", document.createElement("bdi"), " ", document.createElement("b"));
    ghost.append(box);
    return ghost;
  }

  // --- Pointer -----------------------------------------------------------------------------------------------------

  press(event) {
    const item = event.target.closest(".day-board-item[data-visit]");
    if (!item || event.button !== 0 || this.change) return;
    const kind = event.target.closest(".day-board-edge") ? "stretch" : "move";
    const box = item.getBoundingClientRect();
    this.pressed = {item, kind, x: event.clientX, y: event.clientY, grip: event.clientY - (kind === "move" ? box.top : box.bottom), touch: event.pointerType === "touch"};
    if (this.pressed.touch) this.pressed.timer = setTimeout(() => this.grab(), PATIENCE);
  }

  grab() {
    const {item, kind, grip} = this.pressed;
    this.grip = grip;
    this.begin(kind, item, "pointer");
  }

  pull(event) {
    if (this.pressed && !this.change) {
      const far = Math.hypot(event.clientX - this.pressed.x, event.clientY - this.pressed.y) > THRESHOLD;
      if (!far) return;
      if (this.pressed.touch) {
        this.unpress(); // the finger scrolls
        return;
      }
      this.grab();
    }
    if (this.change?.by !== "pointer" || this.dialog.open) return;
    this.scrollAt(event);
    const columns = [...this.querySelectorAll(".day-board-column")];
    const column = this.change.kind === "stretch" ? this.change.at.column
      : columns.find((each) => ((box) => event.clientX >= box.left && event.clientX < box.right)(each.getBoundingClientRect()));
    if (column) this.change.at.column = column;
    this.change.at.minute = minuteAt(this.board, this.change.at.column, event.clientY - this.grip);
    this.settle();
  }

  scrollAt(event) {
    const box = this.board.getBoundingClientRect();
    const along = (at, low, high) => (at < low + EDGE ? -12 : at > high - EDGE ? 12 : 0);
    this.board.scrollBy({left: along(event.clientX, box.left, box.right), top: along(event.clientY, box.top, box.bottom), behavior: "instant"});
  }

  async release() {
    this.unpress();
    if (this.change?.by !== "pointer" || this.dialog.open) return;
    this.dragged = true; // the click that follows opens nothing
    setTimeout(() => (this.dragged = false), 50);
    await this.drop();
  }

  unpress() {
    clearTimeout(this.pressed?.timer);
    this.pressed = null;
  }

  afterDrag(event) {
    if (!this.dragged || !event.target.closest(".day-board-item")) return;
    this.dragged = false;
    event.preventDefault();
    event.stopPropagation();
  }

  // --- Keyboard ----------------------------------------------------------------------------------------------------

  key(event) {
    if (this.dialog.open) return;
    if (this.change) {
      this.steer(event);
      return;
    }
    const link = event.target.closest?.(".day-board-item > a");
    if (!link || !isShortcut(event)) return;
    const kind = {m: "move", M: "move", s: "stretch", S: "stretch", "+": "stretch", "-": "stretch"}[event.key];
    if (kind) {
      event.preventDefault();
      const item = link.parentElement;
      if (!item.dataset.visit) this.say(this.dataset.fixed);
      else this.begin(kind, item, "keys")?.then(() => "+-".includes(event.key) && this.change && this.step(event.key === "+" ? 1 : -1));
    } else if (["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) {
      event.preventDefault();
      this.walk(link, event.key);
    }
  }

  // From visit to visit.
  walk(link, key) {
    const column = link.closest(".day-board-column");
    const links = (of) => [...of.querySelectorAll(".day-board-item > a")];
    const mine = links(column);
    const at = mine.indexOf(link);
    let next = null;
    if (key === "ArrowUp" || key === "ArrowDown") next = mine[at + (key === "ArrowUp" ? -1 : 1)];
    else if (key === "Home" || key === "End") next = mine.at(key === "Home" ? 0 : -1);
    else {
      const top = link.getBoundingClientRect().top;
      const beside = this.beside(column, key, (each) => links(each).length);
      const far = (each) => Math.abs(each.getBoundingClientRect().top - top);
      next = beside && links(beside).reduce((best, each) => (far(each) < far(best) ? each : best));
    }
    next?.focus();
    next?.scrollIntoView({block: "nearest", inline: "nearest"});
  }

  beside(column, key, fits) {
    const columns = [...this.querySelectorAll(".day-board-column")];
    const rightwards = (key === "ArrowRight") === (getComputedStyle(this).direction === "ltr");
    const from = columns.indexOf(column);
    const order = rightwards ? columns.slice(from + 1) : columns.slice(0, from).reverse();
    return order.find(fits);
  }

  // With a visit in hand.
  steer(event) {
    if (event.key === "Tab") return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === "Escape") this.letGo();
    else if (!this.change.offer) return;
    else if (event.key === "Enter" || event.key === " ") this.drop();
    else if (event.key === "ArrowDown" || event.key === "+") this.step(1);
    else if (event.key === "ArrowUp" || event.key === "-") this.step(-1);
    else if (this.change.kind === "move" && (event.key === "ArrowLeft" || event.key === "ArrowRight")) this.across(event.key);
  }

  step(way) {
    const {at} = this.change;
    const minutes = this.choices(at.column).map(([minute]) => minute);
    const next = way > 0 ? minutes.find((minute) => minute > at.minute) : minutes.findLast((minute) => minute < at.minute);
    if (next !== undefined) at.minute = next;
    this.arrive();
  }

  across(key) {
    const {at} = this.change;
    const column = this.beside(at.column, key, (each) => this.timesOf(each).length);
    if (column) {
      at.column = column;
      at.minute = nearest(this.timesOf(column), at.minute, Infinity)[0];
    }
    this.arrive();
  }

  arrive() {
    this.settle();
    this.ghost.scrollIntoView({block: "nearest", inline: "nearest"});
    this.sayWhere();
  }

  left(event) {
    if (this.change?.by === "keys" && !this.dialog.open && !this.contains(event.relatedTarget) && document.hasFocus() && event.relatedTarget) this.letGo();
  }

  // --- Putting down ------------------------------------------------------------------------------------------------

  async drop() {
    const {change} = this;
    await change.asked;
    if (this.change !== change) return;
    const {value, minute, column} = change.at;
    const same = change.kind === "move" ? value === change.offer.now : minute === change.start + change.length;
    if (!value || same) {
      const words = value ? this.dataset.letGo : this.whereWords();
      if (!value) toast(words, "warning");
      this.letGo(words);
      return;
    }
    const set = (name, text) => (this.dialog.querySelector(name).textContent = text);
    set(".calendar-who b", change.title);
    set("[data-before]", change.kind === "move" ? change.offer.before : fill(this.dataset.minutes, {count: change.length}));
    set("[data-after]", change.kind === "move" ? [column.dataset.said, change.offer.said[minute], column.dataset.who].join(", ") : `${fill(this.dataset.minutes, {count: minute - change.start})} (${change.offer.said[minute]})`);
    set("[data-note]", change.kind === "move" && change.offer.length !== change.length ? fill(this.dataset.takes, {count: change.offer.length}) : "");
    this.confirmed = false;
    this.dialog.showModal();
  }

  async send() {
    const {change} = this;
    this.confirmed = true;
    this.dialog.close();
    const body = change.kind === "move" ? {time: change.at.value} : {end: change.at.value};
    await this.post(change.kind === "move" ? "moved" : "resized", change.id, {...body, key: change.offer.key});
    this.end();
  }

  async post(what, id, body) {
    const token = JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
    let said = null;
    try {
      const answer = await fetch(`${this.dataset.visits}${id}/${what}`, {method: "POST", body: new URLSearchParams(body), headers: {"X-CSRFToken": token, Accept: "application/json"}});
      said = await answer.json();
      if (!answer.ok) throw new Error(said.message);
    } catch (error) {
      const words = said?.message ?? this.dataset.lost;
      toast(words, "danger");
      this.say(words);
      this.stale = true;
      return;
    }
    this.say(said.said);
    this.offerUndo({what, id, body: {...said.undo, key: said.key}, words: said.said});
    this.stale = true;
  }

  offerUndo(undo) {
    this.undoing = undo;
    const bar = this.querySelector(".calendar-undo");
    bar.querySelector("span").textContent = undo.words;
    bar.hidden = false;
  }

  async undo() {
    const {undoing} = this;
    if (!undoing) return;
    this.undoing = null;
    this.querySelector(".calendar-undo").hidden = true;
    await this.post(undoing.what, undoing.id, undoing.body);
    this.refresh();
  }

  closed() {
    if (!this.confirmed) this.letGo();
  }

  letGo(words) {
    this.unpress();
    if (!this.change) return;
    this.say(typeof words === "string" ? words : this.dataset.letGo);
    this.end();
  }

  end() {
    const href = this.change?.by === "keys" ? this.change.href : null;
    this.change = null;
    this.ghost?.remove();
    for (const mark of this.querySelectorAll(".day-board-free")) mark.remove();
    for (const item of this.querySelectorAll("[data-held]")) delete item.dataset.held;
    if (this.board) delete this.board.dataset.changing;
    if (href) this.querySelector(`.day-board-item > a[href="${CSS.escape(href)}"]`)?.focus({preventScroll: true});
    if (this.stale) this.refresh();
  }

  // --- What happens elsewhere --------------------------------------------------------------------------------------

  // While a visit is in hand nothing is drawn anew; what is free is asked again, so that a conflict shows at once.
  news(event) {
    if (!this.change) return;
    event.detail.shouldSwap = false;
    this.stale = true;
    if (!this.dialog.open) this.change.asked = this.ask();
  }

  refresh() {
    this.stale = false;
    this.querySelector("calm-live").dispatchEvent(new CustomEvent("sse:changed"));
  }

  // --- Saying it ---------------------------------------------------------------------------------------------------

  nameOf(column) {
    return Number(this.dataset.days) > 1 ? `${column.dataset.who}, ${column.dataset.said}` : column.dataset.who;
  }

  whereWords() {
    const {at, kind, offer} = this.change;
    const time = offer.said[at.minute] ?? "";
    const words = kind === "stretch" ? (at.value ? this.dataset.until : this.dataset.notUntil) : at.value ? this.dataset.at : this.dataset.notAt;
    return fill(words, {time, where: this.nameOf(at.column)}).replace(/^, /, "");
  }

  sayWhere() {
    this.say(this.whereWords());
  }

  say(words) {
    announceTo(this.words, words);
  }
}
customElements.define("desk-calendar", DeskCalendar);
