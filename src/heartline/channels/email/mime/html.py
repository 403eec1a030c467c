"""HTML mail as the text that its reader saw: lines, lists and links kept; what was quoted is marked with ">"."""

import re
from dataclasses import dataclass
from itertools import islice

from heartline.channels.email.mime.tags import Tag, pieces

LONGEST = 2_000_000
DEEPEST_QUOTE = 20
MOST_OPEN = 2_000
MOST_PIECES = 60_000  # of tags and text between them: ten times what the longest newsletters have
MOST_WORDS = 40

HIDDEN = {"head", "script", "style", "title", "template", "svg", "math", "object", "select", "iframe", "xmp"}
EMPTY = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
BLOCKS = {
    *("address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dialog", "div", "dl", "dt"),
    *("fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html"),
    *("li", "main", "menu", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "tfoot", "thead", "tr"),
    "ul",
}
SPACED = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "blockquote", "pre", "dl"}

NOT_SHOWN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|font-size\s*:\s*0(px|pt)?\s*(;|$)"
)
# What mail programs call the element around the message that is answered.
QUOTES = re.compile(
    r"\b(gmail_quote|gmail_extra|yahoo_quoted|moz-cite-prefix|protonmail_quote|tutanota_quote|zmail_extra|mail_quote"
    r"|ms-outlook-mobile-reference-message|mail-editor-reference-message-container|olk_src_body_section|mailquote"
    r"|reply-new-signature-quote|front-blockquote|replied-message|qq_mail_ori|ntes_quote)\b"
)
# Outlook marks only where the answered message begins; the rest of the page is that message.
QUOTED_FROM_HERE = re.compile(r"\b(x_)*(appendonsend|divrplyfwdmsg|stopspelling)\b")
SIGNATURES = re.compile(
    r"\b(gmail_signature|moz-signature|yahoo-signature|ymail_android_signature|protonmail_signature_block"
    r"|ms-outlook-mobile-signature|signature|x_signature|apple-mail-signature|zmail_signature)\b"
)
INDENT = re.compile(r"border\s*:\s*none|margin\s*:\s*0(px)? 0(px)? 0(px)? 40px")
UNSEEN = re.compile("[\u034f\u00ad\u200b\ufeff\u2060]")


@dataclass(slots=True)
class _Open:
    """An element that has not been closed, and what it changed."""

    name: str
    hides: bool = False
    quotes: bool = False
    signs: bool = False
    link: str = ""
    since: int = 0  # where in its line it began


