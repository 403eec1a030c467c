// Light or dark on this device.
import {remember} from "./remember.js";

class ThemeToggle extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector("button");
    this.toggle = () => {
      const root = document.documentElement;
      const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
      root.dataset.theme = dark ? "light" : "dark";
      remember("theme", root.dataset.theme);
    };
    this.button.addEventListener("click", this.toggle);
  }

  disconnectedCallback() {
    this.button.removeEventListener("click", this.toggle);
  }
}
customElements.define("theme-toggle", ThemeToggle);
