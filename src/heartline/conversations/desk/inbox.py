"""The inbox: what waits for whom, the most urgent first. Live while it is open."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from heartline.conversations.desk.calls import on_line_noted
from heartline.conversations.desk.lists import Asked, list_context
from heartline.people.access import staff_page


@staff_page("conversation.read")
def inbox(request: HttpRequest) -> HttpResponse:
    """One view of it, a page at a time. About seven queries."""
    asked = Asked.of(request)
    context = {**list_context(request, asked), "here": request.get_full_path(), "on_line": on_line_noted()}
    return render(request, "conversations/desk/inbox.html", context)
