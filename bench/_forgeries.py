"""Requests as nobody should send them: good ones, the same again, forged ones, and signed ones that make no sense. Seeded.

Each says what has to come of it. What is forged carries a mark, so that it would be found if it got in.
"""

import json
import random
import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode

from twilio.request_validator import RequestValidator

from bench._webhooks import ACCOUNT, OURS, SECRET, TOKEN, Post, letter, system_message, text_message
from bench._webhooks import SETTINGS as PLAIN
from heartline.channels.traffic.hub_signature import sign

PAGE, FORGED = "1010101", "canary-forged"
SETTINGS = {
    **PLAIN,
    "HEARTLINE_TWILIO_URL": f"{PLAIN['HEARTLINE_TWILIO_URL']}&voice_from=%2B12025550101",
    "HEARTLINE_META_URL": f"meta://word:{SECRET}@127.0.0.1:9/v25.0?page={PAGE}&page_token=none",
}
FORM, JSON, HUB, TWILIO = (
    "application/x-www-form-urlencoded",
    "application/json",
    "X-Hub-Signature-256",
    "X-Twilio-Signature",
)
GOOD, AGAIN, WRONG, STRANGE = "good", "replayed", "forged", "malformed"
WEIGHTS = {GOOD: 2, AGAIN: 2, WRONG: 3, STRANGE: 5}


@dataclass(frozen=True, slots=True)
class Case:
    """`kept` is the text or the letter that has to be there once afterwards, where one has."""

    kind: str
    post: Post
    kept: str | bytes = ""

    def is_answered_well(self, status: int) -> bool:
        """Forged: refused. Good or sent again: taken. Senseless: taken or refused, and nothing falls over."""
        if self.kind == WRONG:
            return status == 403
        return 200 <= status < 300 if self.kind in (GOOD, AGAIN) or self.kept else 200 <= status < 500


def cases(seed: int, count: int, address: str) -> Iterator[Case]:
    """So many, mixed."""
    chance, sent = random.Random(seed), list[Case]()
    for number in range(count):
        kind = chance.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        if kind == AGAIN and sent:
            yield replace(chance.choice(sent), kind=AGAIN)
            continue
        make = chance.choice(MAKERS)
        post = make(address, number, f"case {number} {secrets.token_hex(6)}")
        if kind == WRONG:
            yield Case(WRONG, forged(make(address, number, f"{FORGED} {number}"), address, chance))
        elif kind == STRANGE:
            yield strange(post, address, chance)
        else:
            good = Case(GOOD, post, post.body if post.path == "/hooks/email" else "")
            sent = [*sent[-50:], good]
            yield good


def meta_message(address: str, number: int, text: str) -> Post:
    """As Meta posts what somebody wrote by Messenger."""
    at = int(datetime.now(UTC).timestamp() * 1000)
    said = {"mid": f"m_{secrets.token_hex(16)}", "text": text}
    event = {"sender": {"id": f"77{number}"}, "recipient": {"id": PAGE}, "timestamp": at, "message": said}
    return _hub("/hooks/meta", {"object": "page", "entry": [{"id": PAGE, "time": at, "messaging": [event]}]})


def comment(address: str, number: int, text: str) -> Post:
    """As Meta posts what somebody said under a post of ours."""
    at = int(datetime.now(UTC).timestamp())
    value = {
        "item": "comment", "verb": "add", "comment_id": f"9_{secrets.token_hex(8)}", "post_id": f"{PAGE}_9", "parent_id": f"{PAGE}_9",
        "from": {"id": f"88{number}", "name": "Rosa"}, "message": text, "created_time": at,
    }  # fmt: skip
    return _hub(
        "/hooks/meta", {"object": "page", "entry": [{"id": PAGE, "changes": [{"field": "feed", "value": value}]}]}
    )


def call(address: str, number: int, text: str) -> Post:
    """As Twilio asks what to say to somebody who calls."""
    form = {
        "CallSid": "CA" + secrets.token_hex(16), "AccountSid": ACCOUNT, "From": f"+999{number:010}", "To": "+12025550101",
        "CallStatus": "ringing", "Direction": "inbound", "CallerName": text,
    }  # fmt: skip
    return _twilio(address, "/hooks/twilio/calls/answer", urlencode(form).encode())


def forged(post: Post, address: str, chance: random.Random) -> Post:
    """Not signed, signed with another secret, signed for something else, or changed on its way."""
    name = TWILIO if TWILIO in post.headers else HUB
    signature = post.headers[name]
    wrong: list[Callable[[], Post]] = [
        lambda: _with(post, {name: None}),
        lambda: _with(post, {name: ""}),
        lambda: _with(post, {name: "sha256=" + "0" * 64}),
        lambda: _with(
            post, {name: signature[:-1] + ("1" if signature[-1] == "0" else "0") if name == HUB else signature[::-1]}
        ),
        lambda: _with(post, {name: sign("another secret", post.body)}),
        lambda: _with(post, {name: RequestValidator("another").compute_signature(address + post.path, {})}),
        lambda: replace(post, body=post.body + b" "),
        lambda: replace(post, body=post.body.replace(FORGED.encode(), (FORGED + "-changed").encode()) + b"\n"),
    ]
    return chance.choice(wrong)()


