"""Ways to and from the sign-in pages."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse


def to_sign_in(request: HttpRequest, *, idle: bool = False) -> HttpResponse:
    """To the sign-in page and, after it, back to this one."""
    query = {"next": _page(request)} | ({"idle": "1"} if idle else {})
    return go(request, f"{reverse('account_login')}?{urlencode(query)}")


def to_second_factor(request: HttpRequest, name: str) -> HttpResponse:
    """To a page of the second factor (by URL name) and, after it, back to this one."""
    return go(request, f"{reverse(name)}?{urlencode({'next': _page(request)})}")


def go(request: HttpRequest, url: str) -> HttpResponse:
    """Take the whole page to `url`, also from a request for a part of it; end a stream instead of redirecting it."""
    if request.path == "/live":
        return HttpResponse(status=204)  # tells EventSource not to come back
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)


def _page(request: HttpRequest) -> str:
    """The page a person was on: of a part or a sent form, the page that holds it."""
    held_by = request.headers.get("HX-Current-URL") or (
        "" if request.method == "GET" else request.headers.get("Referer", "")
    )
    origin = f"{request.scheme}://{request.get_host()}/"
    if held_by.startswith(origin):
        return "/" + held_by.removeprefix(origin)
    return request.get_full_path() if request.method == "GET" else "/"
