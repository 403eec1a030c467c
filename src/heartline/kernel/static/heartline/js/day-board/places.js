// Places on a day board, as numbers: minutes of the day and rows of five minutes. No state.
const ROW = 5; // minutes

// Put `element` at `minute` of the day, for `length` minutes (css/components/day-board.css reads the attributes).
export function place(element, minute, length) {
  const from = Math.floor(minute / ROW) * ROW;
  const rows = Math.max(Math.ceil((minute + length - from) / ROW), 1);
  element.dataset.hour = Math.floor(from / 60);
  element.dataset.minute = from % 60;
  element.dataset.hours = Math.floor(rows / 12);
  element.dataset.minutes = (rows % 12) * ROW;
}

// The minute of the day at which `y` of the window lies in `column`, to five minutes, within the board.
export function minuteAt(board, column, y) {
  const first = Number(board.dataset.first) * 60;
  const last = Number(board.dataset.last) * 60;
  const box = column.querySelector(".day-board-items").getBoundingClientRect();
  const minute = first + ((y - box.top) / box.height) * (last - first);
  return Math.min(Math.max(Math.round(minute / ROW) * ROW, first), last - ROW);
}

// Of [minute, value] pairs, the one closest to `minute`, if it is within `reach` minutes.
export function nearest(choices, minute, reach) {
  let best = null;
  for (const choice of choices) {
    if (Math.abs(choice[0] - minute) <= reach && (!best || Math.abs(choice[0] - minute) < Math.abs(best[0] - minute))) best = choice;
  }
  return best;
}

// Starts at which something of `length` minutes could stand, as [minute, length] of the shapes that they cover together.
export function runs(starts, length) {
  const shapes = [];
  for (const start of starts) {
    const last = shapes.at(-1);
    if (last && start <= last[0] + last[1]) last[1] = Math.max(last[1], start + length - last[0]);
    else shapes.push([start, length]);
  }
  return shapes;
}

// "{time} with {who}" with its values.
export function fill(words, values) {
  return words.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

// Said again although it is the same: a live region speaks only of what changes.
export function announceTo(region, words) {
  region.textContent = region.textContent === words ? `${words}\u00a0` : words;
}
