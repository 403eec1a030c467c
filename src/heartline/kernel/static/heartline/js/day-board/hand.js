// What somebody has in hand on a day board: where it may be put down, its ghost, and the places that are free, lit up.
// What is free is told by the server (`offer`); nothing is guessed here.
import {nearest, place, runs} from "./places.js";

const REACH = 10; // minutes within which a free time draws what the pointer holds to itself

export class Hand {
  // `host` holds the board, and says the states of the ghost in its data-free, data-taken and data-asking.
  constructor(host) {
    this.host = host;
    this.held = null;
  }

  get board() {
    return this.host.querySelector(".day-board");
  }

  get columns() {
    return [...this.host.querySelectorAll(".day-board-column")];
  }

  // kind: "move" or "stretch"; by: "pointer" or "keys"; start, length: minutes; title; at: {column, minute}, with no column
  // while it is not over the board.
  take(held) {
    this.held = {...held, offer: null, at: {...held.at, value: null}};
    this.board.dataset.changing = held.kind;
    this.draw();
  }

  // offer: {targets: {"resource|date": [[minute, value]]}, ends: [[minute, value]], length, said: {minute: words}}
  offered(offer) {
    this.held.offer = offer;
    this.light();
    this.settle();
  }

  timesOf(column) {
    return this.held.offer?.targets[`${column.dataset.resource}|${column.dataset.date}`] ?? [];
  }

  choices(column) {
    return this.held.kind === "stretch" ? this.held.offer?.ends ?? [] : this.timesOf(column);
  }

  carry(column, minute) {
    this.held.at.column = column;
    this.held.at.minute = minute;
    this.settle();
  }

  // The free time that the place held is, if it is one.
  settle() {
    const {at, by} = this.held;
    const found = at.column && nearest(this.choices(at.column), at.minute, by === "keys" ? 0 : REACH);
    at.value = found?.[1] ?? null;
    if (found) at.minute = found[0];
    this.draw();
  }

  draw() {
    const {at, kind, offer, start, length, title} = this.held;
    if (!at.column) {
      this.ghost?.remove();
      return;
    }
    this.ghost ??= ghost();
    const state = offer ? (at.value ? "free" : "taken") : "asking";
    this.ghost.dataset.state = state;
    if (kind === "move") place(this.ghost, at.minute, offer?.length ?? length);
    else place(this.ghost, start, Math.max(at.minute - start, 5));
    this.ghost.querySelector(".day-board-time").textContent = at.value ? offer.said[at.minute] : "";
    this.ghost.querySelector("bdi").textContent = title;
    this.ghost.querySelector("b").textContent = this.host.dataset[state];
    const items = itemsOf(at.column);
    if (this.ghost.parentElement !== items) items.append(this.ghost);
  }

  // Where it could stand, as one shape a stretch of free times.
  light() {
    this.darken();
    const {at, kind, offer, start} = this.held;
    if (kind === "stretch") itemsOf(at.column).append(free(start, offer.ends.at(-1)[0] - start));
    else {
      for (const column of this.columns) {
        const times = this.timesOf(column).map(([minute]) => minute);
        itemsOf(column).append(...runs(times, offer.length).map(([minute, length]) => free(minute, length)));
      }
    }
  }

  darken() {
    for (const mark of this.host.querySelectorAll(".day-board-free")) mark.remove();
  }

  empty() {
    this.held = null;
    this.ghost?.remove();
    this.darken();
    if (this.board) delete this.board.dataset.changing;
  }
}

function itemsOf(column) {
  return column.querySelector(".day-board-items");
}

function free(minute, length) {
  const mark = document.createElement("li");
  mark.className = "day-board-free";
  mark.setAttribute("aria-hidden", "true");
  place(mark, minute, length);
  return mark;
}

function ghost() {
  const made = document.createElement("li");
  made.className = "day-board-ghost";
  made.setAttribute("aria-hidden", "true");
  const box = document.createElement("div");
  const time = document.createElement("span");
  time.className = "day-board-time";
  box.append(time, " ", document.createElement("bdi"), " ", document.createElement("b"));
  made.append(box);
  return made;
}