class _Page:
    """The text so far: lines as (quote depth, whether part of a signature, text)."""

    def __init__(self) -> None:
        self.lines: list[tuple[int, bool, str]] = []
        self.line: list[str] = []
        self.open: list[_Open] = []
        self.counts: dict[str, int] = {}
        self.hidden = self.quoted = self.signed = self.rest_quoted = 0
        self.preformatted = 0

    @property
    def depth(self) -> int:
        return min(self.quoted + self.rest_quoted, DEEPEST_QUOTE)

    def write(self, text: str) -> None:
        if self.hidden:
            return
        text = UNSEEN.sub("", text).replace("\xa0", " ")
        if self.preformatted:
            first, *more = text.split("\n")
            self.line.append(first)
            for one in more:
                self.end_line()
                self.line.append(one)
        else:
            self.line.append(re.sub(r"\s+", " ", text))

    def end_line(self, always: bool = True) -> None:
        """Close the current line; an empty one only where `always`."""
        text = "".join(self.line)
        text = text.rstrip() if self.preformatted else re.sub(r" {2,}", " ", text).strip()
        if text or always:
            self.lines.append((self.depth, self.signed > 0, text))
        self.line = []

    def blank(self) -> None:
        self.end_line(always=False)
        if self.lines and self.lines[-1][2]:
            self.lines.append((min(self.lines[-1][0], self.depth), self.signed > 0, ""))

    def start(self, tag: Tag) -> None:
        name, its = tag.name, tag.attributes
        if name in ("p", "li", "tr", "td", "th", "option", "dt", "dd") and self.open and self.open[-1].name == name:
            self.end(name)
        marks = f"{its.get('class', '')} {its.get('id', '')} {its.get('name', '')}".lower()
        if name in BLOCKS:
            self.blank() if name in SPACED else self.end_line(always=False)
        if QUOTED_FROM_HERE.search(marks):
            self.rest_quoted = 1
        if name in EMPTY:
            self._empty(name, its)
            return
        style = its.get("style", "").lower()
        one = _Open(
            name,
            hides=name in HIDDEN or "hidden" in its or bool(NOT_SHOWN.search(style)),
            quotes=_quotes(name, its, marks, style),
            signs=bool(SIGNATURES.search(marks)),
            link=its.get("href", "") if name == "a" else "",
            since=len(self.line),
        )
        if len(self.open) < MOST_OPEN:
            self.open.append(one)
            self.counts[name] = self.counts.get(name, 0) + 1
            self._count(one, 1)
        if name == "li" and not self.hidden:
            self.line.append("• ")
        elif name in ("td", "th") and self.line and self.line[-1].strip():
            self.line.append(" \u2003")

    def end(self, name: str) -> None:
        if name in ("br", "p") and not self.counts.get(name):
            self.end_line(always=name == "br")
            return
        if not self.counts.get(name):
            return
        if name in BLOCKS:
            self.blank() if name in SPACED else self.end_line(always=False)
        while self.open:
            one = self.open.pop()
            self.counts[one.name] -= 1
            if one.quotes or one.signs:
                self.end_line(always=False)
            if one.link:
                self._link(one.link, one.since)
            self._count(one, -1)
            if one.name == name:
                return

    def _count(self, one: _Open, by: int) -> None:
        self.hidden += by * one.hides
        self.quoted += by * one.quotes
        self.signed += by * one.signs
        self.preformatted += by * (one.name in ("pre", "textarea"))

    def _empty(self, name: str, its: dict[str, str]) -> None:
        if self.hidden:
            return
        if name == "br":
            self.end_line()
        elif name == "img" and (text := its.get("alt", "").strip()):
            self.line.append(f"[{text[:200]}]")

    def _link(self, link: str, since: int) -> None:
        """Where a link leads, unless its words say so already."""
        if self.hidden or not link.lower().startswith(("http://", "https://")):
            return
        said = "".join(self.line[since:][-MOST_WORDS:]).lower()
        if link.lower().split("://")[1].rstrip("/") not in said:
            self.line.append(f" ({link[:300]})")


def _quotes(name: str, its: dict[str, str], marks: str, style: str) -> bool:
    if name == "blockquote":
        return its.get("type", "").lower() == "cite" or not (INDENT.search(style) or "webkit-indent" in marks)
    return bool(QUOTES.search(marks))


def text_of(html: str) -> tuple[str, bool]:
    """The readable text, and whether it is all of it.

    Quoted lines begin with ">", and a signature that was marked as one with "-- ".
    """
    page = _Page()
    cut = pieces(html[:LONGEST])
    for piece in islice(cut, MOST_PIECES):
        if isinstance(piece, str):
            page.write(piece)
        elif piece.closes:
            page.end(piece.name)
        else:
            page.start(piece)
    page.end_line(always=False)
    return _laid_out(page.lines), len(html) <= LONGEST and next(cut, None) is None


def _laid_out(lines: list[tuple[int, bool, str]]) -> str:
    own = [at for at, (depth, _, text) in enumerate(lines) if depth == 0 and text]
    signed_from = len(lines)
    for at in reversed(own):  # a signature ends what was written; anything below it is not part of it
        if not lines[at][1]:
            break
        signed_from = at
    out: list[str] = []
    for at, (depth, _, text) in enumerate(lines):
        if at == signed_from and not text.startswith("--"):
            out.append("-- ")
        if not text and (not out or out[-1].strip("> ") == ""):
            continue
        out.append(f"{'>' * depth} {text}".rstrip(" ") if depth else text)
    return "\n".join(out).strip("\n")
