// ARIA pattern: combobox with a listbox popup. Ctrl/⌘-K focuses; arrows choose, Enter opens (or searches when nothing is chosen), Escape closes.
// htmx fills the list; an option is <li role="option" data-href="…"> (or holds a link).
class QuickFind extends HTMLElement {
  connectedCallback() {
    this.controller = new AbortController();
    const {signal} = this.controller;
    this.input = this.querySelector("input");
    this.list = this.querySelector("[role=listbox]");
    for (const [name, value] of Object.entries({role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id})) this.input.setAttribute(name, value);
    document.addEventListener("keydown", (event) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        this.input.focus();
        this.input.select();
      }
    }, {signal});
    this.input.addEventListener("keydown", (event) => this.onKey(event), {signal});
    this.input.addEventListener("input", () => this.input.value.trim() || this.close(), {signal});
    this.input.addEventListener("focus", () => this.options.length && this.input.value.trim() && this.open(), {signal});
    this.addEventListener("focusout", (event) => this.contains(event.relatedTarget) || this.close(), {signal});
    this.list.addEventListener("mousedown", (event) => event.preventDefault(), {signal});
    this.list.addEventListener("click", (event) => this.go(event.target.closest("[role=option]")), {signal});
    this.list.addEventListener("htmx:beforeSwap", () => (this.kept = this.chosen?.dataset.href), {signal});
    this.list.addEventListener("htmx:afterSwap", () => this.arrived(), {signal});
  }

  disconnectedCallback() {
    this.controller.abort();
  }

  get options() {
    return [...this.list.querySelectorAll("[role=option]")];
  }

  get chosen() {
    return this.list.querySelector("[aria-selected=true]");
  }

  arrived() {
    if (document.activeElement !== this.input || !this.input.value.trim()) return;
    this.options.forEach((option, n) => {
      option.id ||= `${this.list.id}-${n}`;
      option.setAttribute("aria-selected", "false");
      // The option itself is what is chosen; a link inside it is not another stop.
      option.querySelector("a")?.setAttribute("tabindex", "-1");
    });
    if (!this.list.children.length) {
      const none = document.createElement("li");
      none.className = "quick-find-none";
      none.setAttribute("role", "option");
      none.setAttribute("aria-disabled", "true");
      none.textContent = this.list.dataset.none;
      this.list.append(none);
    }
    this.open();
    // Who was chosen while the rest was on its way stays chosen.
    if (this.kept) this.choose(this.options.find((option) => option.dataset.href === this.kept));
  }

  open() {
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
  }

  close() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.choose(null);
  }

  choose(option) {
    this.chosen?.setAttribute("aria-selected", "false");
    if (!option) return this.input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({block: "nearest"});
    this.input.setAttribute("aria-activedescendant", option.id);
  }

  onKey(event) {
    const options = this.options.filter((option) => option.getAttribute("aria-disabled") !== "true");
    const at = options.indexOf(this.chosen);
    if (event.key === "Escape") {
      if (!this.list.hidden) event.preventDefault();
      this.close();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!options.length) return;
      this.open();
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.choose(options[at < 0 && step < 0 ? options.length - 1 : (at + step + options.length) % options.length]);
    } else if (event.key === "Enter" && this.chosen && !this.list.hidden) {
      event.preventDefault();
      this.go(this.chosen);
    }
  }

  go(option) {
    const href = option?.dataset.href ?? option?.querySelector("a")?.href;
    if (href) location.assign(href);
  }
}
customElements.define("quick-find", QuickFind);
