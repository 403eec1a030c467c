// What just happened, said once. The server sends it as HX-Trigger: {"toast": {"text": "…", "kind": "success"}}; scripts call toast().
const SECONDS = 8;

class LiveRegion extends HTMLElement {
  connectedCallback() {
    this.controller = new AbortController();
    const {signal} = this.controller;
    document.addEventListener("toast", (event) => this.say(event.detail.text ?? event.detail.value, event.detail.kind), {signal});
    document.addEventListener("htmx:sendError", () => this.say(this.dataset.lost, "danger"), {signal});
    document.addEventListener("htmx:responseError", () => this.say(this.dataset.failed, "danger"), {signal});
  }

  disconnectedCallback() {
    this.controller.abort();
  }

  say(text, kind = "info") {
    if (!text || [...this.children].some((toast) => toast.firstChild.textContent === text)) return;
    const toast = document.createElement("div");
    toast.className = "toast";
    toast.dataset.kind = kind;
    const words = document.createElement("span");
    words.textContent = text;
    const close = document.createElement("button");
    close.type = "button";
    close.className = "button";
    close.dataset.kind = "quiet";
    close.textContent = this.dataset.close;
    close.addEventListener("click", () => toast.remove());
    toast.append(words, close);
    this.append(toast);
    // What went wrong stays until it is read.
    if (kind !== "danger") this.leave(toast);
  }

  // Gone after a while, but not under the pointer or with the focus in it.
  leave(toast) {
    setTimeout(() => (toast.matches(":hover, :focus-within") ? this.leave(toast) : toast.remove()), SECONDS * 1000);
  }
}
customElements.define("live-region", LiveRegion);

export function toast(text, kind) {
  document.dispatchEvent(new CustomEvent("toast", {detail: {text, kind}}));
}
