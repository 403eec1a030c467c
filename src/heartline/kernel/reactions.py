"""Other domains react to what happened: one job a reaction, deferred in the transaction of the event."""

from collections import defaultdict
from collections.abc import Callable, Iterable

from procrastinate.contrib.django import app

from heartline.kernel.models import Event

Reaction = Callable[[Event], None]

_reactions: dict[str, dict[str, Reaction]] = defaultdict(dict)


def on(kind: str) -> Callable[[Reaction], Reaction]:
    """Run the decorated function, as a job, after each event of `kind` has been committed.

    It may run twice after a crash, so it must be safe to repeat.
    """

    def register(reaction: Reaction) -> Reaction:
        _reactions[kind][f"{reaction.__module__}.{reaction.__qualname__}"] = reaction
        return reaction

    return register


def defer(events: Iterable[Event]) -> None:
    """Queue every reaction to `events` in the current transaction. One query."""
    jobs = [
        app.configure_task("heartline.react", lock=f"{name}:{event.id}").make_new_job(name=name, event_id=event.id)
        for event in events
        for name in _reactions[event.kind]
    ]
    if jobs:
        app.job_manager.batch_defer_jobs(jobs)


def run(name: str, event: Event) -> None:
    """Call the reaction called `name`. Raises KeyError if the code that held it is gone."""
    _reactions[event.kind][name](event)
