// The chosen day of a time picker is in sight, also when it is far along the strip.
function show() {
  for (const day of document.querySelectorAll(".day-strip [aria-current]")) {
    const strip = day.closest("ul");
    const off = day.getBoundingClientRect().left + day.offsetWidth / 2 - strip.getBoundingClientRect().left - strip.clientWidth / 2;
    strip.scrollBy({left: off, behavior: "instant"});
  }
}

// A time chosen with keys while an answer was on its way stays chosen if it is still there; and the keys stay among the times.
let chosen, among;
document.addEventListener("htmx:beforeSwap", ({detail: {target}}) => {
  if (!target.matches(".time-picker")) return;
  chosen = target.querySelector("input:checked")?.value;
  among = document.activeElement.matches(".time input") && target.contains(document.activeElement);
});
document.addEventListener("htmx:afterSwap", ({target}) => {
  if (!target.matches?.(".time-picker")) return;
  const times = [...target.querySelectorAll(".time input:not(:disabled)")];
  const again = times.find((time) => time.value === chosen);
  if (again) again.checked = true;
  if (among) (again ?? times[0])?.focus();
});

show();
document.addEventListener("htmx:afterSettle", (event) => event.target.matches?.(".time-picker, .time-picker *") && show());
