"""Read FHIR files a resource at a time: Bundles, single resources and NDJSON, plain or gzipped, a file or a folder.

What is held in memory is one resource, whatever the size of the file.
"""

import gzip
import json
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import ijson
from ijson.common import ObjectBuilder

LINES = (".ndjson", ".jsonl")
LONGEST_LINE = 64 * 1024 * 1024  # bytes of one NDJSON line
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """One resource as it stands in a file. `at` is where: "entry[12].resource" or "line 7"."""

    file: str
    at: str
    resource: Json
    full_url: str = ""

    @property
    def type(self) -> str:
        return str(self.resource.get("resourceType", ""))


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A place that is no JSON. `rest_lost`: nothing after it in this file could be read either."""

    file: str
    at: str
    what: str
    rest_lost: bool


def files(path: Path) -> tuple[list[Path], list[Path]]:
    """The files to read under `path`, in order of name, and those left alone because they hold something else."""
    if path.is_file():
        return [path], []
    found = sorted(p for p in path.rglob("*") if p.is_file() and not p.name.startswith("."))
    wanted = [p for p in found if _kind(p) in (".json", *LINES)]
    return wanted, [p for p in found if p not in wanted]


def read(path: Path, name: str, seen: Callable[[int], None] = lambda _: None) -> Iterator[Entry | Unreadable]:
    """Every resource of the file, called `name` in what is reported; `seen` is told how many bytes have been read.

    A broken line of NDJSON costs that line; broken JSON costs the rest of the file.
    """
    try:
        with path.open("rb") as raw:
            stream: IO[bytes] = gzip.GzipFile(fileobj=raw) if path.suffix == ".gz" else raw  # type: ignore[assignment]
            found = _lines(stream, name) if _kind(path) in LINES else _document(stream, name)
            for item in found:
                seen(raw.tell())
                yield item
            seen(raw.tell())
    except (OSError, EOFError, zlib.error) as problem:
        yield Unreadable(name, "", getattr(problem, "strerror", None) or "is damaged, or not what its name says", True)


def contained(entry: Entry) -> Iterator[Entry]:
    """The resources inside `entry`, each with its place."""
    for place, inner in enumerate(entry.resource.get("contained") or []):
        if isinstance(inner, dict):
            yield Entry(entry.file, f"{entry.at}.contained[{place}]", inner)


def _kind(path: Path) -> str:
    return Path(path.stem).suffix.lower() if path.suffix == ".gz" else path.suffix.lower()


def _lines(stream: IO[bytes], name: str) -> Iterator[Entry | Unreadable]:
    number = 0
    while line := stream.readline(LONGEST_LINE):
        number += 1
        at = f"line {number}"
        if len(line) == LONGEST_LINE:
            yield Unreadable(name, at, "is longer than 64 MB", True)
            return
        if not line.strip():
            continue
        try:
            resource = json.loads(line.decode("utf-8-sig"))
        except ValueError as problem:
            yield Unreadable(name, at, f"is not JSON ({_reason(problem)})", False)
            continue
        yield from _entries(resource, name, at)


def _document(stream: IO[bytes], name: str) -> Iterator[Entry | Unreadable]:
    """A Bundle, a resource, a list of resources, or several of these one after the other."""
    last = ""
    try:
        for item in _parse(stream, name):
            last = item.at or "its beginning"
            yield item
    except (ijson.JSONError, UnicodeDecodeError) as problem:
        what = f"is not JSON any more after {last}; the rest was not read" if last else "is not JSON"
        yield Unreadable(name, "", f"{what} ({_reason(problem)})", True)


def _parse(stream: IO[bytes], name: str) -> Iterator[Entry]:
    document: ObjectBuilder | None = None  # everything but entries
    item: ObjectBuilder | None = None
    prefix, place, listed = "", 0, False
    events = ijson.parse(_without_mark(stream), use_float=True, multiple_values=True)
    for where, event, value in events:
        if where == "" and event in ("start_map", "start_array") and item is None:
            document, place, listed = ObjectBuilder(), 0, event == "start_array"
            prefix = "item" if listed else "entry.item"
        if item is None and where == prefix:
            if event == "start_map":
                item = ObjectBuilder()
            elif event in ("null", "boolean", "number", "string"):
                yield Entry(name, f"[{place}]" if listed else f"entry[{place}]", {})
                place += 1
        if item is not None:
            item.event(event, value)
            if where == prefix and event == "end_map":
                at = f"[{place}]" if listed else f"entry[{place}]"
                yield from _unwrapped(item.value, name, at, wrapped=not listed)
                item, place = None, place + 1
            continue
        if document is not None and where != prefix:
            document.event(event, value)
        if where == "" and event == "end_map" and document is not None:
            if document.value.get("resourceType") != "Bundle" and not place:
                yield Entry(name, "", document.value)
            document = None


def _unwrapped(value: Json, name: str, at: str, *, wrapped: bool) -> Iterator[Entry]:
    if not wrapped:
        yield from _entries(value, name, at)
        return
    resource = value.get("resource")
    if isinstance(resource, dict):
        yield from _entries(resource, name, f"{at}.resource", str(value.get("fullUrl") or ""))
    elif (value.get("request") or {}).get("method") != "DELETE" and "response" not in value:
        yield Entry(name, at, {})


def _entries(resource: Any, name: str, at: str, full_url: str = "") -> Iterator[Entry]:
    """The resource, or those of a Bundle inside a Bundle or on one line."""
    if isinstance(resource, dict) and resource.get("resourceType") == "Bundle":
        for place, entry in enumerate(resource.get("entry") or []):
            yield from _unwrapped(entry if isinstance(entry, dict) else {}, name, f"{at}.entry[{place}]", wrapped=True)
    else:
        yield Entry(name, at, resource if isinstance(resource, dict) else {}, full_url)


def _without_mark(stream: IO[bytes]) -> IO[bytes]:
    """Past a byte order mark, which some systems write."""
    if stream.read(3) != b"\xef\xbb\xbf":
        stream.seek(0)
    return stream


def _reason(problem: Exception) -> str:
    """What the parser says, without the text that it says it of: that may be a patient's."""
    if isinstance(problem, json.JSONDecodeError):
        return f"{problem.msg} at column {problem.colno}"
    if isinstance(problem, UnicodeDecodeError):
        return "not UTF-8"
    return str(problem).partition("\n")[0].strip()[:100]
