"""The inbox: what waits for whom, the most urgent first. Live while it is open."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from heartline.conversations.desk.calls import on_line_noted
from heartline.conversations.desk.lists import Asked, list_context
from heartline.conversations.desk.team import own_state
from heartline.people.access import staff_page
from heartline.people.signin.idle import BY_ITSELF


@staff_page("conversation.read")
def inbox(request: HttpRequest) -> HttpResponse:
    """One view of it, a page at a time; to a page that asks again by itself, only what may have changed. About eight queries."""
    asked = Asked.of(request)
    context = {
        **list_context(request, asked),
        **own_state(request),
        "here": request.get_full_path(),
        "on_line": on_line_noted(),
    }
    news = BY_ITSELF in request.headers
    return render(request, f"conversations/desk/inbox{'_news' if news else ''}.html", context)