def strange(post: Post, address: str, chance: random.Random) -> Case:
    """Signed as it should be, and not what anybody should send. A letter has to be kept all the same."""
    if post.headers["Content-Type"] == FORM:
        return Case(STRANGE, _twilio(address, post.path, _strange_form(post.body, chance)))
    if post.headers["Content-Type"] == JSON:
        return Case(STRANGE, _signed(post, _strange_json(post.body, chance)))
    body = _strange_letter(post.body, chance)
    return Case(STRANGE, _signed(post, body), kept=body if body.strip() else "")


def _strange_form(body: bytes, chance: random.Random) -> bytes:
    pairs = parse_qsl(body.decode(), keep_blank_values=True)
    place = chance.randrange(len(pairs))
    name, value = pairs[place]
    pairs[place : place + 1] = chance.choice(
        ([], [(name, value), (name, value)], [(name, "")], [(name, "\x00" + value)], [(name, "\ud800".encode("utf-8", "replace").decode())],
         [(name, "9" * 5000)], [(name + "\x00", value)], [(name, "\u202e" + value * 50)], [("NumMedia", "99999999999")], [("NumMedia", "-1")])
    )  # fmt: skip
    return urlencode(pairs).encode()


def _strange_json(body: bytes, chance: random.Random) -> bytes:
    told = json.loads(body)
    ways: list[Callable[[], bytes]] = [
        lambda: body[: chance.randrange(len(body))],
        lambda: b"[" * 5000,
        lambda: chance.randbytes(chance.randrange(1, 400)),
        lambda: b'{"a":' * 200 + b"1" + b"}" * 200,
        lambda: json.dumps([told]).encode(),
        lambda: b"",
        lambda: b"null",
        *(lambda value=value: json.dumps(_with_value(told, value, chance)).encode() for value in _VALUES),  # type: ignore[misc]
    ]
    return chance.choice(ways)()


_VALUES: tuple[Any, ...] = (
    None,
    True,
    [],
    {},
    "",
    "\x00",
    "\ud800",
    "x" * 2000,
    10**30,
    -1,
    1.5,
    ["x"],
    {"id": {}},
    "2026-13-45T99:99:99Z",
)


def _with_value(told: Any, value: Any, chance: random.Random) -> Any:
    """The same with another value in one place, however deep."""
    if isinstance(told, dict) and told and chance.random() < 0.9:
        name = chance.choice(list(told))
        return {**told, name: _with_value(told[name], value, chance)}
    if isinstance(told, list) and told and chance.random() < 0.9:
        place = chance.randrange(len(told))
        return [*told[:place], _with_value(told[place], value, chance), *told[place + 1 :]]
    return value


def _strange_letter(body: bytes, chance: random.Random) -> bytes:
    head, _blank, text = body.partition(b"\n\n")
    ways: list[Callable[[], bytes]] = [
        lambda: body[: chance.randrange(1, len(body))],
        lambda: chance.randbytes(chance.randrange(1, 600)),
        lambda: head + b"\nContent-Type: text/plain; charset=x-unheard-of\n\n" + chance.randbytes(200),
        lambda: head.replace(b"Subject: ", b"Subject: =?utf-9?Q?=ZZ?= =?gb2312?B?////?= \xff") + b"\n\n" + text,
        lambda: head + b'\nContent-Type: multipart/mixed; boundary="x"\n\n' + b"--x\n" * 400,
        lambda: (
            head
            + b"".join(b'\nX: 1\nContent-Type: multipart/mixed; boundary="%d"\n\n--%d' % (n, n) for n in range(60))
            + b"\n\n"
            + text
        ),
        lambda: head + b"\nContent-Type: text/calendar\nContent-Transfer-Encoding: base64\n\n!!!!" + text,
        lambda: head + b"\nContent-Type: application/ms-tnef\nContent-Transfer-Encoding: base64\n\neJ8+IgAAAAA=",
        lambda: head + b"\nContent-Type: text/html\n\n" + b"<div>" * 3000 + text,
        lambda: b"From: <\n" + body.replace(b"From:", b"Sender:"),
        lambda: head + b"\nReply-To: " + b"a@b.example, " * 800 + b"\n\n" + text,
        lambda: b"\n\n" + body,
        lambda: head + b"\nDate: Thu, 99 Foo 20260 99:99:99 +9999\n\n" + text,
        lambda: body.replace(b"\n", b"\r"),
    ]
    return chance.choice(ways)() + b"\n" + secrets.token_hex(8).encode()  # no two are the same letter


def _hub(path: str, told: Mapping[str, Any]) -> Post:
    body = json.dumps(told).encode()
    return Post(path, {"Content-Type": JSON, HUB: sign(SECRET, body)}, body)


def _signed(post: Post, body: bytes) -> Post:
    return Post(post.path, {**post.headers, HUB: sign(SECRET, body)}, body)


def _twilio(address: str, path: str, body: bytes) -> Post:
    from heartline.channels.twilio.signature import Fields

    fields = Fields.of(parse_qsl(body.decode(), keep_blank_values=True))
    signature = RequestValidator(TOKEN).compute_signature(address + path, fields)
    return Post(path, {"Content-Type": FORM, TWILIO: signature}, body)


def _with(post: Post, headers: Mapping[str, str | None]) -> Post:
    changed = {**post.headers, **headers}
    return replace(post, headers={name: value for name, value in changed.items() if value is not None})


MAKERS = (text_message, meta_message, comment, call, system_message, letter, letter)
__all__ = ["AGAIN", "FORGED", "GOOD", "OURS", "SETTINGS", "STRANGE", "WRONG", "Case", "cases"]
