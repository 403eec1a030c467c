// The chat on a website: a button, and on demand a frame of ours. It needs nothing of the page's own styles or policy but that
// this script and the frame may be there: styles go in by script, into a shadow root.
{
  const told = globalThis.heartlineChat;
  const tag = document.currentScript;
  const home = new URL(tag.src).origin;
  const wanted = (tag.dataset.language || document.documentElement.lang || "en").toLowerCase();
  const codes = Object.keys(told.words);
  const language = codes.find((code) => code === wanted || code.split("-")[0] === wanted.split("-")[0]) ?? "en";
  const words = told.words[language];
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/i.exec(tag.dataset.colour ?? "");
  const given = short ? `#${short[1]}${short[1]}${short[2]}${short[2]}${short[3]}${short[3]}` : tag.dataset.colour;
  const colour = /^#[0-9a-f]{6}$/i.test(given ?? "") ? given : told.colour;
  const linear = [1, 3, 5].map((n) => parseInt(colour.slice(n, n + 2), 16) / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  const ink = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] > 0.179 ? "#000" : "#fff";

  const box = document.createElement("div");
  const root = box.attachShadow({mode: "open"});
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    :host { all: initial; position: fixed; z-index: 2147483000; inset-block-end: 16px; inset-inline-end: 16px; }
    button { font: 600 16px/1.2 system-ui, sans-serif; min-height: 48px; padding: 0 20px; border: 2px solid ${ink}; border-radius: 999px; background: ${colour}; color: ${ink}; cursor: pointer; box-shadow: 0 2px 10px #0005; }
    button:focus-visible { outline: 3px solid ${colour}; outline-offset: 3px; }
    iframe { border: 1px solid #8888; border-radius: 10px; width: min(380px, calc(100vw - 32px)); height: min(640px, calc(100vh - 32px)); background: Canvas; box-shadow: 0 4px 24px #0006; }
    [hidden] { display: none; }
    @media (max-width: 480px), (max-height: 480px) {
      :host([data-open]) { inset: 0; }
      iframe { position: fixed; inset: 0; width: 100%; height: 100%; border: 0; border-radius: 0; }
    }`);
  root.adoptedStyleSheets = [sheet];
  box.dir = words.rtl ? "rtl" : "ltr";
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = words.open;
  button.lang = language;
  let frame = null;

  const remember = (value) => {
    try { sessionStorage.setItem("heartline-chat", value); } catch { /* then it starts closed again */ }
  };
  const remembered = () => {
    try { return sessionStorage.getItem("heartline-chat"); } catch { return null; }
  };
  // What the frame asks us to keep, where the browser keeps nothing for it: gone with the tab.
  const KEPT = "heartline-chat-kept";
  const kept = () => {
    try { return JSON.parse(sessionStorage.getItem(KEPT) ?? "{}"); } catch { return {}; }
  };
  const keep = (name, value) => {
    try { sessionStorage.setItem(KEPT, JSON.stringify({...kept(), [name]: value})); } catch { /* then a reload begins anew */ }
  };
  const tell = () => frame.contentWindow?.postMessage({chat: frame.hidden ? "hidden" : "shown", kept: kept()}, home);
  const show = (open, focus = true) => {
    if (!frame) {
      frame = document.createElement("iframe");
      frame.title = words.title;
      frame.src = `${home}/chat/frame?language=${encodeURIComponent(language)}&colour=${encodeURIComponent(colour)}`;
      frame.addEventListener("load", () => { tell(); if (focus && !frame.hidden) frame.focus(); });
      root.append(frame);
    }
    frame.hidden = !open;
    button.hidden = open;
    box.toggleAttribute("data-open", open);
    remember(open ? "open" : "closed");
    tell();
    if (focus) (open ? frame : button).focus();
  };
  button.addEventListener("click", () => show(true));
  addEventListener("message", (event) => {
    if (!frame || event.source !== frame.contentWindow || event.origin !== home) return;
    if (event.data?.chat === "close") show(false);
    if (event.data?.chat === "keep") keep(String(event.data.name), String(event.data.value));
    if (event.data?.chat === "news") button.textContent = event.data.count ? `${words.open} (${event.data.count})` : words.open;
  });
  root.append(button);
  const place = () => {
    document.body.append(box);
    if (remembered()) show(remembered() === "open", false);
  };
  if (document.body) place(); else addEventListener("DOMContentLoaded", place);
}
