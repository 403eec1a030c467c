"""Drawing the desk's bar and its sheet of shortcuts from doors/desk/navigation.py."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.http import HttpRequest
from django.template.context import Context
from django.urls import NoReverseMatch, reverse

from heartline.doors.desk import navigation
from heartline.doors.desk.navigation import Link

register = template.Library()


@register.inclusion_tag("desk/navigation.html", takes_context=True)
def desk_navigation(context: Context) -> dict[str, Any]:
    """The links that the reader's role has, each with where it leads and whether the reader is there."""
    menus: list[dict[str, Any]] = [{"menu": menu, "links": _shown(context, menu.links)} for menu in navigation.MENUS]
    for menu in menus:
        menu["current"] = any(link["current"] for link in menu["links"])
        menu["count"] = sum(link["count"] for link in menu["links"])
    return {"bar": _shown(context, navigation.BAR), "menus": [menu for menu in menus if menu["links"]]}


@register.simple_tag(takes_context=True)
def desk_shortcuts(context: Context) -> list[dict[str, Any]]:
    """The links that have a shortcut, for the sheet of shortcuts."""
    return [link for link in _shown(context, navigation.everything()) if link["keys"]]


def _shown(context: Context, links: Iterable[Link]) -> list[dict[str, Any]]:
    request: HttpRequest | None = context.get("request")
    path, can = request.path if request else "", context.get("can") or {}
    allowed = (link for link in links if can.get(link.permission.replace(".", "_")))
    return [_drawn(link, href, path) for link in allowed if (href := _href(link))]


def _href(link: Link) -> str:
    """Where it leads; nowhere if there is no such page, which a test finds and a reader should not."""
    try:
        return reverse(link.view)
    except NoReverseMatch:
        return ""


def _drawn(link: Link, href: str, path: str) -> dict[str, Any]:
    under = not link.root and path.startswith(href.rstrip("/") + "/")
    return {
        "label": link.label,
        "goes": link.goes or link.label,
        "icon": link.icon,
        "href": href,
        "current": "page" if path == href else "true" if under else "",
        "keys": link.keys,
        "caps": link.keys.upper().split(),
        "key": link.keys.upper(),
        "count": link.count() if link.count else 0,
    }
