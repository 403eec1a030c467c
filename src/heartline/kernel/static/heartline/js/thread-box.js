// <thread-box>: a conversation opens at its end, and stays there while something is added, unless somebody reads further up.
// Ctrl or ⌘ with Enter sends what is being written.
const NEAR = 120; // pixels from the end that still count as the end

class ThreadBox extends HTMLElement {
  connectedCallback() {
    this.toEnd();
    this.addEventListener("keydown", (event) => this.send(event));
    this.onSwap = () => this.isAtEnd && this.toEnd();
    this.onBefore = () => (this.isAtEnd = this.atEnd());
    document.addEventListener("htmx:beforeSwap", this.onBefore);
    document.addEventListener("htmx:afterSettle", this.onSwap);
  }

  disconnectedCallback() {
    document.removeEventListener("htmx:beforeSwap", this.onBefore);
    document.removeEventListener("htmx:afterSettle", this.onSwap);
  }

  get said() {
    return this.querySelector(".thread-said");
  }

  atEnd() {
    const {scrollTop, clientHeight, scrollHeight} = this.said;
    return scrollHeight - scrollTop - clientHeight < NEAR;
  }

  toEnd() {
    this.said.scrollTop = this.said.scrollHeight;
  }

  send(event) {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    const form = event.target.closest("form");
    if (!form) return;
    event.preventDefault();
    form.requestSubmit();
  }
}
customElements.define("thread-box", ThreadBox);
