"""A message out obeys what was decided about it."""

import pytest

from heartline.channels.traffic.messages import SECURE, Door, Outbound, Tells


@pytest.mark.parametrize("door", Door)
@pytest.mark.parametrize("tells", Tells)
def test_nothing_private_leaves_by_an_insecure_door(door: Door, tells: Tells) -> None:
    def write() -> Outbound:
        return Outbound("k1", door, "+12025550143", "Your result is back.", "en", tells)

    if tells is Tells.PRIVATE and door not in SECURE:
        with pytest.raises(ValueError, match="private"):
            write()
    else:
        assert write().key == "k1"


def test_sms_email_voice_and_push_are_not_secure() -> None:
    assert not SECURE & {Door.SMS, Door.EMAIL, Door.WHATSAPP, Door.VOICE, Door.PUSH, Door.MESSENGER, Door.INSTAGRAM}


def test_a_message_without_its_key_is_none() -> None:
    with pytest.raises(ValueError, match="key"):
        Outbound("", Door.SMS, "+12025550143", "Hi", "en", Tells.NOTICE)
