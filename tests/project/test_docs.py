"""What README and docs say can be typed and followed."""

import re
from pathlib import Path

import pytest

from heartline.project.__main__ import VERBS
from tests.database import ROOT
from tests.project.launching import heartline

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
COMMAND = re.compile(r"\./heartline ([a-z]+)((?: +[-\w./\[\]=…]+)*)")


def commands() -> list[tuple[str, str, str]]:
    """(page, verb, further words) of every ./heartline in the docs."""
    return sorted(
        {
            (str(page.relative_to(ROOT)), verb, rest.strip())
            for page in PAGES
            for verb, rest in COMMAND.findall(page.read_text(encoding="utf-8"))
        }
    )


@pytest.mark.parametrize(("page", "verb"), sorted({(page, verb) for page, verb, _rest in commands()}))
def test_a_command_in_the_docs_exists(page: str, verb: str) -> None:
    assert verb in VERBS, page


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8"))
    missing = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert missing == []


def test_every_option_in_the_docs_is_known(tmp_path: Path) -> None:
    named: dict[str, set[str]] = {}
    for _page, verb, rest in commands():
        options = set(re.findall(r"--[a-z-]+", rest))
        words = f"{verb} fhir" if verb == "import" else verb
        judge = rest.split(" ")[0]
        if verb == "bench" and judge in (
            "identity",
            "no-show",
            "waitlist",
            "reassignment",
            "flow",
            "search",
            "intake",
            "killed",
        ):
            words = f"bench {judge}"  # each has options of its own
        if options and verb != "manage":
            named.setdefault(words, set()).update(options)
    assert named
    for words, options in named.items():
        shown = heartline(*words.split(), "--help", data=tmp_path / "data").stdout
        assert not [option for option in options if option not in shown], words


@pytest.mark.parametrize("page", sorted((ROOT / "docs" / "security").glob("*.md")), ids=lambda page: page.name)
def test_what_is_said_to_be_tested_is_in_a_file(page: Path) -> None:
    named = set(re.findall(r"`(tests/[\w/.]+)`", page.read_text(encoding="utf-8")))
    assert named and sorted(each for each in named if not (ROOT / each).is_file()) == []
