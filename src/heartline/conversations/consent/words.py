"""What somebody means who writes STOP, START or HELP; and what they do not mean.

A keyword counts only as the whole message: with accents or without, misspelt, shouted, in any script's digits and widths,
with an emoji, a please, or a phone's signature around it. Within a sentence it never does ("should I stop my tablets?").
A sentence that asks us to stop writing is shown to an agent, who decides (sentences.py).

HELP stays a message like any other: who writes it may need help at once, so it is answered *and* read by the emergency
rules. CANCEL is one of the words that the law names, and what people answer to a reminder to cancel the visit. So both:
texts stop at once, and the one confirmation that may follow asks which of the two was meant (`choices`); without an
answer texts stay stopped, the visit stands, and staff see that somebody may not come. (Where a provider blocks CANCEL by
itself, its own list has to be changed first, or the question never arrives.)
"""

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from heartline.conversations.consent import keywords, sentences
from heartline.conversations.consent.topics import Topic


class Meaning(StrEnum):
    STOP = "stop"
    START = "start"
    HELP = "help"
    CANCEL_OR_STOP = "cancel_or_stop"  # ask which
    SUGGEST_STOP = "suggest_stop"  # an agent decides
    SUGGEST_NOT_THEM = "suggest_not_them"  # the number may be somebody else's by now: an agent decides
    NOTHING = "nothing"


class Why(StrEnum):
    KEYWORD = "keyword"  # the whole message is a keyword
    CARRIER_KEYWORD = "carrier_keyword"  # one that law or carriers name
    MISSPELT = "misspelt"
    REPLY_TO_VISIT = "reply_to_visit"  # it may be about the visit
    WAS_STOPPED = "was_stopped"  # a yes, from somebody who had stopped
    SENTENCE = "sentence"
    FIRST_WORD = "first_word"  # a keyword, and then more
    SIGN = "sign"  # an emoji
    ANSWERS_US = "answers_us"  # it is one of the answers that we asked for
    NO_KEYWORD = "no_keyword"


class Choice(StrEnum):
    VISIT = "visit"
    TEXTS = "texts"


@dataclass(frozen=True, slots=True)
class Heard:
    """`word` is what it was recognised by, `everything` whether it says itself that it ends every topic."""

    meaning: Meaning
    why: Why
    word: str = ""
    language: str = ""
    everything: bool = False


def hear(
    text: str, *, replying_to: Topic | None = None, expecting: Collection[str] = (), stopped: bool = False
) -> Heard:
    """What a message means for consent. `expecting` are the answers that we offered in our last question, `stopped` whether
    consent stands taken back where it came from."""
    body = _without_signature(text)
    words = _bare(body)
    offered = {_bare(each) for each in expecting}
    named = words in keywords.CARRIER or words == "cancel"  # by law or carriers: always counts
    if words in offered and not named:
        return Heard(Meaning.NOTHING, Why.ANSWERS_US, words)
    if found := _keyword(body, words):
        return _weighed(found, replying_to)
    if stopped and (yes := _says_yes(body, words)):
        return Heard(Meaning.START, Why.WAS_STOPPED, words, yes)
    return _in_sentence(body)


def choices(text: str) -> frozenset[Choice]:
    """The answer to "1: cancel the visit, 2: stop texts, 3: both?"; empty if it is none of these."""
    told = fold(text)
    both = frozenset(Choice)
    options = {"1": frozenset({Choice.VISIT}), "2": frozenset({Choice.TEXTS}), "3": both}
    if told in options:
        return options[told]
    return both if told in _BOTH else frozenset()


_BOTH = frozenset(
    {"both", "ambos", "ambas", "los dos", "las dos", "都", "两个都", "兩個都", "ca hai", "كلاهما", "الاثنين"}
)


def fold(text: str) -> str:
    """Lower case, one width, no marks, no emoji or punctuation, digits of any script as 0–9, one space between words.

    >>> fold("  ＳＴＯＰ！！ 🛑 ")
    'stop'
    >>> fold("إِلْغَاء"), fold("Información"), fold("đúng")
    ('الغاء', 'informacion', 'dung')
    """
    plain = unicodedata.normalize("NFKD", _lower(text)).replace("đ", "d")
    return _spaced("".join(each for each in plain if unicodedata.category(each) != "Mn"))


def marked(text: str) -> str:
    """As `fold`, with its marks: Vietnamese means other things without them."""
    return _spaced(unicodedata.normalize("NFC", _lower(text)))


_APART = str.maketrans({**dict.fromkeys("'’‘ʼ`´ـ", ""), "ة": "ه", "ى": "ي"})


def _lower(text: str) -> str:
    lowered = unicodedata.normalize("NFKC", text).casefold().translate(_APART)
    return "".join(each for each in lowered if unicodedata.category(each) != "Cf" and not "\ufe00" <= each <= "\ufe0f")


def _spaced(text: str) -> str:
    kept = (_digit(each) if each.isalnum() or unicodedata.category(each) == "Mn" else " " for each in text)
    return " ".join("".join(kept).split())


def _digit(character: str) -> str:
    return str(unicodedata.digit(character, character))


