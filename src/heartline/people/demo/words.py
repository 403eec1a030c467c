"""The demo's texts, one file a language, put together as the tables keep them: language → text."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale
from babel.lists import format_list

LANGUAGES = ("en", "es", "zh-hans", "vi", "ar")
_WORDS = Path(__file__).parent / "words"

# What Babel has no name for.
_SIGN = {
    "en": "American Sign Language",
    "es": "lengua de señas americana",
    "zh-hans": "美国手语",
    "vi": "ngôn ngữ ký hiệu Mỹ",
    "ar": "لغة الإشارة الأمريكية",
}


@cache
def load(name: str, folder: Path = _WORDS) -> dict[str, Any]:
    """The file `name`.toml."""
    with (folder / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def each(section: str, key: str) -> dict[str, str]:
    """One text in every language."""
    return {language: load(language)[section][key] for language in LANGUAGES}


def about(specialty: str, style: str, languages: list[str]) -> dict[str, str]:
    """How a clinician says who they are: what they do, what they speak, one thing about them."""
    joiner = {"zh-hans": ""}
    return {
        language: joiner.get(language, " ").join(
            [
                load(language)["about"][specialty],
                load(language)["speaks"].format(languages=_named(languages, language)),
                load(language)["style"][style],
            ]
        )
        for language in LANGUAGES
    }


def _named(languages: list[str], reader: str) -> str:
    locale = Locale.parse(reader.replace("-", "_"), sep="_")
    names = []
    for tag in languages:
        # Spoken, it is Chinese; whether simplified matters on paper only.
        spoken = tag.split("-")[0]
        name = _SIGN[reader] if spoken == "ase" else locale.languages[spoken]
        names.append(name[0].lower() + name[1:] if reader == "vi" else name)
    joined = format_list(names, locale=locale)
    return joined.replace(" y i", " e i") if reader == "es" else joined
