"""The chat on a website of another origin, whose own policy allows our script and our frame and nothing else."""

import re
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from django.db import connection

from heartline.conversations.chat import actions
from heartline.conversations.models import Conversation, Message
from heartline.kernel import actor
from heartline.kernel.db.confine import as_staff
from tests.browser.booking import PHONE, Open, a_clinic
from tests.browser.looking import look
from tests.conftest import Running
from tests.conversations.scene import answers, work
from tests.people.people import at_work

SOON = 10_000  # milliseconds to wait at most


@pytest.fixture
def website(server: Running) -> Iterator[str]:
    """A clinic's website at 127.0.0.1; ours is at localhost."""

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            language = "ar" if self.path == "/ar" else "en"
            page = (
                f'<!DOCTYPE html><html lang="{language}"><head><title>Hill</title><script src="{server.url}/chat.js" '
            )
            page += 'data-colour="#0a6" defer></script></head><body><main><h1>Hill Clinic</h1></main></body></html>'
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            policy = f"default-src 'none'; script-src {server.url}; frame-src {server.url}"
            self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, *_args: Any) -> None:
            """Not to the terminal."""

    site = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    Thread(target=site.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{site.server_port}"
    a_clinic()
    with as_staff(), actor.acting(actor.SYSTEM):
        actions.set_up(on=True, origins=[address], colour="#0b5a60", greeting={})
    yield address
    site.shutdown()
    site.server_close()


def test_a_visitor_writes_loses_the_line_reloads_and_is_answered(website: str, server: Running, opened: Open) -> None:
    page = opened(website, None, viewport=PHONE)
    late: list[Any] = []
    script = re.compile(r"/chat/frame[^/]*\.js")
    page.route(script, lambda route: late.append(route))
    with page.expect_request(script):
        page.get_by_role("button", name="Chat with us").click()
    chat = page.frame_locator('iframe[title="Chat"]')
    chat.get_by_text("Emergency?").wait_for(timeout=SOON)
    chat.get_by_label("Your message").fill("When are you open?")  # the script is still on its way
    assert chat.get_by_role("button", name="Send").is_disabled()
    late[0].continue_()
    page.unroute(script)
    chat.get_by_role("button", name="Send").click()  # waits until it can be
    log = chat.get_by_role("log")
    log.get_by_text("You ·").wait_for(timeout=SOON)
    work()
    log.get_by_text("Thank you, we have your message").wait_for(timeout=SOON)  # by itself

    lost: list[Any] = []

    def lose_one(route: Any) -> None:
        """The server keeps it, and its answer is lost."""
        if route.request.method == "GET" or lost:
            route.continue_()
            return
        lost.append(route.fetch().status)
        route.abort()

    page.route("**/chat/messages", lose_one)
    chat.get_by_label("Your message").fill("Also on Monday?")
    chat.get_by_label("Your message").press("Enter")
    log.locator(".chat-one[data-mine]", has_text="You ·").nth(1).wait_for(timeout=SOON)
    assert lost == [200]
    page.context.set_offline(True)
    chat.get_by_label("Your message").fill("And on Sunday?")
    chat.get_by_label("Your message").press("Enter")
    log.get_by_text("It is sent as soon as you are online").first.wait_for(timeout=SOON)
    page.context.set_offline(False)
    page.reload()  # at once: what waits is sent from the new page
    page.frame_locator('iframe[title="Chat"]').get_by_text("And on Sunday?").wait_for(timeout=SOON)
    log.locator(".chat-one[data-mine]", has_text="You ·").nth(2).wait_for(timeout=SOON)
    kept = list(Message.objects.filter(direction="in").order_by("at", "pk").values_list("text", flat=True))
    assert kept == ["When are you open?", "Also on Monday?", "And on Sunday?"]

    answers(Conversation.objects.get(), at_work(), "From eight to five.", sensitivity="nothing")
    log.get_by_text("From eight to five.").wait_for(timeout=SOON)
    page.keyboard.press("Tab")
    chat.get_by_role("button", name="Close").click()
    page.get_by_role("button", name="Chat with us").wait_for()
    assert Message.objects.get(text="From eight to five.").read_at is not None
    assert not [text for text in page.complaints if "Content Security Policy" in text]
    connection.close()


@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("ar", "dark")])
def test_axe_finds_nothing_in_the_frame(
    website: str, server: Running, opened: Open, language: str, scheme: str
) -> None:
    page = opened(f"{server.url}/chat/frame?language={language}", None, viewport=PHONE, color_scheme=scheme)
    page.locator("#greeting").wait_for(timeout=SOON)
    look(page, narrow=320)
    connection.close()


def test_another_website_cannot_show_it(website: str, server: Running, opened: Open) -> None:
    with as_staff(), actor.acting(actor.SYSTEM):
        actions.set_up(on=True, origins=["https://other.example"], colour="#0b5a60", greeting={})
    page = opened(website, None, viewport=PHONE)
    page.get_by_role("button", name="Chat with us").click()
    page.wait_for_timeout(0)
    assert page.frame_locator('iframe[title="Chat"]').get_by_text("Emergency?").count() == 0
    connection.close()
