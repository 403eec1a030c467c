"""The script that a website has, and the frame that it opens. The frame may stand on allowed sites only."""

import json
from urllib.parse import urlencode

from django.conf import settings as project
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language_info, gettext, override
from django.views.decorators.clickjacking import xframe_options_exempt

from heartline.conversations.chat import queries
from heartline.conversations.chat.rules import COLOUR, ink_on
from heartline.kernel import addresses, dates, look
from heartline.kernel.db.confine import as_staff
from heartline.people.access import public_page
from heartline.people.places.queries import organization, zones

LOADER = look.FILES / "js" / "chat" / "loader.js"
MINUTES = 5  # until a change of the settings is everywhere


@public_page
def script(request: HttpRequest) -> HttpResponse:
    """One file, the same for everybody; where the chat is off it does nothing. One query."""
    with as_staff():
        kept = queries.settings()
    text = ""
    if kept.on:
        words = {}
        for code, _name in project.LANGUAGES:
            with override(code):
                words[code] = {"open": gettext("Chat with us"), "title": gettext("Chat"), "rtl": _is_rtl(code)}
        told = {"colour": kept.colour, "words": words}
        text = f"globalThis.heartlineChat = {json.dumps(told)};\n{LOADER.read_text()}"
    response = HttpResponse(text, content_type="text/javascript; charset=utf-8")
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    patch_cache_control(response, public=True, max_age=MINUTES * 60)
    return response


@public_page
@xframe_options_exempt
def frame(request: HttpRequest) -> HttpResponse:
    """The window. It says nothing of anybody: what was said there comes by the browser's own secret. At most eight queries."""
    language, colour = language_of(request.GET.get("language", "")), request.GET.get("colour", "").lower()
    with as_staff(), override(language):
        kept = queries.settings()
        if not kept.on:
            raise Http404
        colour = colour if COLOUR.fullmatch(colour) else kept.colour
        hours, here, zone = queries.hours(language), organization(), zones()[0]
        told = {
            "language": language,
            "colour": colour,
            "ink": ink_on(colour),
            "greeting": kept.greeting.get(language) or gettext("How can we help you?"),
            "sending": gettext("Being sent"),
            "waits": gettext("Not sent yet. It is sent as soon as you are online."),
            "refused": gettext("This was not sent. Please call us."),
            "read": gettext("Read"),
            "you": gettext("You"),
            "typing": gettext("Typing"),
        }
        context = {
            "told": told,
            "organization": here,
            "opens": dates.say(hours.opens, zone) if hours.opens else "",
            "by": dates.say(hours.by, zone),
            "sign_in": f"{addresses.absolute('')}/messages?{urlencode({'language': language})}",
        }
        response = render(request, "chat/frame.html", context)
    response._csp_replace = {"frame-ancestors": ["'self'", *kept.origins]}  # type: ignore[attr-defined]
    patch_cache_control(response, no_store=True)
    return response


def language_of(text: str) -> str:
    """The one of ours that is meant by a tag such as "es-MX"; English for others."""
    wanted = text.lower()
    ours = [code for code, _name in project.LANGUAGES]
    return next((code for code in ours if wanted == code or wanted.split("-")[0] == code.split("-")[0]), "en")


def _is_rtl(code: str) -> bool:
    return bool(get_language_info(code)["bidi"])
