// Says of a request that no person made it (a stream told of a change, a timer ran out, a part came into view), so that
// an open page does not keep a session alive.
document.addEventListener("htmx:configRequest", (event) => {
  const cause = event.detail.triggeringEvent;
  if (!cause || /^(sse:|load$|revealed$)/.test(cause.type)) event.detail.headers["X-Heartline-Live"] = "1";
});
