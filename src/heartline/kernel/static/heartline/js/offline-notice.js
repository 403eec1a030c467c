// Says that the connection is gone, for as long as it is.
class OfflineNotice extends HTMLElement {
  connectedCallback() {
    this.show = () => (this.hidden = navigator.onLine);
    window.addEventListener("online", this.show);
    window.addEventListener("offline", this.show);
    this.show();
  }

  disconnectedCallback() {
    window.removeEventListener("online", this.show);
    window.removeEventListener("offline", this.show);
  }
}
customElements.define("offline-notice", OfflineNotice);
