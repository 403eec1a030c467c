// Taking something in hand with the pointer, carrying it over a day board, and letting it go. A mouse drags at once; a finger
// rests for a moment first, for otherwise it scrolls.
import {minuteAt} from "./places.js";

const THRESHOLD = 5; // pixels that a pointer moves before it drags
const PATIENCE = 400; // milliseconds that a finger rests before it drags
const EDGE = 40; // pixels from the board's edge at which it scrolls
const STEP = 12; // pixels that it scrolls by then

export class Dragging {
  // `grip(event)`: what is pressed there ({item, kind, below: pixels from its edge}) or null; `begin(pressed)` takes it in
  // hand; `drop()` puts it down; `letGo()` leaves all as it was; `busy()`: it waits for an answer and is not carried now;
  // `leaves`: what is in hand may leave the board, and is nowhere then; `idle()`: what was pressed was not dragged.
  constructor(host, hand, {grip, begin, drop, letGo, idle, busy = () => false, leaves = false}, signal) {
    Object.assign(this, {hand, grip, begin, drop, letGo, idle, busy, leaves});
    const on = (target, name, act, options = {}) => target.addEventListener(name, act, {signal, ...options});
    on(host, "pointerdown", (event) => this.press(event));
    on(document, "pointermove", (event) => this.pull(event));
    on(document, "pointerup", () => this.release());
    on(document, "pointercancel", () => {
      this.down = false;
      this.cancel();
    });
    on(document, "keydown", (event) => this.escape(event), {capture: true}); // the focus is in the board: it would hear it first
    on(host, "touchmove", (event) => this.carries && event.preventDefault(), {passive: false});
    on(host, "contextmenu", (event) => (this.carries || this.pressed) && event.preventDefault());
    on(host, "dragstart", (event) => event.preventDefault());
    on(host, "click", (event) => this.afterDrag(event), {capture: true});
  }

  get carries() {
    return this.hand.held?.by === "pointer";
  }

  // Nothing may be drawn anew now: what is pressed would be gone from under the pointer.
  get holds() {
    return Boolean(this.pressed || this.hand.held);
  }

  press(event) {
    this.down = true;
    this.dragged = false;
    if (event.button !== 0 || this.hand.held) return;
    const found = this.grip(event);
    if (!found) return;
    this.pressed = {...found, x: event.clientX, y: event.clientY, touch: event.pointerType === "touch"};
    if (this.pressed.touch) this.pressed.timer = setTimeout(() => this.grab(), PATIENCE);
  }

  unpress() {
    clearTimeout(this.pressed?.timer);
    this.pressed = null;
    if (this.carries && this.down) this.dragged = true; // let go of by key: the pointer is released later
  }

  grab() {
    this.below = this.pressed.below;
    this.begin(this.pressed);
  }

  pull(event) {
    if (this.pressed && !this.hand.held) {
      if (Math.hypot(event.clientX - this.pressed.x, event.clientY - this.pressed.y) <= THRESHOLD) return;
      if (this.pressed.touch) {
        this.unpress(); // the finger scrolls
        this.idle();
        return;
      }
      this.grab();
    }
    if (this.carries && !this.busy()) this.carry(event);
  }

  carry(event) {
    const {at, kind} = this.hand.held;
    if (this.leaves && !within(event, this.hand.board.getBoundingClientRect())) {
      this.hand.carry(null, 0);
      return;
    }
    this.scrollAt(event);
    const column = kind === "stretch" ? at.column : this.columnAt(event) ?? at.column;
    if (column) this.hand.carry(column, minuteAt(this.hand.board, column, event.clientY - this.below));
  }

  columnAt(event) {
    return this.hand.columns.find((each) => {
      const box = each.getBoundingClientRect();
      return event.clientX >= box.left && event.clientX < box.right;
    });
  }

  scrollAt(event) {
    const box = this.hand.board.getBoundingClientRect();
    const along = (at, low, high) => (at < low + EDGE ? -STEP : at > high - EDGE ? STEP : 0);
    this.hand.board.scrollBy({left: along(event.clientX, box.left, box.right), top: along(event.clientY, box.top, box.bottom), behavior: "instant"});
  }

  release() {
    this.down = false;
    this.unpress();
    const drops = this.carries && !this.busy();
    if (drops || this.dragged) {
      this.dragged = true; // the click that follows opens nothing
      setTimeout(() => (this.dragged = false), 50);
    }
    if (drops) this.drop();
    else if (!this.hand.held) this.idle();
  }

  cancel() {
    this.unpress();
    if (this.hand.held) this.letGo();
    else this.idle();
  }

  escape(event) {
    if (event.key !== "Escape" || !this.carries || this.busy()) return;
    event.preventDefault();
    event.stopPropagation();
    this.cancel();
  }

  afterDrag(event) {
    if (!this.dragged) return;
    this.dragged = false;
    event.preventDefault();
    event.stopPropagation();
  }
}

function within({clientX, clientY}, {left, right, top, bottom}) {
  return clientX >= left && clientX < right && clientY >= top && clientY < bottom;
}
