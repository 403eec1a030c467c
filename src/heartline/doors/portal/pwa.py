"""The portal as an app on a phone: its manifest, its service worker, and the page shown without a connection."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import path, reverse
from django.views.decorators.cache import cache_control

from heartline.kernel import look
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
    context = {"files": shell_files(), "version": look.VERSION, "static_url": settings.STATIC_URL}
    return render(request, "portal/sw.js", context, content_type="text/javascript")


@public_page
def offline(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/offline.html")


def shell_files() -> list[str]:
    """Addresses of the style sheets, scripts and pictures that a portal page needs."""
    scripts = sorted(file.relative_to(look.FILES).as_posix() for file in (look.FILES / "js").rglob("*.js"))
    sheets = [reverse("look", args=[look.VERSION, name]) for name in ("index", "portal")]
    return sheets + [static(name) for name in (*(f"heartline/{script}" for script in scripts), *STATIC_FILES)]


urlpatterns = [
    path("manifest.webmanifest", manifest, name="manifest"),
    path("sw.js", service_worker, name="service_worker"),
    path("offline", offline, name="offline"),
]
