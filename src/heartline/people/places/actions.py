"""Setting up the organization, its sites and rooms. Nothing that visits refer to is removed: it is switched off."""

from collections.abc import Mapping, Sequence
from datetime import time
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from heartline.kernel import idempotency, ledger
from heartline.kernel.errors import Refused
from heartline.kernel.revising import differing
from heartline.kernel.slugs import free_slug
from heartline.people.models import OpeningHours, Organization, Room, Site
from heartline.people.places import queries
from heartline.people.places.rules import Hours, crossing

Row = TypeVar("Row", Organization, Site, Room)
Values = Mapping[str, Any]  # by the names of the model's fields
KEPT = _("Everything stays as it was. What you filled in is still here.")


def set_organization(values: Values, sealed: str | None = None) -> Organization:
    """Say who runs this installation: made the first time, changed after that. Raises Stale."""

    def first() -> UUID:
        made = queries.organization() or Organization.objects.create(**values)
        ledger.record("organization.added", subject_id=made.pk, data={"name": made.name})
        return made.pk

    with transaction.atomic():
        there = queries.organization()
        if there is None:  # two first ones at once are one
            return Organization.objects.get(pk=idempotency.once("organization.add", "first", first)[0])
        there = Organization.objects.select_for_update().get(pk=there.pk)
        return _change(there, differing(queries.organization_now(there), values, sealed), "organization.changed")


def add_site(values: Values, key: str = "") -> Site:
    """A place where people are seen. The organization has to be there. Raises Refused."""

    def happen() -> UUID:
        organization = queries.organization()
        if organization is None:
            raise Refused(_("Say first whose clinic this is."), kept=KEPT)
        slug = free_slug(Site, values["name"], "site")
        site = Site.objects.create(organization=organization, slug=slug, **values)
        ledger.record("site.added", subject_id=site.pk, site_id=site.pk, data={"name": site.name})
        return site.pk

    with transaction.atomic():
        return Site.objects.get(pk=idempotency.once("site.add", key, happen)[0])


def change_site(site_id: UUID, values: Values, sealed: str | None = None) -> Site:
    """Its address keeps; visits booked there stay, also when it is switched off. Raises Stale."""
    with transaction.atomic():
        site = Site.objects.select_for_update().get(pk=site_id)
        return _change(site, differing(queries.site_now(site), values, sealed), "site.changed", site.pk)


def set_opening_hours(site_id: UUID, blocks: Sequence[Hours], sealed: str | None = None) -> Site:
    """When somebody is there, for patients to read; when clinicians see people is for their own hours to say."""
    for block in blocks:
        if block.closes <= block.opens:
            raise Refused(_("It closes before it opens."), kept=KEPT)
    if crossing(blocks):
        raise Refused(_("Two times of one day overlap."), kept=KEPT)
    with transaction.atomic():
        site = Site.objects.select_for_update().get(pk=site_id)
        wanted = queries.week_now(blocks)
        if change := differing(queries.week_now(site.opening_hours.all()), wanted, sealed):
            site.opening_hours.filter(weekday__in=[int(day) for day in change]).delete()
            OpeningHours.objects.bulk_create(
                OpeningHours(site=site, weekday=block.weekday, opens=block.opens, closes=block.closes)
                for block in blocks
                if str(block.weekday) in change
            )
            ledger.record("site.opening_hours_set", subject_id=site.pk, site_id=site.pk, data=change)
        return site


def add_room(site: Site, values: Values, key: str = "") -> Room:
    """Raises Refused when the site has a room of this name."""

    def happen() -> UUID:
        _name_is_free(site.pk, values["name"])
        room = Room.objects.create(site=site, **values)
        ledger.record("room.added", subject_id=room.pk, site_id=site.pk, data={"name": room.name, "kind": room.kind})
        return room.pk

    with transaction.atomic():
        return Room.objects.get(pk=idempotency.once("room.add", f"{site.pk}:{key}" if key else "", happen)[0])


def change_room(room_id: UUID, values: Values, sealed: str | None = None) -> Room:
    """Raises Stale, and Refused when the site has another room of this name."""
    with transaction.atomic():
        room = Room.objects.select_for_update().get(pk=room_id)
        _name_is_free(room.site_id, values["name"], room.pk)
        return _change(room, differing(queries.room_now(room), values, sealed), "room.changed", room.site_id)


def _name_is_free(site_id: UUID, name: str, *but: UUID) -> None:
    # The site's row is locked, so that two of one name cannot come at once.
    Site.objects.select_for_update().get(pk=site_id)
    if Room.objects.filter(site_id=site_id, name=name).exclude(pk__in=but).exists():
        raise Refused(_("This site has a room of that name already."), kept=KEPT, next_step=_("Choose another name."))


def _change(row: Row, change: dict[str, Any], kind: str, site_id: UUID | None = None) -> Row:
    """Write what is different, and which fields that were."""
    if change:
        for name, value in change.items():
            setattr(row, name, value)
        row.save(update_fields=list(change))
        facts = {"name": row.name, "changed": sorted(change)}
        if "active" in change:
            facts["active"] = change["active"]
        ledger.record(kind, subject_id=row.pk, site_id=site_id, data=facts)
    return row


def block(weekday: int, opens: time, closes: time) -> OpeningHours:
    """A block as `set_opening_hours` takes it."""
    return OpeningHours(weekday=weekday, opens=opens, closes=closes)
