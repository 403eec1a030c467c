// The window of the chat. What is written is kept here until the server has it, and is sent again under its own key after a
// reload or a lost connection: it is there once, and in order. What was said comes whole each time that something changed.
const told = JSON.parse(document.getElementById("told").textContent);
const [log, state, text, problem] = ["log", "state", "text", "problem"].map((id) => document.getElementById(id));
const root = document.documentElement;
root.style.setProperty("--brand", told.colour);
root.style.setProperty("--on-brand", told.ink);
const AGAIN = 3000, BREATH = 50000, TYPES = 4000; // milliseconds

// Many browsers keep nothing for a frame of another site. Then the page around it does, for as long as its tab is open.
const memory = new Map();
let around = ""; // the origin of that page, once it has spoken; it may only be one that the clinic allows
const keep = (name, value) => {
  memory.set(name, value);
  try { localStorage.setItem(`chat-${name}`, value); } catch { if (around) parent.postMessage({chat: "keep", name, value}, around); }
};
const kept = (name) => {
  try { return localStorage.getItem(`chat-${name}`) ?? memory.get(name); } catch { return memory.get(name); }
};
const keepsItself = (() => { try { return Boolean(localStorage); } catch { return parent === window; } })();
const random = (bytes) => [...crypto.getRandomValues(new Uint8Array(bytes))].map((n) => n.toString(16).padStart(2, "0")).join("");
let secret = "";
const waiting = () => JSON.parse(kept("waiting") ?? "[]");
let said = [], shown = true, busy = false, listening = false, lastEvent = "", lastTyped = 0;

const ask = (path, data, more = {}) =>
  fetch(`/chat/${path}`, {
    method: data ? "POST" : "GET",
    headers: {Authorization: `Bearer ${secret}`, ...(data ? {"Content-Type": "application/json"} : {}), ...more.headers},
    body: data && JSON.stringify({...data, language: told.language}),
    credentials: "omit",
    keepalive: more.keepalive ?? false,
  });
const inSight = () => shown && document.visibilityState === "visible";

function bubble(id, mine, words, under) {
  let one = document.getElementById(id);
  if (!one) {
    one = document.createElement("div");
    one.id = id;
    one.className = "chat-one";
    one.toggleAttribute("data-mine", mine);
    const body = document.createElement("span");
    body.dir = "auto";
    body.textContent = words;
    one.append(body, document.createElement("small"));
  }
  if (one.lastChild.textContent !== under) one.lastChild.textContent = under;
  return one;
}

function draw() {
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 80;
  const there = [bubble("greeting", false, told.greeting, "")];
  for (const each of said) {
    const under = [each.mine ? told.you : each.who, each.time, each.mine && each.read ? told.read : ""].filter(Boolean).join(" · ");
    there.push(bubble(`m-${each.mine ? each.key : each.id}`, each.mine, each.text, under));
  }
  for (const each of waiting()) {
    const under = each.refused ? told.refused : navigator.onLine ? told.sending : told.waits;
    there.push(bubble(`m-${each.key}`, true, each.text, under));
  }
  // Only what is not in its place is moved: a screen reader hears each thing once.
  there.forEach((one, n) => { if (log.children[n] !== one) log.insertBefore(one, log.children[n] ?? null); });
  while (log.children.length > there.length) log.lastChild.remove();
  if (atEnd) log.scrollTop = log.scrollHeight;
  const news = inSight() ? 0 : said.filter((each) => !each.mine && !each.read).length;
  parent.postMessage({chat: "news", count: news}, "*"); // a number, and nothing else
}

function take(answer) {
  said = answer.messages;
  const known = new Set(said.map((each) => each.key));
  keep("waiting", JSON.stringify(waiting().filter((each) => !known.has(each.key))));
  draw();
  if (said.length) listen();
  if (inSight() && said.some((each) => !each.mine && !each.read)) tellSeen();
}

async function refresh() {
  try {
    const answer = await ask("messages");
    if (answer.ok) take(await answer.json());
  } catch { draw(); }
}

