// <calm-live>: what changes elsewhere appears here without a reload and without anything moving under the pointer.
// A board keeps its scroll and its focus: its items stand where their time is. A list would push rows along, so while the
// pointer or the focus is in it, a button says that there is news, and the person decides. So it does while a field in what
// would be replaced has the focus or holds what was not sent yet.
const FIELDS = "input:not([type=hidden]), select, textarea";

function isBeingEdited(part) {
  return [...part.querySelectorAll(FIELDS)].some((field) => field === document.activeElement || isChanged(field));
}

function isChanged(field) {
  if (field.matches("select:not([multiple])")) {
    const started = Math.max([...field.options].findIndex((option) => option.defaultSelected), 0);
    return field.selectedIndex !== started;
  }
  if (field.matches("[type=checkbox], [type=radio]")) return field.checked !== field.defaultChecked;
  return field.value !== field.defaultValue;
}

class CalmLive extends HTMLElement {
  connectedCallback() {
    this.showNow();
    this.addEventListener("htmx:beforeSwap", (event) => this.before(event));
    this.addEventListener("htmx:afterSwap", () => this.after());
  }

  // The present is in sight when the page arrives.
  showNow() {
    const board = this.querySelector(".day-board");
    const now = board?.querySelector(".day-board-now");
    if (now) board.scrollTop = now.offsetTop - board.clientHeight / 3;
  }

  before(event) {
    const list = this.querySelector("row-keys");
    const held = !this.asked && (list?.matches(":hover, :focus-within") || isBeingEdited(event.detail.target));
    if (held) {
      event.detail.shouldSwap = false;
      this.offer();
      return;
    }
    this.asked = false;
    const board = this.querySelector(".day-board");
    this.kept = {
      left: board?.scrollLeft ?? 0,
      top: board?.scrollTop ?? 0,
      focused: this.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null,
    };
  }

  after() {
    const {left, top, focused} = this.kept ?? {};
    this.querySelector(".day-board")?.scrollTo({left, top, behavior: "instant"});
    if (focused) this.querySelector(`[href="${CSS.escape(focused)}"]`)?.focus({preventScroll: true});
    this.button?.remove();
    this.button = null;
  }

  offer() {
    if (this.button) return;
    this.button = document.createElement("button");
    this.button.type = "button";
    this.button.className = "button calm-live-news";
    this.button.dataset.kind = "primary";
    this.button.textContent = this.dataset.news;
    this.button.addEventListener("click", () => this.show());
    this.append(this.button);
  }

  // Fetched and shown now: the person asked for it, or did it themselves.
  show() {
    this.asked = true;
    this.dispatchEvent(new CustomEvent("sse:changed"));
  }
}
customElements.define("calm-live", CalmLive);
