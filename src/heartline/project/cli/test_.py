"""Run everything that must hold: style, import contract, types, then all tests in parallel."""

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

from rich.console import Console

ROOT = Path(__file__).resolve().parents[4]
BROWSERS = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
)  # the first has no windows to draw
CHECKS = {
    "style (ruff)": ["ruff", "check", "."],
    "layout (ruff)": ["ruff", "format", "--check", "."],
    "import contract (import-linter)": ["lint-imports"],
    "types (mypy)": ["mypy"],
}


def run(arguments: list[str]) -> int:
    """Every check runs, all at once, also after one failed; pytest comes last, so its summary closes the output."""
    parser = argparse.ArgumentParser(
        prog="heartline test",
        description=__doc__,
        epilog="Further words are pytest's: ./heartline test tests/people -k proxy",
    )
    parser.add_argument("--only-tests", action="store_true", help="leave out style, contract and types")
    options, rest = parser.parse_known_args(arguments)
    console = Console(highlight=False)
    failed = []
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    environment.pop("DATABASE_URL", None)  # tests have a database of their own
    environment.pop("HEARTLINE_DATA", None)
    environment["HEARTLINE_SECRET_KEY"] = "for the checks that read the settings"  # and none is written anywhere
    if not options.only_tests:
        begun = {
            name: subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
            )
            for name, command in CHECKS.items()
        }
        for name, check in begun.items():
            with console.status(f"{name} …"):
                said, _ = check.communicate()
            console.print(f"{'[red]✗' if check.returncode else '[green]✓'}[/] {name}")
            if check.returncode:
                failed.append(name)
                print(said, flush=True)
    if not os.environ.get("HEARTLINE_CHROMIUM") and not any(shutil.which(name) for name in BROWSERS):
        console.print(
            "[yellow]![/] No Chromium was found, so the browser tests are left out. "
            "Get it (Debian: apt-get install chromium-headless-shell) or set HEARTLINE_CHROMIUM to its path."
        )
    if failed:
        console.print(f"[red]Failed before the tests: {', '.join(failed)}.[/]")
    # Tests in a browser are the last and the longest: whoever is through takes over some of another's.
    shared = ["-n", str(os.cpu_count() or 2), "--dist", "worksteal"]
    parallel = [] if any(word.startswith("-n") for word in rest) else shared
    tests = subprocess.run([sys.executable, "-m", "pytest", *parallel, *rest], cwd=ROOT, env=environment)
    return tests.returncode or bool(failed)
