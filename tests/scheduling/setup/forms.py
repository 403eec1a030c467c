"""Filling in a page's form as a browser would: what it was opened with is sent back, but for what was changed."""

import re
from html.parser import HTMLParser
from typing import Any

from django.test import Client


class Form(HTMLParser):
    """The values of the page's form that is sent to the page itself."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.values: dict[str, list[str]] = {}
        self._inside = False
        self._select = self._textarea = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = dict(attrs)
        name = has.get("name") or ""
        if tag == "form":
            self._inside = has.get("method") == "post" and "action" not in has
        elif not self._inside:
            return
        elif tag == "input" and name and name != "csrfmiddlewaretoken":
            if has.get("type") not in ("checkbox", "radio") or "checked" in has:
                self.values.setdefault(name, []).append(has.get("value") or ("on" if "checked" in has else ""))
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and ("selected" in has or self._select not in self.values):
            self.values[self._select] = [has.get("value") or ""]  # the first one, where none is chosen
        elif tag == "textarea":
            self._textarea = name
            self.values[name] = [""]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag in ("select", "textarea"):
            self._select = self._textarea = ""

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self.values[self._textarea][0] += data.removeprefix("\n")


def opened(client: Client, address: str) -> dict[str, Any]:
    """What the form at `address` would send if nothing were changed."""
    page = client.get(address)
    assert page.status_code == 200, (address, page.status_code)
    return Form(page.content.decode()).values


def send(client: Client, address: str, *, status: int = 200, **changes: Any) -> Any:
    """Open the form, change it and send it. The answer, where it leads followed."""
    answer = client.post(address, opened(client, address) | changes, follow=True)
    said = re.findall(r'<li><a href="#id_.*?</li>|<p class="refused-.*?</p>', answer.content.decode(), re.S)
    assert answer.status_code == status, (address, answer.status_code, said)
    return answer
