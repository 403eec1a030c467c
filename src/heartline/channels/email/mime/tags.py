"""HTML cut into tags and text in one pass, in time linear in its length.

Parsers that build the page's tree as browsers do were measured on hostile mail: a hundred kilobytes of attributes or
of nested elements keep them busy for seconds to a minute. A reader of text needs no tree.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

MARK = re.compile(r"<(?=[a-zA-Z/!?])")
TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:_-]{0,40})((?:[^>\"']|\"[^\"]*+\"|'[^']*+')*+)>")
ATTRIBUTE = re.compile(r"([a-zA-Z_:][a-zA-Z0-9_:.-]{0,40})\s*+(?:=\s*+(\"[^\"]*+\"|'[^']*+'|[^\s\"'>]*+))?")
CLOSE = {name: re.compile(rf"</{name}\b", re.IGNORECASE) for name in ("script", "style", "title", "xmp", "iframe")}
LONGEST_ATTRIBUTES = 4_096
LONGEST_VALUE = 1_000


@dataclass(frozen=True, slots=True)
class Tag:
    """A start tag, or an end tag where `closes`."""

    name: str
    closes: bool = False
    attributes: dict[str, str] = field(default_factory=dict)


def pieces(html: str) -> Iterator[Tag | str]:
    """Tags, and the text between them with its entities resolved. Comments, scripts and styles are left out."""
    at = 0
    while mark := MARK.search(html, at):
        less = mark.start()
        if less > at:
            yield unescape(html[at:less])
        at = less + 1
        following = html[at : at + 1]
        if following in ("!", "?"):
            comment = html.startswith("!--", at)
            end = html.find("-->" if comment else ">", at)
            if end < 0:
                return
            at = end + (3 if comment else 1)
        elif tag := TAG.match(html, less):
            at = tag.end()
            name = tag[2].lower().rpartition(":")[2]
            yield Tag(name, bool(tag[1]), {} if tag[1] else _attributes(tag[3]))
            if name in CLOSE and not tag[1]:
                close = CLOSE[name].search(html, at)
                if close is None:
                    return
                at = close.start()
        else:  # a quote that never closes: the tag ends where it can
            end = html.find(">", at)
            if end < 0:
                return
            at = end + 1
    if at < len(html):
        yield unescape(html[at:])


def _attributes(text: str) -> dict[str, str]:
    if "=" not in text and "hidden" not in text:
        return {}
    found: dict[str, str] = {}
    for match in ATTRIBUTE.finditer(text[:LONGEST_ATTRIBUTES]):
        found.setdefault(match[1].lower(), unescape((match[2] or "")[:LONGEST_VALUE].strip("\"'")))
    return found
