"""A push that only the browser can read, that says nothing, and that goes nowhere but to a push service."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDH,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    derive_private_key,
    generate_private_key,
)
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from heartline.channels.traffic.failures import Why
from heartline.channels.traffic.http import Accepted, Declined, NoAnswer, Request, Response
from heartline.channels.traffic.refusal import Malformed
from heartline.channels.webpush.encryption import MOST_BYTES, encrypt, padded
from heartline.channels.webpush.notice import Kind, Notice, payload, topic
from heartline.channels.webpush.sending import Urgency, is_gone, outcome, request, send
from heartline.channels.webpush.subscription import Subscription, is_service, subscription
from heartline.channels.webpush.vapid import VALID, authorization, new_identity

NOW = datetime(2026, 3, 2, 15, tzinfo=UTC)
US = new_identity("mailto:desk@clinic.example")
NOTICE = Notice(Kind.MESSAGE, "/messages/0192", "thread-1", "en")
BROWSER = generate_private_key(SECP256R1())
ENDPOINT = "https://updates.push.services.mozilla.com/wpush/v2/gAAAA"


def raw(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def coded(value: bytes) -> str:
    return urlsafe_b64encode(value).rstrip(b"=").decode()


def point(key: EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


THERE = Subscription(ENDPOINT, point(BROWSER), b"0123456789abcdef")


def decrypt(body: bytes, browser: EllipticCurvePrivateKey, auth: bytes) -> bytes:
    """What a browser does, by RFC 8188 and RFC 8291 alone and without the library that encrypted it."""
    salt, length = body[:16], body[20]
    server, sealed = body[21 : 21 + length], body[21 + length :]
    assert int.from_bytes(body[16:20], "big") >= len(sealed)  # one record
    shared = browser.exchange(ECDH(), EllipticCurvePublicKey.from_encoded_point(SECP256R1(), server))
    mixed = HKDF(SHA256(), 32, auth, b"WebPush: info\x00" + point(browser) + server).derive(shared)
    key = HKDF(SHA256(), 16, salt, b"Content-Encoding: aes128gcm\x00").derive(mixed)
    nonce = HKDF(SHA256(), 12, salt, b"Content-Encoding: nonce\x00").derive(mixed)
    plain = AESGCM(key).decrypt(nonce, sealed, None).rstrip(b"\x00")
    assert plain.endswith(b"\x02")
    return plain[:-1]


def test_the_example_of_rfc_8291() -> None:
    """Section 5 and appendix A: known keys and salt give a known body."""
    server = derive_private_key(int.from_bytes(raw("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"), "big"), SECP256R1())
    public = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
    there = Subscription(ENDPOINT, raw(public), raw("BTBZMqHH6r4Tts7J_aSIgg"))
    body = encrypt(there, b"When I grow up, I want to be a watermelon", server, raw("DGv6ra1nlYgDCS1FRnbzlw"))
    assert coded(body) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6P"
        "Bru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


@given(st.binary(min_size=1, max_size=MOST_BYTES))
def test_the_browser_reads_what_was_sent_and_every_service_takes_it(plain: bytes) -> None:
    body = encrypt(THERE, plain)
    assert decrypt(body, BROWSER, THERE.auth) == plain
    assert len(body) <= 4096


def test_nobody_else_reads_it_and_twice_is_never_the_same() -> None:
    body = encrypt(THERE, b"x")
    with pytest.raises(InvalidTag):
        decrypt(body, generate_private_key(SECP256R1()), THERE.auth)
    with pytest.raises(InvalidTag):
        decrypt(body, BROWSER, b"x" * 16)
    assert encrypt(THERE, b"x") != encrypt(THERE, b"x")
    with pytest.raises(ValueError, match="too large"):
        encrypt(THERE, b"x" * (MOST_BYTES + 1))


@given(st.dictionaries(st.text(max_size=20), st.text(max_size=80), max_size=3))
def test_all_short_payloads_are_of_one_length(value: dict[str, str]) -> None:
    told = padded(value)
    assert len(told) % 512 == 0 and json.loads(told) == value


def test_the_token_is_for_this_service_and_a_few_hours_and_signed_by_us() -> None:
    header = authorization(US, THERE.origin, NOW)
    scheme, _, rest = header.partition(" ")
    parts = dict(part.partition("=")[::2] for part in rest.split(","))
    assert scheme == "vapid" and parts["k"] == US.public
    key = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), raw(US.public))
    claims = jwt.decode(parts["t"], key, algorithms=["ES256"], audience=THERE.origin, options={"verify_exp": False})
    assert claims == {
        "aud": "https://updates.push.services.mozilla.com",
        "exp": int((NOW + VALID).timestamp()),
        "sub": "mailto:desk@clinic.example",
    }
    other = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), raw(new_identity(US.contact).public))
    with pytest.raises(jwt.InvalidSignatureError):
        jwt.decode(parts["t"], other, algorithms=["ES256"], audience=THERE.origin, options={"verify_exp": False})


def test_keys_are_never_printed() -> None:
    assert US.private not in repr(US) and ENDPOINT not in repr(THERE) and "0123456789abcdef" not in repr(THERE)


def test_the_request() -> None:
    told = request(US, THERE, NOTICE, NOW, keep=timedelta(days=99), urgency=Urgency.HIGH)
    assert (told.method, told.url) == ("POST", ENDPOINT)
    assert told.headers["TTL"] == str(28 * 24 * 3600) and told.headers["Urgency"] == "high"
    assert told.headers["Content-Encoding"] == "aes128gcm"
    assert request(US, THERE, NOTICE, NOW, keep=timedelta(0)).headers["TTL"] == "0"
    shown = json.loads(decrypt(told.body, BROWSER, THERE.auth))
    assert shown == {
        "title": "You have a message.",
        "body": "Open the portal to read it.",
        "path": "/messages/0192",
        "tag": told.headers["Topic"],
    }


@given(st.text(max_size=60))
def test_a_topic_is_short_and_tells_nothing_of_its_thread(thread: str) -> None:
    told = topic(Notice(Kind.MESSAGE, "/messages", thread, "en"))
    assert 0 < len(told) <= 32 and set(told) <= set("0123456789abcdef")
    assert told == topic(Notice(Kind.REMINDER, "/other", thread, "vi"))


@pytest.mark.parametrize("kind", Kind)
def test_all_it_says_is_fixed_words_and_a_path(kind: Kind) -> None:
    told = payload(Notice(kind, "/messages/0192", "canary-oncology", "en"))
    assert "canary" not in json.dumps(told) and set(told) == {"title", "body", "path", "tag"}


@pytest.mark.parametrize(
    "path", ["", "messages", "//evil.example", "https://evil.example", "/m?name=Rosa", "/m#x", "/é"]
)
def test_a_path_is_of_our_own_portal_and_names_nobody(path: str) -> None:
    with pytest.raises(ValueError, match="path"):
        Notice(Kind.MESSAGE, path, "t", "en")


@pytest.mark.parametrize(
    ("status", "why", "gone"),
    [
        (404, Why.GONE, True),
        (410, Why.GONE, True),
        (413, Why.TOO_LARGE, False),
        (429, Why.BUSY, False),
        (403, Why.OUR_SETTINGS, False),
        (400, Why.OUR_REQUEST, False),
        (503, Why.PROVIDER_DOWN, False),
        (302, Why.OUR_REQUEST, False),
    ],
)
def test_what_an_answer_means(status: int, why: Why, gone: bool) -> None:
    told = outcome(Response(status, {"Retry-After": "120"}), NOTICE, NOW)
    assert isinstance(told, Declined) and told.failure.why is why and told.asked == timedelta(minutes=2)
    assert is_gone(told) == gone


def test_taken_and_lost_answers() -> None:
    told = outcome(Response(201, {"location": "https://push.example/m/1"}), NOTICE, NOW)
    assert told == Accepted("https://push.example/m/1", "sent") and not is_gone(told)

    def silent(_: Request) -> Response:
        raise NoAnswer

    again = send(US, THERE, NOTICE, silent, NOW)
    assert isinstance(again, Declined) and not again.failure.permanent


def given_by_browser(**changed: Any) -> bytes:
    keys = {"p256dh": coded(THERE.public), "auth": coded(THERE.auth)}
    return json.dumps({"endpoint": ENDPOINT, "expirationTime": None, "keys": keys} | changed).encode()


def test_a_subscription_as_browsers_give_it() -> None:
    assert subscription(given_by_browser()) == THERE
    told = subscription(given_by_browser(expirationTime=1772463600000))
    assert told.expires_at == NOW


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"endpoint": "http://fcm.googleapis.com/x"}, "endpoint"),
        ({"endpoint": "https://localhost/x"}, "endpoint"),
        ({"keys": {}}, "keys.p256dh"),
        ({"keys": {"p256dh": "BA", "auth": "aa"}}, "keys.p256dh"),
        ({"keys": {"p256dh": coded(b"\x04" + b"\x01" * 64), "auth": coded(b"x" * 16)}}, "keys.p256dh"),
        ({"keys": {"p256dh": coded(THERE.public), "auth": coded(b"x" * 15)}}, "keys.auth"),
        ({"keys": "none"}, "keys"),
        ({"expirationTime": "soon"}, "expirationTime"),
    ],
)
def test_what_is_wrong_with_it_is_named(changed: dict[str, Any], path: str) -> None:
    with pytest.raises(Malformed) as error:
        subscription(given_by_browser(**changed))
    assert error.value.path == path


@given(st.dictionaries(st.sampled_from(["endpoint", "keys", "expirationTime"]), st.none() | st.text() | st.integers()))
def test_whatever_comes_is_read_or_refused(changed: dict[str, Any]) -> None:
    with suppress(Malformed):
        assert isinstance(subscription(given_by_browser(**changed)), Subscription)


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://fcm.googleapis.com/fcm/send/abc",
        "https://updates.push.services.mozilla.com/wpush/v2/abc",
        "https://web.push.apple.com/QGuQ",
        "https://wns2-par02p.notify.windows.com/w/?token=B",
        "https://fcm.googleapis.com:443/x",
    ],
)
def test_the_browsers_services_are_known(endpoint: str) -> None:
    assert is_service(endpoint)


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://169.254.169.254/latest/meta-data",
        "https://127.0.0.1/",
        "https://fcm.googleapis.com.evil.example/",
        "https://evilfcm.googleapis.com.example/",
        "https://evil-push.apple.com.example/",
        "https://notpush.apple.com/",
        "https://user@fcm.googleapis.com/",
        "https://fcm.googleapis.com@evil.example/",
        "https://fcm.googleapis.com:8443/",
        "https://fcm.googleapis.com\\@evil.example/",
        "https://[::1]/",
        "https://[",
        "https://fcm.googleapis.com:x/",
        "file:///etc/passwd",
        "",
    ],
)
def test_requests_are_sent_to_nowhere_else(endpoint: str) -> None:
    assert not is_service(endpoint)
