// The portal as an app: registers its service worker, asks it to keep the next visit while somebody is signed in, and to forget it afterwards.
const {worker, keep} = document.querySelector("script[data-worker]").dataset;

async function start() {
  if (!("serviceWorker" in navigator)) return;
  await navigator.serviceWorker.register(worker, {scope: "/"});
  const {active} = await navigator.serviceWorker.ready;
  active.postMessage(keep ? "keep-next" : "forget");
}

document.addEventListener("submit", (event) => {
  if (event.target.matches("form[data-signs-out]")) navigator.serviceWorker?.controller?.postMessage("forget");
});

start().catch(() => {
  // Private windows and old browsers have no worker; the portal is whole without one.
});
