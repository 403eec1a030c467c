"""The page that all of setting up shares: a form, what was refused, what somebody else changed meanwhile."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from heartline.kernel.errors import Refused, Words
from heartline.kernel.revising import Stale
from heartline.people.forms.setting import SettingForm

FORM = "people/desk/setup_form.html"


def set_up(
    request: HttpRequest,
    form: SettingForm,
    save: Callable[[SettingForm], object],
    *,
    title: Words,
    back: str,
    then: str = "",
    told: Words = "",
    lead: Words = "",
    template: str = FORM,
    **more: Any,
) -> HttpResponse:
    """Show `form`; sent, `save` it and go to `then` (else `back`) with the word `told`. Refused, nothing filled in is lost.

    `save` gives a sentence to tell instead, if it has one.
    """
    context: dict[str, Any] = {"form": form, "title": title, "lead": lead, "back_href": back, **more}
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                said = save(form)
            except Stale as refusal:
                context |= {
                    "refusal": refusal,
                    "theirs": [form.said(name, value) for name, value in refusal.now.items()],
                }
                form.look_again(refusal.theirs)
                status = refusal.status
            except Refused as refusal:
                context["refusal"], status = refusal, refusal.status
            else:
                messages.success(request, str(said if isinstance(said, str) and said else told))
                return redirect(then or back)
    return render(request, template, context, status=status)
