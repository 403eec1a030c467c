"""Message catalogues without GNU gettext: strings are found by Babel, kept as .po, compiled where Heartline runs.

`update()` brings every app's catalogues to what its code and templates say; `missing()` is what a test refuses.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import allauth
import polib
from babel.messages.extract import extract
from django.utils.translation import templatize

PACKAGE = Path(__file__).resolve().parent.parent
APPS = (
    "kernel",
    "people",
    "channels",
    "conversations",
    "scheduling",
    "doors/portal",
    "doors/desk",
    "doors/fhir",
    "doors/simulator",
    "doors/chat",
)

# Locale directory → rule of its plurals (Unicode CLDR).
PLURALS = {
    "es": "nplurals=2; plural=(n != 1);",
    "zh_Hans": "nplurals=1; plural=0;",
    "vi": "nplurals=1; plural=0;",
    "ar": "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5;",
}

# allauth has no Vietnamese: what it says on our pages is translated in our own catalogue.
BORROWED = {"vi": ("allauth/account", "allauth/mfa", "allauth/templates/account", "allauth/templates/mfa")}

KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


@dataclass(frozen=True, slots=True)
class Message:
    """One thing to translate. `plural` and `context` are empty where there is none."""

    text: str
    plural: str = ""
    context: str = ""


def compile_all() -> int:
    """Compile every catalogue whose .po is newer than its .mo; return how many were compiled."""
    compiled = 0
    for source in PACKAGE.rglob("locale/*/LC_MESSAGES/django.po"):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            polib.pofile(str(source)).save_as_mofile(str(target))
            compiled += 1
    return compiled


def messages_of(app: str, locale: str = "") -> dict[Message, list[str]]:
    """Every message in the app's code and templates (for `locale`, also borrowed ones), with where it stands."""
    found: dict[Message, list[str]] = {}
    roots = [(PACKAGE, PACKAGE / app)]
    if app == "people":
        library = Path(allauth.__file__).parent.parent
        roots += [(library, library / borrowed) for borrowed in BORROWED.get(locale, ())]
    for base, root in roots:
        for path in _sources(root):
            for message in _messages_in(path):
                places = found.setdefault(message, [])
                place = str(path.relative_to(base))
                if place not in places:
                    places.append(place)
    return found


def update(locales: Iterable[str] = PLURALS) -> dict[str, int]:
    """Add new messages (untranslated) to the catalogues and drop those no longer used. Returns app → messages."""
    counts = {}
    for app in APPS:
        counts[app] = len(messages_of(app))
        for locale in locales:
            wanted = messages_of(app, locale)
            _update_catalogue(_path(app, locale), locale, wanted)
    return counts


def missing(locales: Iterable[str] = PLURALS) -> list[str]:
    """What is not translated, as "locale app: text" lines; empty when all is."""
    gaps = []
    for app in APPS:
        for locale in locales:
            wanted = messages_of(app, locale)
            known = {_key(entry): entry for entry in _open(_path(app, locale), locale)}
            for message in wanted:
                entry = known.get(message)
                if entry is None or not entry.translated():
                    gaps.append(f"{locale} {app}: {message.text}")
    return gaps


def conflicts(locales: Iterable[str] = PLURALS) -> list[str]:
    """Messages that two apps translate in two ways, as "locale: text" lines with both.

    Django lays all catalogues over each other, so that one way is shown in both places. Where the meaning differs, the
    message takes a context; where it does not, the translation is one.
    """
    found = []
    for locale in locales:
        said: dict[Message, dict[str, str]] = {}
        for app in APPS:
            for entry in _open(_path(app, locale), locale):
                if entry.translated():
                    text = entry.msgstr or " | ".join(entry.msgstr_plural.values())
                    said.setdefault(_key(entry), {})[app] = text
        found += [
            f"{locale}: {message.text} → " + ", ".join(f"{app}: {text}" for app, text in apps.items())
            for message, apps in said.items()
            if len(set(apps.values())) > 1
        ]
    return found


# Strings stay as they are; what stands outside of them and says nothing goes.
_BLANKS = re.compile(r'''("""(?:\\.|[^\\])*?"""|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')|\b[BPSX]+\b|#.*''')


def _sources(root: Path) -> Iterator[Path]:
    for path in sorted(root.rglob("*")):
        code = path.suffix == ".py" and "migrations" not in path.parts and "tests" not in path.parts
        if code or (path.suffix in (".html", ".txt", ".js", ".webmanifest") and "templates" in path.parts):
            yield path


def _messages_in(path: Path) -> Iterator[Message]:
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # Django turns a template into something like Python, with the rest blanked out as runs of letters.
        source = _BLANKS.sub(lambda found: found[1] or "", templatize(source, origin=str(path)))
        source = "\n".join(line.strip() for line in source.splitlines())
    for _line, text, _comments, context in extract("python", BytesIO(source.encode()), KEYWORDS):
        texts = text if isinstance(text, tuple) else (text,)
        singular = texts[0]
        if singular:
            yield Message(singular, texts[1] if len(texts) > 1 and texts[1] else "", context or "")


def _path(app: str, locale: str) -> Path:
    return PACKAGE / app / "locale" / locale / "LC_MESSAGES" / "django.po"


def _open(path: Path, locale: str) -> polib.POFile:
    if path.exists():
        return polib.pofile(str(path), wrapwidth=110)
    catalogue = polib.POFile(wrapwidth=110)
    catalogue.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "MIME-Version": "1.0",
        "Language": locale,
        "Plural-Forms": PLURALS[locale],
    }
    return catalogue


def _key(entry: polib.POEntry) -> Message:
    return Message(entry.msgid, entry.msgid_plural or "", entry.msgctxt or "")


def _update_catalogue(path: Path, locale: str, wanted: dict[Message, list[str]]) -> None:
    old = _open(path, locale)
    if not wanted and not path.exists():
        return
    known = {_key(entry): entry for entry in old}
    fresh = polib.POFile(wrapwidth=110)
    fresh.metadata = old.metadata
    for message, places in wanted.items():
        entry = known.get(message) or _blank(message, locale)
        entry.occurrences = [(place, "") for place in places]
        fresh.append(entry)
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh.save(str(path))


def _blank(message: Message, locale: str) -> polib.POEntry:
    entry = polib.POEntry(msgid=message.text, msgctxt=message.context or None)
    entry.flags = ["python-format"] if re.search(r"%\(\w+\)[sd]", message.text) else []
    if message.plural:
        entry.msgid_plural = message.plural
        forms = int(re.search(r"nplurals=(\d)", PLURALS[locale]).group(1))  # type: ignore[union-attr]
        entry.msgstr_plural = dict.fromkeys(range(forms), "")
    return entry
