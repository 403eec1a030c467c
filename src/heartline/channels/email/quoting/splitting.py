"""A letter's text cut into what was newly written, what was repeated, and the signature.

Nobody's words may be lost, and a repeated "answer CANCEL to cancel" must never be taken for the patient's word: what
is set apart stays readable, and what is new is empty when all of it was only repeated.
"""

import re
from dataclasses import dataclass

from heartline.channels.email.quoting.wording import (
    ARABIC_WROTE,
    FORWARD_BEGINS,
    FORWARDS,
    FROM,
    IMPORTANCE,
    INTRODUCTIONS,
    ORIGINALS,
    PHONE_LINES,
    SENT,
    SUBJECT,
    TO,
)

MARKS = re.compile("[\u061c\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff*]")
INTRODUCES = tuple((re.compile(rf"({begins})"), re.compile(rf"{ends}$")) for begins, ends in INTRODUCTIONS)
WHEN_OR_WHO = re.compile(r"\d{1,2}[:.h٫]\d{2}|\d{4}|[٠-٩]{1,4}|<[^<>\s]+@[^<>\s]+>|\S+@\S+\.\S+")
WHO = re.compile(r"[<(\[]\s*(mailto:)?[^<>\s()\[\]]+@[^<>\s()\[\]]+")
TIME = re.compile(r"\d{1,2}[:.h٫]\d{2}")
CERTAIN = re.compile(f"{WHO.pattern}|{TIME.pattern}")
HEADED = re.compile(r"(?P<label>[^:：\d]{1,24}?)\s?[:：]\s*(?P<value>.*)")
LABELS = {
    label: group
    for group, listed in (("from", FROM), ("sent", SENT), ("to", TO), ("subject", SUBJECT), ("other", IMPORTANCE))
    for label in listed.split("|")
}
RULE = re.compile(r"[_-]{20,}|[-=]{2,}\s*.{3,60}?\s*[-=]{2,}|-{2,}.{3,60}")
LONGEST_INTRODUCTION = 400
LONGEST_RULE = 200
MOST_LINES_OF_INTRODUCTION = 4
MOST_LINES_OF_SIGNATURE = 15


@dataclass(frozen=True, slots=True)
class Split:
    """The three parts; each may be empty."""

    new: str
    quoted: str
    signature: str


def split(text: str) -> Split:
    """`text` in its three parts. Quoted lines are those with ">", and all below a repeated message's head."""
    lines = text.split("\n")
    plain = [MARKS.sub("", line).strip().lower() for line in lines]
    own: list[str] = []
    quoted: list[str] = []
    at = 0
    while at < len(lines):
        if plain[at].startswith(">"):
            quoted.append(lines[at])
            at += 1
        elif size := _introduction(plain, at):
            quoted += lines[at : at + size]
            at += size
            if not _quotes_follow(plain, at):  # the quote has no marks: all that follows is it
                quoted += lines[at:]
                break
        elif _repeats_from(plain, at):
            quoted += lines[at:]
            break
        else:
            own.append(lines[at])
            at += 1
    new, signature = _signature(own)
    return Split(new, "\n".join(quoted).strip("\n"), signature)


def _introduction(plain: list[str], at: int) -> int:
    """How many lines from `at` say who wrote the quote that follows, or 0. Programs wrap such a line as they like."""
    if not plain[at]:
        return 0
    joined = ""
    for size, line in enumerate(plain[at : at + MOST_LINES_OF_INTRODUCTION], start=1):
        if not line or line.startswith(">"):
            return 0
        joined = f"{joined} {line}".strip()
        if len(joined) > LONGEST_INTRODUCTION:
            return 0
        if joined.endswith((":", "：")) and _introduces(joined):
            # "On 5 May 2026 the nurse wrote:" may be somebody's own sentence; a quote below it proves it is not.
            return size if CERTAIN.search(joined) or _quotes_follow(plain, at + size) else 0
    return 0


def _introduces(sentence: str) -> bool:
    if not WHEN_OR_WHO.search(sentence):
        return False
    for at, (begins, ends) in enumerate(INTRODUCES):
        if begins.match(sentence) and ends.search(sentence):
            if at < len(INTRODUCES) - 1 or ARABIC_WROTE.search(sentence):
                return True
        elif at < len(INTRODUCES) - 1 and ends.search(sentence) and WHO.search(sentence):
            return True  # "Ana <ana@example.org> wrote:", whatever stands before it
    return bool(WHO.search(sentence) and TIME.search(sentence))


def _quotes_follow(plain: list[str], at: int) -> bool:
    following = next((line for line in plain[at : at + 5] if line), "")
    return following.startswith(">")


def _repeats_from(plain: list[str], at: int) -> bool:
    """Whether a whole message is repeated from here on: a rule that says so, or its headers."""
    line = plain[at]
    if not line:
        return False
    if len(line) <= LONGEST_RULE and RULE.fullmatch(line) and (ORIGINALS.search(line) or FORWARDS.search(line)):
        return True
    if FORWARD_BEGINS.fullmatch(line):
        return True
    if set(line) <= {"_", "-"} and len(line) >= 20:
        following = next((one for one in range(at + 1, min(at + 4, len(plain))) if plain[one]), None)
        return following is not None and _headers(plain, following)
    return _headers(plain, at)


def _headers(plain: list[str], at: int) -> bool:
    """Whether lines from `at` are the head of a message: From first, and two of the others below it."""
    if _label(plain[at]) != "from":
        return False
    seen = {group for line in plain[at + 1 : at + 8] if (group := _label(line))}
    return len(seen & {"sent", "to", "subject"}) >= 2


def _label(line: str) -> str:
    found = HEADED.match(line)
    return LABELS.get(found["label"].strip(), "") if found else ""


def _signature(own: list[str]) -> tuple[str, str]:
    """What is new, and the signature below it: after "-- " (RFC 3676 §4.3), or the line that a telephone adds."""
    below = sum(1 for line in own if line.strip())
    for at, line in enumerate(own):
        below -= line.strip() != ""
        if line == "-- " or (line.strip() in ("--", "—", "––") and below <= MOST_LINES_OF_SIGNATURE):
            return _trimmed(own[:at]), _trimmed(own[at + 1 :])
    last = [at for at, line in enumerate(own) if line.strip()][-3:]
    for at in last:
        if PHONE_LINES.fullmatch(MARKS.sub("", own[at]).strip().lower()):
            return _trimmed(own[:at] + own[at + 1 :]), own[at].strip()
    return _trimmed(own), ""


def _trimmed(lines: list[str]) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in lines)).strip("\n").strip()
