// Says of a request that no person made it (a stream told of a change, a timer ran out, a part came into view), so that
// an open page does not keep a session alive; and whether somebody has the page in sight who could read what comes.
document.addEventListener("htmx:configRequest", (event) => {
  const cause = event.detail.triggeringEvent;
  if (!cause || /^(sse:|load$|revealed$|visibilitychange$)/.test(cause.type)) event.detail.headers["X-Heartline-Live"] = "1";
  if (document.visibilityState === "visible") event.detail.headers["X-Heartline-In-Sight"] = "1";
});
