"""Whether a file is iCalendar as RFC 5545 and RFC 7986 write it: read byte by byte, by nothing that wrote it.

`violations` returns what is wrong, in words, and nothing for a file that keeps to the grammar of the parts that
Heartline writes: content lines, folding, parameters, escapes, properties with their types and how often they occur.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

FOLD = 75  # octets of a line, without its break (RFC 5545, 3.1)
NAME = r"(?:[A-Za-z0-9-]+)"
PARAM = re.compile(rf'({NAME})=((?:"[^"\x00-\x08\x0a-\x1f\x7f]*"|[^";:,\x00-\x08\x0a-\x1f\x7f]*))')
CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
UTC_TIME = re.compile(r"\d{8}T(?:[01]\d|2[0-3])[0-5]\d[0-5]\dZ")
DURATION = re.compile(r"[+-]?P(?:\d+W|\d+D(?:T(?:\d+H)?(?:\d+M)?(?:\d+S)?)?|T(?:\d+H)?(?:\d+M)?(?:\d+S)?)")

# Property → how its value is written; a property that is not here may not occur at all.
CALENDAR = {
    "PRODID": "text", "VERSION": "2.0", "CALSCALE": "GREGORIAN", "METHOD": "PUBLISH|CANCEL", "NAME": "text",
    "X-WR-CALNAME": "text", "REFRESH-INTERVAL": "duration", "X-PUBLISHED-TTL": "duration",
}  # fmt: skip
EVENT = {
    "UID": "text", "DTSTAMP": "utc", "LAST-MODIFIED": "utc", "DTSTART": "utc", "DTEND": "utc", "SEQUENCE": "integer",
    "SUMMARY": "text", "LOCATION": "text", "STATUS": "CONFIRMED|CANCELLED", "TRANSP": "OPAQUE|TRANSPARENT",
    "CLASS": "PRIVATE", "URL": "uri",
}  # fmt: skip
ALARM = {"ACTION": "DISPLAY", "TRIGGER": "duration", "DESCRIPTION": "text"}
ZONE = {"TZID": "text"}
STANDARD = {"DTSTART": "local", "TZOFFSETFROM": "offset", "TZOFFSETTO": "offset"}
ALLOWED = {"VCALENDAR": CALENDAR, "VEVENT": EVENT, "VALARM": ALARM, "VTIMEZONE": ZONE, "STANDARD": STANDARD}
REQUIRED = {
    "VCALENDAR": {"PRODID", "VERSION"},
    "VEVENT": {"UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "SUMMARY", "STATUS"},
    "VALARM": {"ACTION", "TRIGGER", "DESCRIPTION"},
    "VTIMEZONE": {"TZID"},
    "STANDARD": {"DTSTART", "TZOFFSETFROM", "TZOFFSETTO"},
}
INSIDE = {"VEVENT": "VCALENDAR", "VALARM": "VEVENT", "VTIMEZONE": "VCALENDAR", "STANDARD": "VTIMEZONE", "VCALENDAR": ""}


@dataclass
class Component:
    name: str
    properties: Counter[str] = field(default_factory=Counter)
    values: dict[str, str] = field(default_factory=dict)
    children: int = 0


def violations(file: bytes) -> list[str]:
    """What is wrong with the file, in order."""
    return list(_violations(file))


def _violations(file: bytes) -> Iterator[str]:
    if not file.endswith(b"\r\n"):
        yield "the last line does not end in CR LF"
    if re.search(rb"\r(?!\n)|(?<!\r)\n", file):
        yield "a CR or an LF stands alone"
    for raw in file.removesuffix(b"\r\n").split(b"\r\n"):
        if len(raw) > FOLD:
            yield f"a line of {len(raw)} octets"
        if not raw:
            yield "an empty line"
        try:
            raw.decode("utf-8")
        except UnicodeDecodeError:
            yield f"a character is cut in two by folding: {raw!r}"
    unfolded = file.replace(b"\r\n ", b"").replace(b"\r\n\t", b"")
    try:
        text = unfolded.decode("utf-8")
    except UnicodeDecodeError:
        yield "not UTF-8"
        return
    yield from _lines(text.removesuffix("\r\n").split("\r\n"))


def _lines(lines: list[str]) -> Iterator[str]:
    stack: list[Component] = []
    uids: Counter[str] = Counter()
    for line in lines:
        name, parameters, value, problem = _parse(line)
        if problem:
            yield problem
            continue
        if name == "BEGIN":
            if value not in ALLOWED or INSIDE[value] != (stack[-1].name if stack else ""):
                yield f"{value} begins in {stack[-1].name if stack else 'nothing'}"
            if stack:
                stack[-1].children += 1
            stack.append(Component(value))
        elif name == "END":
            if not stack or stack[-1].name != value:
                yield f"{value} ends where it did not begin"
                return
            done = stack.pop()
            yield from _component(done)
            if done.name == "VEVENT":
                uids[done.values.get("UID", "")] += 1
        elif not stack:
            yield f"{name} stands outside of everything"
        else:
            yield from _property(stack[-1], name, parameters, value)
    if stack:
        yield f"{stack[-1].name} does not end"
    yield from (f"two events have the UID {uid}" for uid, count in uids.items() if count > 1)


def _parse(line: str) -> tuple[str, dict[str, str], str, str]:
    """name *(";" param) ":" value; the last part is what is wrong."""
    if CONTROL.search(line):
        return "", {}, "", f"a control character in {line!r}"
    match = re.match(NAME, line)
    if not match:
        return "", {}, "", f"no name in {line!r}"
    at, parameters = match.end(), {}
    while at < len(line) and line[at] == ";":
        found = PARAM.match(line, at + 1)
        if not found:
            return "", {}, "", f"no parameter in {line!r}"
        parameters[found[1].upper()] = found[2]
        at = found.end()
    if at >= len(line) or line[at] != ":":
        return "", {}, "", f"no value in {line!r}"
    return match[0].upper(), parameters, line[at + 1 :], ""


def _property(component: Component, name: str, parameters: dict[str, str], value: str) -> Iterator[str]:
    component.properties[name] += 1
    component.values[name] = value
    kind = ALLOWED[component.name].get(name)
    if kind is None:
        yield f"{name} in {component.name}"
    elif kind == "text":
        if re.search(r"(?<!\\)(?:\\\\)*[;,]", value) or re.search(r"(?<!\\)(?:\\\\)*\\(?![\\;,nN])", value):
            yield f"{name} is not escaped: {value!r}"
    elif kind == "utc":
        if not UTC_TIME.fullmatch(value) or "TZID" in parameters:
            yield f"{name} is not a time in UTC: {value!r}"
    elif kind == "local":
        if not re.fullmatch(r"\d{8}T\d{6}", value):
            yield f"{name} is not a local time: {value!r}"
    elif kind == "offset":
        if not re.fullmatch(r"[+-]\d{4}(\d\d)?", value):
            yield f"{name} is not an offset: {value!r}"
    elif kind == "integer":
        if not value.isdecimal():
            yield f"{name} is not a number: {value!r}"
    elif kind == "duration":
        if not DURATION.fullmatch(value):
            yield f"{name} is not a duration: {value!r}"
        if name == "REFRESH-INTERVAL" and parameters.get("VALUE") != "DURATION":
            yield "REFRESH-INTERVAL needs VALUE=DURATION (RFC 7986, 5.7)"
    elif kind == "uri":
        if not re.fullmatch(r"https?://[\x21-\x7e]+", value):
            yield f"{name} is not an address: {value!r}"
    elif value not in kind.split("|"):
        yield f"{name} is {value!r}"


def _component(component: Component) -> Iterator[str]:
    yield from (f"{component.name} without {name}" for name in REQUIRED[component.name] - set(component.properties))
    yield from (f"{name} {n} times in {component.name}" for name, n in component.properties.items() if n > 1)
    if component.name == "VCALENDAR" and not component.children:
        yield "a calendar needs at least one component (RFC 5545, 3.6)"
    start, end = component.values.get("DTSTART", ""), component.values.get("DTEND", "")
    if start and end and end <= start:
        yield "an event ends before it starts"
