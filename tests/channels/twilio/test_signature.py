"""Only Twilio gets in. Signatures are made by Twilio's own SDK, and everything that differs from them is refused."""

from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from heartline.channels.twilio.signature import HEADER, SETTINGS_HEADER, Fields, Secrets, public_url, verified

TOKEN = "a-token-of-nobody"
SECRETS = Secrets(tokens=(TOKEN,))
URL = "https://clinic.example/twilio/sms?site=north&lang=en"
FORM = "application/x-www-form-urlencoded"
PAIRS = [("Body", "cant make it tmrw"), ("From", "+12025550143"), ("MessageSid", "SM1"), ("Empty", "")]


def signed(url: str, pairs: list[tuple[str, str]], token: str = TOKEN, algorithm: str | None = None) -> str:
    return str(RequestValidator(token).compute_signature(url, Fields.of(pairs), algorithm))


def body(pairs: list[tuple[str, str]]) -> bytes:
    return urlencode(pairs).encode()


def test_what_twilio_signed_is_let_in_and_handed_over_as_it_was_checked() -> None:
    told = verified(SECRETS, URL, FORM, body(PAIRS), {HEADER: signed(URL, PAIRS)})
    assert told == {"Body": ["cant make it tmrw"], "From": ["+12025550143"], "MessageSid": ["SM1"], "Empty": [""]}


def test_the_header_may_be_written_in_any_case_and_the_type_with_a_charset() -> None:
    headers = {HEADER.lower(): signed(URL, PAIRS)}
    assert verified(SECRETS, URL, FORM + "; charset=UTF-8", body(PAIRS), headers)


@pytest.mark.parametrize("called", ["https://clinic.example/sms", "https://clinic.example:443/sms"])
@pytest.mark.parametrize("seen", ["https://clinic.example/sms", "https://clinic.example:443/sms"])
def test_twilio_may_sign_with_the_port_or_without_it(called: str, seen: str) -> None:
    assert verified(SECRETS, seen, FORM, body(PAIRS), {HEADER: signed(called, PAIRS)})


def test_behind_a_proxy_the_public_address_counts_not_the_one_that_arrives() -> None:
    headers = {HEADER: signed("https://clinic.example/sms?a=b%20c", PAIRS)}
    assert verified(SECRETS, public_url("https://clinic.example/", "/sms?a=b%20c"), FORM, body(PAIRS), headers)
    assert verified(SECRETS, "http://10.0.0.7:8000/sms?a=b%20c", FORM, body(PAIRS), headers) is None
    assert verified(SECRETS, "https://clinic.example/sms?a=b c", FORM, body(PAIRS), headers) is None


def test_a_get_has_all_it_says_in_its_address() -> None:
    url = "https://clinic.example/voice?CallSid=CA1&From=%2B12025550143"
    assert verified(SECRETS, url, "", b"", {HEADER: signed(url, [])}) == {}


def test_json_is_vouched_for_by_its_hash() -> None:
    text = '{"a": "é"}'
    url = f"https://clinic.example/events?bodySHA256={RequestValidator(TOKEN).compute_hash(text)}"
    headers = {HEADER: signed(url, [])}
    assert verified(SECRETS, url, "application/json", text.encode(), headers) == text
    assert verified(SECRETS, url, "application/json", b'{"a": "e"}', headers) is None
    assert verified(SECRETS, url, FORM, b"a=e", headers) is None


def test_json_without_a_hash_is_signed_by_nobody() -> None:
    url = "https://clinic.example/events"
    assert verified(SECRETS, url, "application/json", b"{}", {HEADER: signed(url, [])}) is None


def test_while_a_token_is_replaced_the_old_one_holds_too() -> None:
    both = Secrets(tokens=("new", TOKEN))
    assert verified(both, URL, FORM, body(PAIRS), {HEADER: signed(URL, PAIRS)})
    assert verified(Secrets(tokens=("new",)), URL, FORM, body(PAIRS), {HEADER: signed(URL, PAIRS)}) is None


def test_a_shared_key_counts_only_for_requests_that_name_it() -> None:
    secrets = Secrets(tokens=(TOKEN,), shared_keys={"webhooks_sharedkey_1": "shared"})
    settings = {SETTINGS_HEADER: "key=webhooks_sharedkey_1,algorithm=HMAC_SHA256"}
    strong = {HEADER: signed(URL, PAIRS, "shared", "HMAC_SHA256")}
    assert verified(secrets, URL, FORM, body(PAIRS), strong | settings)
    assert verified(secrets, URL, FORM, body(PAIRS), strong) is None
    assert verified(secrets, URL, FORM, body(PAIRS), {HEADER: signed(URL, PAIRS)} | settings) is None
    other = {SETTINGS_HEADER: "key=webhooks_sharedkey_2,algorithm=HMAC_SHA256"}
    assert verified(secrets, URL, FORM, body(PAIRS), strong | other) is None
    unknown = {SETTINGS_HEADER: "key=webhooks_sharedkey_1,algorithm=NONE"}
    assert verified(secrets, URL, FORM, body(PAIRS), strong | unknown) is None


def test_no_secret_lets_nobody_in() -> None:
    assert verified(Secrets(), URL, FORM, body(PAIRS), {HEADER: signed(URL, PAIRS, "")}) is None
    assert verified(Secrets(tokens=("",)), URL, FORM, body(PAIRS), {HEADER: signed(URL, PAIRS, "")}) is None


pairs = st.lists(st.tuples(st.text(min_size=1, max_size=10), st.text(max_size=30)), min_size=1, max_size=8)


@given(pairs)
def test_any_fields_that_twilio_may_add_are_signed_and_let_in(fields: list[tuple[str, str]]) -> None:
    told = verified(SECRETS, URL, FORM, body(fields), {HEADER: signed(URL, fields)})
    assert told == dict(Fields.of(fields))


@given(pairs, st.data())
def test_a_changed_value_is_a_forgery(fields: list[tuple[str, str]], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(fields) - 1))
    name, value = fields[at]
    forged = [*fields[:at], (name, value + "!"), *fields[at + 1 :]]
    assert verified(SECRETS, URL, FORM, body(forged), {HEADER: signed(URL, fields)}) is None


@given(st.text(), st.binary(), st.text(), st.text())
def test_nothing_raises_and_nobody_gets_in_by_chance(url: str, raw: bytes, kind: str, header: str) -> None:
    assert verified(SECRETS, url, kind, raw, {HEADER: header}) is None
    assert verified(SECRETS, URL, FORM, raw, {HEADER: header, SETTINGS_HEADER: header}) is None


@pytest.mark.parametrize("url", ["", "clinic", "https://", "https://[", "https://x:99999/", "ftp://x/", "https://x:0/"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    assert verified(SECRETS, url, FORM, body(PAIRS), {HEADER: "x"}) is None


def test_a_path_is_one() -> None:
    with pytest.raises(ValueError, match="slash"):
        public_url("https://clinic.example", "evil.example/")
