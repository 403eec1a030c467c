"""The portal as an app on a phone: its manifest, its service worker, and the page shown without a connection."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import path
from django.views.decorators.cache import cache_control

from heartline.people.access import public_page

STATIC_FILES = (
    "django_htmx/htmx-2.min.js",
    "django_htmx/ext/hx-sse-2.min.js",
    "heartline/img/mark.svg",
    "heartline/img/icon-192.png",
)


@public_page
@cache_control(max_age=3600)
def manifest(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/manifest.webmanifest", content_type="application/manifest+json")


@public_page
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """Served from the root, so that its scope is the whole portal. Its version changes with the files it keeps."""
    files = shell_files()
    context = {"files": [static(name) for name in files], "version": _version(files), "static_url": settings.STATIC_URL}
    return render(request, "portal/sw.js", context, content_type="text/javascript")


@public_page
def offline(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/offline.html")


def shell_files() -> list[str]:
    """Static names of the stylesheets, scripts and pictures a portal page needs."""
    root = _found("heartline/css/index.css").parents[1]
    own = sorted(file for folder in ("css", "js") for file in (root / folder).rglob(f"*.{folder}"))
    return [f"heartline/{file.relative_to(root).as_posix()}" for file in own] + list(STATIC_FILES)


def _version(files: list[str]) -> str:
    digest = hashlib.sha256()
    for name in files:
        digest.update(_found(name).read_bytes())
    return digest.hexdigest()[:12]


def _found(name: str) -> Path:
    where = finders.find(name)
    if where is None:
        raise FileNotFoundError(f"The static file {name} is missing.")
    return Path(where)


urlpatterns = [
    path("manifest.webmanifest", manifest, name="manifest"),
    path("sw.js", service_worker, name="service_worker"),
    path("offline", offline, name="offline"),
]
