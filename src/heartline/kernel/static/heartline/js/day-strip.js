// The chosen day of a time picker is in sight, also when it is far along the strip.
function show() {
  for (const day of document.querySelectorAll(".day-strip [aria-current]")) {
    const strip = day.closest("ul");
    const off = day.getBoundingClientRect().left + day.offsetWidth / 2 - strip.getBoundingClientRect().left - strip.clientWidth / 2;
    strip.scrollBy({left: off, behavior: "instant"});
  }
}

show();
document.addEventListener("htmx:afterSettle", (event) => event.target.matches?.(".time-picker, .time-picker *") && show());
