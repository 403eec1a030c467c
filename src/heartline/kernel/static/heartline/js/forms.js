// Forms: one submission at a time, selects that send themselves, an error summary that takes the focus.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method === "dialog" || event.defaultPrevented) return;
  const pressed = event.submitter ?? form.querySelector("button:not([type=button])");
  if (form.dataset.sending !== undefined) {
    event.preventDefault();
    return;
  }
  if (form.method !== "post" || form.closest("[hx-post], [data-hx-post]")) return;
  form.dataset.sending = "";
  pressed?.setAttribute("aria-busy", "true");
});

// Coming back to a kept page: its forms can be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sending]")) {
    delete form.dataset.sending;
    for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
  }
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-sends-itself]")) event.target.form.requestSubmit();
});

class ErrorSummary extends HTMLElement {
  connectedCallback() {
    this.focus();
  }
}
customElements.define("error-summary", ErrorSummary);
