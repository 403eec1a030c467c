"""Parts of a patient's page at the desk that other domains contribute. Put them in the domain's `panels.py`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from heartline.people.models import Patient

Build = Callable[[Patient], tuple[str, Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Panel:
    """`build` gives the template to include and its context. `permission` is what a reader's role has to have."""

    name: str
    order: int
    permission: str
    build: Build


_panels: dict[str, Panel] = {}


def panel(name: str, *, order: int = 50, permission: str = "patient.read") -> Callable[[Build], Build]:
    """Show what the decorated function builds on every patient's page: low `order` first."""

    def register(build: Build) -> Build:
        _panels[name] = Panel(name, order, permission, build)
        return build

    return register


def panels() -> list[Panel]:
    """All that were contributed, in order."""
    return sorted(_panels.values(), key=lambda one: (one.order, one.name))
