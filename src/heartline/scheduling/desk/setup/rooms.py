"""Rooms and devices of a site."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heartline.kernel.text import fold
from heartline.people.access import staff_page
from heartline.people.desk.setup.page import set_up
from heartline.people.forms.places import RoomForm
from heartline.people.forms.setting import SettingForm, switch
from heartline.people.models import Room, Site
from heartline.people.places.queries import room_now
from heartline.scheduling.catalogue import resources
from heartline.scheduling.catalogue.queries import device_now
from heartline.scheduling.models import Resource


class TagField(forms.CharField):
    """A word that services ask for, in whatever script it was typed, as it is kept: "ultrasound"."""

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        tag = slugify(fold(text))[:40]
        if text and not tag:
            raise forms.ValidationError(gettext_lazy("Use letters or numbers."))
        return tag


class DeviceForm(SettingForm):
    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=200, help_text=gettext_lazy("For example: Ultrasound 2")
    )
    tag = TagField(
        label=gettext_lazy("What it is"), max_length=40,
        help_text=gettext_lazy("One word for all of its sort: services ask for “ultrasound”, and any that is free is taken."),
    )  # fmt: skip
    active = switch()
    parts = ((gettext_lazy("The device"), ("name", "tag", "active")),)


@staff_page("settings.edit")
def rooms(request: HttpRequest, site: str) -> HttpResponse:
    """Both lists, what is switched off last. Three queries."""
    found = get_object_or_404(Site, slug=site)
    context = {
        "title": _("Rooms and devices of %(site)s") % {"site": found.name},
        "site": found,
        "rooms": list(found.rooms.order_by("-active", "name")),
        "devices": list(
            Resource.objects.filter(kind=Resource.Kind.DEVICE, site=found).order_by("-active", "tag", "name")
        ),
        "back_href": reverse("desk:setup_sites"),
    }
    return render(request, "scheduling/desk/setup/rooms.html", context)


@staff_page("settings.edit")
def room_new(request: HttpRequest, site: str) -> HttpResponse:
    found = get_object_or_404(Site, slug=site)
    form = RoomForm(request.POST or None, initial={"active": True})
    return set_up(
        request, form, lambda sent: resources.add_room(found, sent.values(), sent.once_key), told=_("Saved."),
        title=_("Add a room"), back=_back(found),
    )  # fmt: skip


@staff_page("settings.edit")
def room(request: HttpRequest, room_id: UUID) -> HttpResponse:
    found = get_object_or_404(Room.objects.select_related("site"), pk=room_id)
    form = RoomForm(request.POST or None, now=room_now(found))
    return set_up(
        request, form, lambda sent: resources.change_room(found.pk, sent.values(), sent.sealed), told=_("Saved."),
        title=found.name, back=_back(found.site),
    )  # fmt: skip


@staff_page("settings.edit")
def device_new(request: HttpRequest, site: str) -> HttpResponse:
    found = get_object_or_404(Site, slug=site)
    form = DeviceForm(request.POST or None, initial={"active": True})
    return set_up(
        request, form, lambda sent: resources.add_device(found, sent.values(), sent.once_key), told=_("Saved."),
        title=_("Add a device"), back=_back(found),
    )  # fmt: skip


@staff_page("settings.edit")
def device(request: HttpRequest, device_id: UUID) -> HttpResponse:
    devices = Resource.objects.filter(kind=Resource.Kind.DEVICE).select_related("site")
    found = get_object_or_404(devices, pk=device_id)
    form = DeviceForm(request.POST or None, now=device_now(found))
    return set_up(
        request, form, lambda sent: resources.change_device(found.pk, sent.values(), sent.sealed), told=_("Saved."),
        title=found.name, back=_back(found.site) if found.site else reverse("desk:setup_sites"),
    )  # fmt: skip


def _back(site: Site) -> str:
    return reverse("desk:setup_rooms", args=[site.slug])
