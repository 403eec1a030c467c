"""Setting up the chat for the clinic's website: the tag to copy, where it may stand, and how it looks."""

from django import forms
from django.conf import settings as project
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heartline.conversations.chat import actions, queries
from heartline.conversations.chat.rules import COLOUR, ENOUGH, contrast, ink_on, read_origin
from heartline.kernel import addresses
from heartline.people.access import staff_page

MOST_SITES = 20


class ChatForm(forms.Form):
    """`origins`: one a line. The greetings are fields of their own, one a language."""

    on = forms.BooleanField(label=gettext_lazy("The chat is on"), required=False)
    origins = forms.CharField(
        label=gettext_lazy("Websites that may show it"),
        help_text=gettext_lazy("One address a line, such as https://clinic.example"),
        required=False,
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "ltr"}),
    )
    colour = forms.CharField(
        label=gettext_lazy("Colour"), max_length=7, widget=forms.TextInput(attrs={"type": "color", "dir": "ltr"})
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for code, name in project.LANGUAGES:
            widget = forms.TextInput(attrs={"lang": code, "dir": "auto"})
            label = _("Greeting in %(language)s") % {"language": name}
            self.fields[f"greeting_{code}"] = forms.CharField(
                label=label, required=False, max_length=200, widget=widget
            )

    def clean_origins(self) -> list[str]:
        found: list[str] = []
        for line in filter(None, map(str.strip, self.cleaned_data["origins"].splitlines())):
            try:
                found.append(read_origin(line))
            except ValueError:
                raise forms.ValidationError(
                    _("%(address)s is not the address of a website: https:// and its name, and no more.")
                    % {"address": line}
                ) from None
        if len(found) > MOST_SITES:
            raise forms.ValidationError(_("At most %(most)s websites.") % {"most": MOST_SITES})
        return list(dict.fromkeys(found))

    def clean_colour(self) -> str:
        colour = str(self.cleaned_data["colour"]).lower()
        if not COLOUR.fullmatch(colour):
            raise forms.ValidationError(_("Write a colour as # and six digits, such as #0b5a60."))
        if contrast(colour, ink_on(colour)) < ENOUGH:
            raise forms.ValidationError(_("Words on this colour are hard to read. Choose a darker or a lighter one."))
        return colour

    def greetings(self) -> dict[str, str]:
        found = {code: self.cleaned_data[f"greeting_{code}"].strip() for code, _name in project.LANGUAGES}
        return {code: text for code, text in found.items() if text}


@staff_page("settings.edit")
def chat(request: HttpRequest) -> HttpResponse:
    """One query besides the shell's."""
    kept = queries.settings()
    before = {"on": kept.on, "origins": "\n".join(kept.origins), "colour": kept.colour}
    before |= {f"greeting_{code}": text for code, text in kept.greeting.items()}
    form = ChatForm(request.POST if request.method == "POST" else None, initial=before)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        actions.set_up(on=sent["on"], origins=sent["origins"], colour=sent["colour"], greeting=form.greetings())
        messages.success(request, _("Kept. Websites show it within five minutes."))
        return redirect("desk:setup_chat")
    context = {
        "title": _("Chat on your website"),
        "lead": _("Visitors write from your website; it comes into the inbox like everything else."),
        "form": form,
        "greetings": [form[f"greeting_{code}"] for code, _name in project.LANGUAGES],
        "tag": f'<script src="{addresses.absolute("/chat.js")}" defer></script>',
        "kept": kept,
    }
    return render(request, "conversations/desk/chat_setup.html", context, status=422 if form.errors else 200)
