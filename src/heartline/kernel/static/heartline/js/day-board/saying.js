// Where what is in hand would stand, in words for a live region.
import {fill} from "./places.js";

export function whereWords(words, {at, kind, offer}) {
  const {column, minute, value} = at;
  const free = kind === "stretch" ? words.until : words.at;
  const taken = kind === "stretch" ? words.notUntil : words.notAt;
  const where = Number(words.days) > 1 ? `${column.dataset.who}, ${column.dataset.said}` : column.dataset.who;
  return fill(value ? free : taken, {time: offer.said[minute] ?? "", where}).replace(/^, /, "");
}
