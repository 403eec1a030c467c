{% load static %}// The portal's service worker. It keeps two things: the static shell, and one personal page, the next visit, which it
// forgets when its owner signs out. Everything else always comes from the server. The desk is not its business.
const VERSION = "{{ version }}";
const SHELL = `shell-${VERSION}`;
const PERSONAL = "personal";
const NEXT = "{% url "portal:next" %}";
const OFFLINE = "{% url "portal:offline" %}";
const SIGN_OUT = "{% url "account_logout" %}";
const STATIC = "{{ static_url }}";
const LOOK = "/look/";
const ICON = "{% static "heartline/img/icon-192.png" %}";
const SHELL_FILES = [OFFLINE{% for file in files %}, "{{ file }}"{% endfor %}];

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(SHELL).then((cache) => cache.addAll(SHELL_FILES)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const stale = (await caches.keys()).filter((name) => name !== SHELL && name !== PERSONAL);
    await Promise.all(stale.map((name) => caches.delete(name)));
    await self.clients.claim();
  })());
});

self.addEventListener("message", (event) => {
  if (event.data === "keep-next") event.waitUntil(keepNext());
  if (event.data === "forget") event.waitUntil(forget());
});

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (url.origin !== location.origin) return;
  if (event.request.method === "POST" && url.pathname === SIGN_OUT) {
    event.waitUntil(forget());
  } else if (event.request.method === "GET" && (url.pathname.startsWith(STATIC) || url.pathname.startsWith(LOOK))) {
    event.respondWith(fromShell(event));
  } else if (event.request.mode === "navigate" && event.request.method === "GET" && !url.pathname.startsWith("/desk")) {
    event.respondWith(navigate(event.request, url));
  }
});

// What a push says is all that a lock screen shows: that there is a message.
self.addEventListener("push", (event) => {
  const told = event.data?.json() ?? {};
  if (!told.title) return;
  const shown = {body: told.body, tag: told.tag, renotify: Boolean(told.tag), icon: ICON, badge: ICON, data: {path: told.path}};
  event.waitUntil(self.registration.showNotification(told.title, shown));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data?.path ?? "/messages"));
});

async function open(path) {
  const target = new URL(path, location.origin);
  if (target.origin !== location.origin) return;
  const pages = await self.clients.matchAll({type: "window", includeUncontrolled: true});
  const there = pages.find((page) => new URL(page.url).pathname === target.pathname);
  if (there) return there.focus();
  return self.clients.openWindow(target.href);
}

// Kept files are as good as fresh ones: the address of a file changes with what is in it.
async function fromShell(event) {
  const cache = await caches.open(SHELL);
  const kept = await cache.match(event.request);
  if (kept) return kept;
  const fresh = await fetch(event.request);
  if (fresh.ok) event.waitUntil(cache.put(event.request, fresh.clone()));
  return fresh;
}

async function navigate(request, url) {
  try {
    return await fetch(request);
  } catch {
    const next = await (await caches.open(PERSONAL)).match(NEXT);
    if (next && url.pathname === NEXT) return next;
    if (next && url.pathname === "/") return Response.redirect(NEXT);
    return (await caches.match(OFFLINE)) ?? Response.error();
  }
}

let forgotten = 0;

function forget() {
  forgotten += 1;
  return caches.delete(PERSONAL);
}

async function keepNext() {
  const before = forgotten;
  const response = await fetch(NEXT, {credentials: "same-origin"});
  // Signed out while it was on its way: nothing is kept.
  if (before !== forgotten) return;
  const cache = await caches.open(PERSONAL);
  // A redirect means that nobody is signed in any more.
  if (response.ok && !response.redirected) await cache.put(NEXT, response);
  else await cache.delete(NEXT);
}