def _without_signature(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    for at, line in enumerate(lines[1:], 1):
        if line.strip() == "--" or fold(line).startswith(tuple(map(fold, keywords.SIGNATURES))):
            return "\n".join(lines[:at])
    return text


def _bare(text: str) -> str:
    """Folded, without courtesies around it, with spelt-out and drawn-out letters put together, said once."""
    words = _uncourtly(fold(text))
    parts = words.split()
    if len(parts) > 2 and all(len(part) == 1 for part in parts):
        words = "".join(parts)  # S T O P
    if len(set(parts)) == 1:
        words = parts[0]  # stop stop stop
    return words


def _uncourtly(words: str) -> str:
    spaced, joined = _courtesies()
    left = ""
    while left != words:
        left = words
        words = re.sub(rf"^(?:{spaced})(?: |$)|(?:^| )(?:{spaced})$|^(?:{joined})|(?:{joined})$", "", words).strip()
    return words


@cache
def _courtesies() -> tuple[str, str]:
    """Those between spaces, and those of a language without."""
    words = [word for language, each in keywords.COURTESY.items() if language != "zh" for word in each]
    spaced = {form for word in words for form in (fold(word), marked(word)) if len(form) > 1 or not form.isascii()}
    return "|".join(sorted(spaced, key=len, reverse=True)), "|".join(keywords.COURTESY["zh"])


@dataclass(frozen=True, slots=True)
class _Found:
    meaning: Meaning
    why: Why
    word: str
    language: str


_LISTS: Mapping[Meaning, Mapping[str, tuple[str, ...]]] = {
    Meaning.STOP: keywords.STOP,
    Meaning.CANCEL_OR_STOP: keywords.CANCEL,
    Meaning.START: keywords.START,
    Meaning.HELP: keywords.HELP,
}


def _keyword(body: str, words: str) -> _Found | None:
    for meaning in _LISTS:
        if language := _language(meaning, body, words):
            why = Why.CARRIER_KEYWORD if words in keywords.CARRIER else Why.KEYWORD
            return _Found(meaning, why, words, language)
    short = re.sub(r"(.)\1{2,}", r"\1", words)  # stooop
    meant = keywords.MISSPELT.get(words) or keywords.MISSPELT.get(short) or _nearly_unsubscribe(words) or short
    for meaning in _LISTS:
        if meant != words and (language := _language(meaning, meant, meant)):
            return _Found(meaning, Why.MISSPELT, meant, language)
    parts = words.split()
    if len(parts) > 1 and all(_language(Meaning.STOP, part, part) or part == "cancel" for part in parts):
        return _Found(Meaning.STOP, Why.KEYWORD, words, _language(Meaning.STOP, parts[0], parts[0]) or "en")
    return None


def _nearly_unsubscribe(words: str) -> str:
    """Unsubcribe, unsuscribe, unsubscribed, un subscribe."""
    word = words.replace(" ", "")
    return "unsubscribe" if re.fullmatch(r"uns[ub]{1,3}s?c?r?i?[bp]?e?d?", word) and len(word) > 7 else ""


def _language(meaning: Meaning, body: str, words: str) -> str:
    """The language in which it is a keyword of this meaning; empty if in none."""
    return _among(_LISTS[meaning], meaning, body, words)


def _says_yes(body: str, words: str) -> str:
    return _among(keywords.YES, "yes", body, words)


def _among(lists: Mapping[str, tuple[str, ...]], name: str, body: str, words: str) -> str:
    if name not in _INDEX:
        pairs = [(word, language) for language, each in lists.items() for word in each]
        folded = {fold(word): language for word, language in reversed(pairs) if word not in keywords.EXACT}
        _INDEX[name] = folded, {marked(word): language for word, language in pairs if word in keywords.EXACT}
    folded, exact = _INDEX[name]
    return folded.get(words) or exact.get(_uncourtly(marked(body)), "")


_INDEX: dict[str, tuple[dict[str, str], dict[str, str]]] = {}  # folded, and with its marks


def _weighed(found: _Found, replying_to: Topic | None) -> Heard:
    """CANCEL is about the visit unless it replies to something else."""
    everything = found.word in {fold(each) for each in keywords.ALL_OF_IT}
    if found.meaning != Meaning.CANCEL_OR_STOP:
        return Heard(found.meaning, found.why, found.word, found.language, everything)
    if replying_to in (None, Topic.APPOINTMENTS):
        return Heard(Meaning.CANCEL_OR_STOP, Why.REPLY_TO_VISIT, found.word, found.language)
    why = Why.CARRIER_KEYWORD if found.word == "cancel" else found.why
    return Heard(Meaning.STOP, why, found.word, found.language)


def _in_sentence(body: str) -> Heard:
    words = fold(body)
    if not words and keywords.EMOJI & set(body):
        return Heard(Meaning.SUGGEST_STOP, Why.SIGN, body.strip())
    for pattern in sentences.NOT_THEM:
        if found := re.search(pattern, words) or re.search(pattern, marked(body)):
            return Heard(Meaning.SUGGEST_NOT_THEM, Why.SENTENCE, found[0])
    for language, patterns in sentences.REVOKES.items():
        text = marked(body) if language == "vi" else words
        if language == "vi without marks" and not marked(body).isascii():
            continue
        for pattern in patterns:
            found = re.search(pattern, text)
            if found and not _is_turned(text, found.start()):
                return Heard(Meaning.SUGGEST_STOP, Why.SENTENCE, found[0], language.split()[0])
    first = _bare(re.split(r"[.!。！\n]", body.strip(), maxsplit=1)[0])
    if first and (language := _language(Meaning.STOP, first, first)):
        return Heard(Meaning.SUGGEST_STOP, Why.FIRST_WORD, first, language)
    return Heard(Meaning.NOTHING, Why.NO_KEYWORD)


def _is_turned(text: str, at: int) -> bool:
    if sentences.TURNED.search(text[:at]):
        return True
    return bool(sentences.WHEN.search(text)) and not sentences.FOR_GOOD.search(text)
