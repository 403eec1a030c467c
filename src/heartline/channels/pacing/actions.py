"""Taking a turn. A message that has to wait gets a turn of its own, so that a thousand that wait do not all come back at once."""

import math
from datetime import timedelta

from heartline.channels.pacing.models import PaceState, PaceTurn
from heartline.channels.traffic.pace import Allowed, Pace, Wait, take
from heartline.kernel import clock

FORGOTTEN = timedelta(days=1)  # a turn that nobody came back for


def turn(name: str, pace: Pace, key: str, cost: int = 1) -> timedelta | None:
    """None: send `key` now. Else how long it waits, in whole seconds; asked again then, it goes. Call in a transaction."""
    now = clock.now()
    PaceState.objects.bulk_create([PaceState(name=name)], ignore_conflicts=True)
    bucket = PaceState.objects.select_for_update().get(pk=name)
    mine = PaceTurn.objects.filter(pk=key, name=name).first()
    if mine is not None:
        if mine.at > now:
            return _seconds(mine.at - now)
        mine.delete()
        return None
    taken = take(pace, bucket.full_at, now, cost)
    if isinstance(taken, Allowed):
        bucket.full_at = taken.full_at
        bucket.save(update_fields=["full_at"])
        return None
    return _later(bucket, pace, key, cost, taken)


def _later(bucket: PaceState, pace: Pace, key: str, cost: int, wait: Wait) -> timedelta:
    """Its tokens are taken as of the time at which they will be there."""
    now = clock.now()
    taken = take(pace, bucket.full_at, wait.until, cost)
    if not isinstance(taken, Allowed):
        raise ValueError("What waits until there is enough finds enough then.")
    bucket.full_at = taken.full_at
    bucket.save(update_fields=["full_at"])
    PaceTurn.objects.filter(at__lt=now - FORGOTTEN).delete()
    PaceTurn.objects.create(key=key, name=bucket.name, at=wait.until)
    return _seconds(wait.until - now)


def _seconds(wait: timedelta) -> timedelta:
    return timedelta(seconds=math.ceil(wait.total_seconds()))
