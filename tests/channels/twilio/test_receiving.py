"""Twilio's posts become a message or news of one, or are refused with what is wrong."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heartline.channels.traffic.delivery import Delivery, State
from heartline.channels.traffic.failures import Why
from heartline.channels.traffic.messages import Door, Inbound, Media, Opt
from heartline.channels.traffic.refusal import Malformed
from heartline.channels.twilio.receiving import delivery, message
from tests.channels.twilio.forms import SID, sms, status


def test_a_text_message() -> None:
    told = message(sms())
    assert (told.provider, told.provider_id, told.door) == ("twilio", SID, Door.SMS)
    assert (told.sender, told.receiver, told.text) == ("+12025550143", "+12025550100", "cant make it tmrw")
    assert told.raw["ApiVersion"] == ["2010-04-01"] and told.media == () and told.opt is None


def test_a_post_that_is_replayed_is_the_same_message_by_its_id() -> None:
    """A replay's signature is true, so what stops it is that provider and id are unique together."""
    first, again = message(sms()), message(sms())
    assert (first.provider, first.provider_id) == (again.provider, again.provider_id) and first == again


def test_whatsapp_says_the_writers_own_name_and_what_a_button_stands_for() -> None:
    told = message(
        sms(
            From="whatsapp:+12025550143",
            To="whatsapp:+12025550100",
            ProfileName="Rosa",
            Body="Confirm",
            ButtonPayload="confirm-1",
            ButtonText="Confirm",
        )
    )
    assert (told.door, told.sender, told.receiver) == (Door.WHATSAPP, "+12025550143", "+12025550100")
    assert (told.sender_name, told.choice) == ("Rosa", "confirm-1")


def test_pictures_come_as_addresses() -> None:
    told = message(
        sms(
            Body="",
            NumMedia="2",
            MediaUrl0="https://api.twilio.com/m/0",
            MediaContentType0="image/jpeg",
            MediaUrl1="https://api.twilio.com/m/1",
        )
    )
    assert told.media == (Media("https://api.twilio.com/m/0", "image/jpeg"), Media("https://api.twilio.com/m/1"))


@pytest.mark.parametrize(("kind", "opt"), [("STOP", Opt.OUT), ("START", Opt.IN), ("HELP", Opt.HELP)])
def test_the_carrier_tells_that_somebody_wants_out(kind: str, opt: Opt) -> None:
    assert message(sms(Body="STOP", OptOutType=kind)).opt is opt


def test_the_word_alone_is_no_opt_out_of_the_carriers() -> None:
    assert message(sms(Body="STOP")).opt is None


@pytest.mark.parametrize("sender", ["+12025550143", "55501", "CITYCLINIC", "City Clinic"])
def test_a_sender_is_a_number_a_short_code_or_a_name(sender: str) -> None:
    assert message(sms(From=sender)).sender == sender


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("MessageSid", ""),
        ("MessageSid", "SM1"),
        ("MessageSid", "CA" + "0" * 32),
        ("From", ""),
        ("From", "+1202555<script>"),
        ("From", "+"),
        ("To", "x" * 100),
        ("NumMedia", "-1"),
        ("NumMedia", "11"),
        ("NumMedia", "two"),
        ("NumMedia", "1"),
        ("NumMedia", "٣"),
    ],
)
def test_what_twilio_does_not_send_is_refused_by_its_name(field: str, value: str) -> None:
    with pytest.raises(Malformed) as error:
        message(sms(**{field: value}))
    assert error.value.path.startswith(field.replace("NumMedia", "")) and (not value or value not in error.value.what)


def test_media_elsewhere_than_on_https_is_refused() -> None:
    with pytest.raises(Malformed, match="https"):
        message(sms(NumMedia="1", MediaUrl0="file:///etc/passwd"))


def test_a_field_twice_is_refused_because_nobody_knows_which_is_meant() -> None:
    with pytest.raises(Malformed, match="more than once"):
        message(sms() | {"From": ["+12025550143", "+12025550144"]})


def test_what_no_database_takes_is_left_out() -> None:
    told = message(sms(Body="a\x00b\ud83d", Extra="\x00"))
    assert told.text == "ab?" and told.raw["Body"] == ["ab?"] and told.raw["Extra"] == [""]


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ("accepted", State.QUEUED),
        ("queued", State.QUEUED),
        ("sending", State.QUEUED),
        ("sent", State.SENT),
        ("delivered", State.DELIVERED),
        ("read", State.READ),
    ],
)
def test_news_of_a_message(told: str, state: State) -> None:
    assert delivery(status(MessageStatus=told), key="k1") == Delivery("twilio", SID, state, key="k1")


@pytest.mark.parametrize(
    ("code", "why", "permanent", "closes"),
    [
        ("30003", Why.UNREACHABLE, False, False),
        ("30004", Why.BLOCKED, True, True),
        ("30005", Why.NO_SUCH_ADDRESS, True, True),
        ("30006", Why.NO_TEXTS, True, True),
        ("30007", Why.FILTERED, True, False),
        ("30008", Why.UNKNOWN, False, False),
        ("21610", Why.OPTED_OUT, True, True),
        ("63016", Why.WINDOW_CLOSED, True, False),
        ("30034", Why.OUR_SETTINGS, True, False),
        ("30001", Why.BUSY, False, False),
        ("99999", Why.UNKNOWN, False, False),
        ("", Why.UNKNOWN, False, False),
    ],
)
def test_a_failure_says_why_and_whether_trying_again_helps(code: str, why: Why, permanent: bool, closes: bool) -> None:
    told = delivery(status(MessageStatus="undelivered", ErrorCode=code))
    assert told is not None and told.failure is not None and told.state is State.FAILED
    assert (told.failure.why, told.failure.permanent, told.failure.closes_address) == (why, permanent, closes)
    assert told.failure.code == code and str(code or "x") not in told.failure.words


def test_a_state_that_twilio_may_yet_invent_is_no_news() -> None:
    assert delivery(status(MessageStatus="teleported")) is None


words = st.text(max_size=40)
names = st.sampled_from(
    ["MessageSid", "From", "To", "Body", "NumMedia", "MediaUrl0", "MessageStatus", "ErrorCode", "X"]
)
forms = st.dictionaries(names, st.lists(words, max_size=3))


@given(forms)
def test_whatever_comes_is_read_or_refused(fields: dict[str, list[str]]) -> None:
    for read in (message, delivery):
        with suppress(Malformed):
            assert isinstance(read(fields), Inbound | Delivery | None)


@given(forms)
def test_a_true_message_with_anything_else_in_it_is_read_or_refused(fields: dict[str, list[str]]) -> None:
    for read, true in ((message, sms()), (delivery, status())):
        try:
            told = read(true | fields)
        except Malformed:
            continue
        assert told is None or told.provider_id.startswith(("SM", "MM"))
