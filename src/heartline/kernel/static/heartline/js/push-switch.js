// <push-switch data-key data-address>: asks the browser, after a click and never before, whether this device may be notified.
class PushSwitch extends HTMLElement {
  async connectedCallback() {
    if (!("serviceWorker" in navigator) || !("PushManager" in window) || !("Notification" in window)) return;
    this.stop = new AbortController();
    this.querySelector("button[type=button]").addEventListener("click", () => this.ask(), {signal: this.stop.signal});
    if (Notification.permission === "denied") return this.show("blocked");
    const registration = await navigator.serviceWorker.getRegistration();
    const known = registration && await registration.pushManager.getSubscription();
    this.show(known ? "on" : "off");
    // What the browser holds and we may have lost (or another login had here) is said again; a removed device stays removed.
    if (known && !sameKey(known, this.dataset.key)) { await known.unsubscribe(); this.show("off"); }
    if (known && !document.querySelector("[action$='/remove']")) { await known.unsubscribe(); this.show("off"); }
  }

  disconnectedCallback() {
    this.stop?.abort();
  }

  async ask() {
    try {
      if (await Notification.requestPermission() !== "granted") return this.show("blocked");
      const registration = await navigator.serviceWorker.ready;
      const subscription = await registration.pushManager.subscribe({userVisibleOnly: true, applicationServerKey: this.dataset.key});
      const token = this.querySelector("[name=csrfmiddlewaretoken]").value;
      const headers = {"Content-Type": "application/json", "X-CSRFToken": token};
      const answer = await fetch(this.dataset.address, {method: "POST", headers, body: JSON.stringify(subscription)});
      if (answer.ok) return location.reload();
      await subscription.unsubscribe();
      this.show("failed");
    } catch {
      this.show("failed");
    }
  }

  show(state) {
    for (const each of this.querySelectorAll("[data-when]")) each.hidden = each.dataset.when !== state;
  }
}
customElements.define("push-switch", PushSwitch);

// A subscription that was made for another key of ours reaches nobody any more.
function sameKey(subscription, key) {
  const bytes = new Uint8Array(subscription.options.applicationServerKey ?? []);
  const text = btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  return text === key;
}
