"""The import on a terminal: bytes read while it runs, then the report."""

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from heartline.doors.fhir.report import Report

WHAT = ["taken", "updated", "unchanged", "matched", "skipped", "broken"]
MOST_PRINTED = 50  # problems; the JSON report has all


class Bar:
    """Files and bytes as they are read. Silent where there is no terminal."""

    def __init__(self, console: Console) -> None:
        self._progress = Progress(
            TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn(),
            console=console, disable=not console.is_terminal, transient=True,
        )  # fmt: skip
        self._task = self._progress.add_task("Reading", total=None)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def total(self, size: int) -> None:
        self._progress.update(self._task, total=size)

    def advance(self, file: str, size: int) -> None:
        self._progress.update(self._task, advance=size, description=escape(file[-40:]))


def show(report: Report, console: Console) -> None:
    table = Table(title=f"Imported from {escape(report.source)}", title_justify="left")
    table.add_column("")
    for what in WHAT:
        table.add_column("already known" if what == "matched" else what, justify="right")
    for type_, count in sorted(report.counts.items()):
        table.add_row(type_, *(str(count[what] or "") for what in WHAT))
    console.print(table)
    files = f"{report.files_read} file{'' if report.files_read == 1 else 's'} read in {report.seconds:.1f} s."
    console.print(files)
    for file in report.files_broken:
        console.print(f"Not read to its end: {escape(file)}")
    if report.files_left:
        console.print(f"Left alone, being no FHIR files by their names: {escape(', '.join(report.files_left[:20]))}")
    if report.not_read_yet:
        listed = ", ".join(f"{type_} {number}" for type_, number in report.not_read_yet.most_common())
        console.print(f"Not read yet: {escape(listed)}")
    for (type_, why), number in report.skipped.most_common():
        console.print(f"Skipped: {number} {type_}, {escape(why)}")
    for note, number in report.notes.most_common():
        console.print(escape(f"Note: {note}" + (f" ({number})" if number > 1 else "")))
    for problem in report.problems[:MOST_PRINTED]:
        console.print(f"Problem: {escape(str(problem))}")
    hidden = len(report.problems[MOST_PRINTED:]) + report.more_problems
    if hidden:
        console.print(f"… and {hidden} more problems; --report FILE writes up to a thousand of them down.")
