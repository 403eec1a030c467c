"""Import what another system exports. Safe to repeat, in any order, in bounded memory.

The files are read once for each pass (doors.fhir.taking.rank), so that what a resource refers to is there when it is
its turn, wherever it stands; passes in which a file holds nothing are left out. Each resource has its own savepoint;
every hundred are committed together, and an import that was stopped goes on where it was when it is started again.
"""

import hashlib
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from django.db import DatabaseError, transaction
from pydantic import ValidationError

from heartline.doors.fhir import reading, taking
from heartline.doors.fhir.context import Context, Import
from heartline.doors.fhir.reading import Entry, Unreadable
from heartline.doors.fhir.references import Key, Origin, aliases_of, contained_key, key_of, origin_of
from heartline.doors.fhir.report import Report
from heartline.kernel import actor
from heartline.kernel.actor import Actor, Kind
from heartline.people.fhir import NPI
from heartline.people.fhir_types import Identifier, Location, Organization, Practitioner, Resource
from heartline.people.importing.details import CannotTake, How, NotTaken
from heartline.people.importing.staff import house
from heartline.people.matching.keeping import key_missing

READ_AS = "1"  # changes when more is read of a resource, so that what was imported before is read again
BATCH = 100
# What the database refuses, in the report's words.
_REFUSALS = {
    "reservation_once": "is at a time of this clinician that is already taken here",
    "patient_in_one_place": "is at the same time as another visit of this patient",
    "identifier_once": "has an identifier that belongs to another patient known here",
}

Progress = Callable[[str, int], None]  # file, bytes of it read since the last call


def run(
    path: Path,
    *,
    source: str = "",
    time_zone: str = "",
    online: str = "anyone",
    organization: str = "",
    progress: Progress = lambda file, advance: None,
    passes: Callable[[int], None] = lambda total: None,
) -> Report:
    """Read everything under `path`. `source` names the other system (default: the folder that holds each file);
    `organization` is what to call ours if there is none yet; `online`, who may book what published schedules offer.

    `passes` is told of how many bytes there are to read in all, whenever that becomes clearer. Raises FileNotFoundError.
    """
    if not path.exists():
        raise FileNotFoundError(path)
    begun = time.monotonic()
    files, left = reading.files(path)
    folder = path.resolve().parent if path.is_file() else path.resolve()
    name = source or folder.name
    report = Report(source=name, files_left=[str(p.relative_to(path)) for p in left])
    with actor.acting(Actor(Kind.SYSTEM, label=f"Import from {name}"[:200], door="fhir")):
        with transaction.atomic():
            our_house, assumed = house(organization or name.replace("-", " ").title()[:200] or "Clinic", time_zone)
            key_missing()  # so that everybody known here is found
        report.notes.update(assumed)
        importer = _Importer(Import(name[:200], our_house, online), report)
        importer.read_all(files, path, source, progress, passes)
    report.seconds = time.monotonic() - begun
    return report


