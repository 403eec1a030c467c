"""How the house looks, quick to fetch: style sheets with all that they import in one file, and a name that changes with them."""

import hashlib
import os
import re
from importlib.metadata import version as installed
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.gzip import gzip_page

FILES = Path(__file__).parent / "static" / "heartline"
SHEETS = ("index", "portal", "desk", "chat")
A_YEAR = 365 * 24 * 3600
_IMPORT = re.compile(r'@import url\("([^"]+)"\) layer\((\w+)\);')


def _version() -> str:
    digest = hashlib.sha256(installed("django-htmx").encode())
    for file in sorted(file for file in FILES.rglob("*") if file.is_file()):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


# Changes when any static file does, ours or a package's: it is part of their addresses, so browsers may keep them.
# Several web processes have to agree on it, also where files change while they run: the one that starts them tells.
VERSION: str = os.environ.get("HEARTLINE_LOOK") or _version()


@gzip_page
def sheet(request: HttpRequest, version: str, name: str) -> HttpResponse:
    """A whole style sheet. An older version's address, of a page that is still open, gets what there is now."""
    if name not in SHEETS:
        raise Http404
    response = HttpResponse(whole(name), content_type="text/css")
    if not settings.DEBUG:
        patch_cache_control(response, public=True, max_age=A_YEAR, immutable=True)
    return response


def whole(name: str) -> str:
    """The style sheet `name` with what it imports, each in its layer, in place of thirty requests."""
    text = (FILES / "css" / f"{name}.css").read_text()
    return _IMPORT.sub(lambda found: f"@layer {found[2]} {{\n{(FILES / 'css' / found[1]).read_text()}}}", text)