// One at a time, in the order in which they were written; the next one when the server has the one before.
async function send() {
  if (busy) return;
  if (!secret) return;
  busy = true;
  try {
    for (let next; (next = waiting().find((each) => !each.refused)); ) {
      const answer = await ask("messages", {text: next.text, key: next.key});
      if (answer.ok) {
        const have = await answer.json();
        keep("waiting", JSON.stringify(waiting().filter((each) => each.key !== next.key)));
        take(have);
      } else if (answer.status === 429 || answer.status >= 500) throw new Error(answer.status);
      else keep("waiting", JSON.stringify(waiting().map((each) => (each.key === next.key ? {...each, refused: true} : each))));
    }
  } catch {
    setTimeout(send, AGAIN);
  } finally {
    busy = false;
    draw();
  }
}

// A stream with the secret in a header, which EventSource cannot send.
async function listen() {
  if (listening) return;
  listening = true;
  try {
    const answer = await ask("live", null, lastEvent ? {headers: {"Last-Event-ID": lastEvent}} : {});
    if (answer.status !== 200) throw new Error(answer.status);
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let rest = ""; ; ) {
      const {value, done} = await reader.read();
      if (done) break;
      const frames = (rest + value).split("\n\n");
      rest = frames.pop();
      for (const frame of frames) lastEvent = /^id: (.+)$/m.exec(frame)?.[1] ?? lastEvent;
      if (frames.some((frame) => frame.includes("event: changed"))) await refresh();
    }
  } catch { /* asked again below */ }
  listening = false;
  setTimeout(() => said.length && listen(), AGAIN);
}

const tellSeen = (more = {}) => said.length && ask("seen", {in_sight: inSight(), ...more}, {keepalive: true}).catch(() => {});

document.getElementById("write").addEventListener("submit", (event) => {
  event.preventDefault();
  const words = text.value.trim();
  if (!words || !secret) return; // it stays in the field until we may keep it
  keep("waiting", JSON.stringify([...waiting(), {key: random(16), text: words}]));
  text.value = "";
  keep("draft", "");
  log.scrollTop = log.scrollHeight;
  draw();
  send();
});
text.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    event.target.form.requestSubmit();
  }
});
text.addEventListener("input", () => {
  keep("draft", text.value);
  if (Date.now() - lastTyped > TYPES) {
    lastTyped = Date.now();
    tellSeen({typing: true});
  }
});
document.getElementById("call").addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  form.dataset.key ??= random(16);
  try {
    const answer = await ask("call", {phone: form.elements.phone.value, when: form.elements.when.value, key: form.dataset.key});
    const have = await answer.json();
    problem.textContent = have.problem ?? (answer.ok ? "" : told.refused);
    if (!answer.ok) return;
    delete form.dataset.key;
    form.reset();
    form.closest("details").open = false;
    take(have);
  } catch { problem.textContent = told.waits; }
});
document.getElementById("close").addEventListener("click", () => parent.postMessage({chat: "close"}, "*"));
addEventListener("keydown", (event) => event.key === "Escape" && parent.postMessage({chat: "close"}, "*"));
addEventListener("message", (event) => {
  if (event.source !== parent || !event.data?.chat) return;
  shown = event.data.chat === "shown";
  around = event.origin;
  if (secret) return refresh();
  for (const [name, value] of Object.entries(event.data.kept ?? {})) memory.set(name, value);
  start();
});
addEventListener("online", () => { draw(); send(); refresh(); });
addEventListener("offline", draw);
addEventListener("pagehide", () => tellSeen({left: true, in_sight: false}));
document.addEventListener("visibilitychange", () => inSight() && refresh());
setInterval(tellSeen, BREATH);

function start() {
  secret = kept("secret") ?? random(32);
  keep("secret", secret);
  text.value ||= kept("draft") ?? ""; // what was typed before we came stays
  for (const button of document.querySelectorAll("form button")) button.disabled = false;
  draw();
  refresh().then(send);
}
draw();
if (keepsItself) start();