class _Importer:
    def __init__(self, run: Import, report: Report) -> None:
        self.run = run
        self.report = report
        self._ranks: dict[Path, set[int]] = {}

    def read_all(
        self, files: list[Path], top: Path, source: str, progress: Progress, passes: Callable[[int], None]
    ) -> None:
        sizes = {file: file.stat().st_size for file in files}
        passes(sum(sizes.values()))
        highest, current = 0, 0
        while current <= highest:
            for file in files:
                if current and current not in self._ranks[file]:
                    continue
                origin = Origin((source or file.resolve().parent.name)[:200], named=bool(source))
                name = str(file.relative_to(top)) if file != top else file.name
                self._read_file(file, name, origin, current, progress)
            if current == 0:
                highest = max((rank for ranks in self._ranks.values() for rank in ranks), default=0)
                passes(sum(size * len(self._ranks[file] | {0}) for file, size in sizes.items()))
            current += 1

    def _read_file(self, file: Path, name: str, origin: Origin, current: int, progress: Progress) -> None:
        first = current == 0
        ranks = self._ranks.setdefault(file, set())
        position = 0

        def seen(now: int) -> None:
            nonlocal position
            progress(name, now - position)
            position = now

        wanted = self._choose(reading.read(file, name, seen), origin, current, ranks)
        while batch := list(islice(wanted, BATCH)):
            try:
                with transaction.atomic():
                    self._take_batch(batch)
                    self.run.known.flush()
            except DatabaseError as problem:  # the connection, or the commit: this batch is rolled back as a whole
                self.run.known.undo({})
                self.run.sites.clear()
                self.report.problem(name, batch[0][0].at, "", f"and {len(batch) - 1} after it: {_refusal(problem)}")
        if first and name not in self.report.files_broken:
            self.report.files_read += 1

    def _choose(
        self, items: Iterator[Entry | Unreadable], origin: Origin, current: int, ranks: set[int]
    ) -> Iterator[tuple[Entry, Origin, Key, Key]]:
        """What is to be taken in this pass; in the first one, everything else is counted, too."""
        for item in items:
            if isinstance(item, Unreadable):
                if current == 0:
                    self.report.problem(item.file, item.at, "", item.what)
                    if item.rest_lost:
                        self.report.files_broken.append(item.file)
                continue
            here = origin_of(item, origin)
            own = key_of(item, here) or Key(here.source, item.type, f"sha256:{_sha256(repr(item.resource))}")
            for entry, key in _with_contained(item, own):
                rank = taking.rank(entry.type, entry.resource)
                if rank is not None:
                    ranks.add(rank)
                elif current == 0 and entry is item:
                    self._not_read(item)
                if current == 0 and rank is not None and entry is not item:
                    self.report.notes[f"{entry.type} was read from inside of {item.type[:60]}"] += 1
                if rank == current:
                    yield entry, here, key, own

    def _not_read(self, entry: Entry) -> None:
        if entry.type:
            self.report.not_read_yet[entry.type[:60]] += 1
        else:
            self.report.problem(entry.file, entry.at, "resourceType", "is missing: this is no FHIR resource")

    def _take_batch(self, batch: list[tuple[Entry, Origin, Key, Key]]) -> None:
        self.run.known.prepare(key for _, _, key, _ in batch)
        for entry, origin, key, parent in batch:
            before = self.run.known.remember()
            try:
                with transaction.atomic():
                    self._take(entry, Context(self.run, origin, key, parent))
                continue
            except NotTaken as reason:
                self.run.known.undo(before)
                self.report.skip(entry.type, reason.why)
                continue
            except ValidationError as problem:
                for error in problem.errors(include_input=False, include_url=False):
                    what = error["msg"].removeprefix("Value error, ")
                    self.report.problem(entry.file, entry.at, _element(entry.type, error["loc"]), what)
            except CannotTake as problem:
                self.report.problem(entry.file, entry.at, problem.element, problem.what)
            except (DatabaseError, ValueError) as problem:
                self.report.problem(entry.file, entry.at, entry.type, _refusal(problem))
            self.run.known.undo(before)
            self.report.count(entry.type, "broken")

    def _take(self, entry: Entry, context: Context) -> None:
        reader = taking.READERS[entry.type]
        resource = reader.model.model_validate(entry.resource)
        digest = _sha256(f"{READ_AS} {resource.model_dump_json(exclude_defaults=True)}")
        before = self.run.known.get(context.key)
        if before and before[1] == digest:
            self.report.count(entry.type, "unchanged")
            return
        aliases = [a for a in aliases_of(entry, context.origin, _identifiers(resource)) if a != context.key]
        elsewhere = None if before else self.run.known.first(aliases)
        taken = reader.take(resource, context, before[0] if before else elsewhere)
        for key in aliases:
            self.run.known.put(key, taken.id, "")
        self.run.known.put(context.key, taken.id, digest)
        self.report.count(entry.type, How.MATCHED if elsewhere and taken.how is How.UPDATED else taken.how)
        self.report.notes.update(taken.notes)


def _with_contained(entry: Entry, own: Key) -> Iterator[tuple[Entry, Key]]:
    yield entry, own
    for inner in reading.contained(entry):
        yield inner, contained_key(own, inner.type, str(inner.resource.get("id") or inner.at))


def _identifiers(resource: Resource) -> list[Identifier]:
    """Those by which it is found again; people's own numbers (MRN, NPI) are kept, and compared, with the people."""
    if isinstance(resource, Organization | Location):
        return resource.identifier
    if isinstance(resource, Practitioner):
        return [identifier for identifier in resource.identifier if identifier.system != NPI]
    return []


def _element(type_: str, place: tuple[int | str, ...]) -> str:
    """As FHIRPath writes it: Patient.name[0].family."""
    return type_ + "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _refusal(problem: Exception) -> str:
    """Why the database, or a value, says no; without the values, which its own message would show."""
    diagnosis = getattr(problem.__cause__, "diag", None)
    constraint = getattr(diagnosis, "constraint_name", None) or ""
    if constraint in _REFUSALS:
        return _REFUSALS[constraint]
    said = getattr(diagnosis, "message_primary", None) or type(problem).__name__
    return f"could not be written ({constraint or said})"
