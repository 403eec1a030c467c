// With a visit in hand, taken by key: arrows go from free time to free time and from column to column, Enter puts it down,
// Escape lets go. Tab leaves it where it is.
import {nearest} from "./places.js";

export class Steering {
  constructor(hand, walking, {drop, letGo, arrived}) {
    Object.assign(this, {hand, walking, drop, letGo, arrived});
  }

  key(event) {
    if (event.key === "Tab") return;
    event.preventDefault();
    event.stopPropagation();
    const {kind, offer} = this.hand.held;
    if (event.key === "Escape") this.letGo();
    else if (!offer) return;
    else if (event.key === "Enter" || event.key === " ") this.drop();
    else if (event.key === "ArrowDown" || event.key === "+") this.step(1);
    else if (event.key === "ArrowUp" || event.key === "-") this.step(-1);
    else if (kind === "move" && (event.key === "ArrowLeft" || event.key === "ArrowRight")) this.across(event.key);
  }

  step(way) {
    const {at} = this.hand.held;
    const minutes = this.hand.choices(at.column).map(([minute]) => minute);
    const next = way > 0 ? minutes.find((minute) => minute > at.minute) : minutes.findLast((minute) => minute < at.minute);
    this.arrive(at.column, next ?? at.minute);
  }

  across(key) {
    const {at} = this.hand.held;
    const column = this.walking.beside(at.column, key, (each) => this.hand.timesOf(each).length);
    if (column) this.arrive(column, nearest(this.hand.timesOf(column), at.minute, Infinity)[0]);
    else this.arrive(at.column, at.minute);
  }

  arrive(column, minute) {
    this.hand.carry(column, minute);
    this.hand.ghost.scrollIntoView({block: "nearest", inline: "nearest"});
    this.arrived();
  }
}
