"""A message left by voice: kept with its call's entry, written down, and its sound fetched from where it lies."""

from datetime import timedelta

from heartline.channels.traffic.messages import Media
from heartline.conversations.attachments.actions import await_media
from heartline.conversations.calls import actions
from heartline.conversations.calls.models import PhoneCall
from heartline.conversations.emergencies.rules import sounds_like_one
from heartline.conversations.threads.actions import see_emergency
from heartline.conversations.threads.writing import MOST, tidy
from heartline.kernel import ledger, live

Left = PhoneCall.Left
SOUND = "audio/mpeg"


def recorded(call: PhoneCall, recording_id: str, url: str, length: timedelta) -> None:
    """They left a message; told twice, it is one. A job fetches its sound from `url`, if it lies anywhere."""
    new = not call.recording_id
    if not new and call.recording_id != recording_id:
        return  # one call leaves one message
    fetched = bool(call.recording_url)
    call.recording_id, call.recording_length = recording_id, length or call.recording_length
    call.recording_url = call.recording_url or url
    call.save(update_fields=["recording_id", "recording_length", "recording_url"])
    if new:
        _left(call)
    if url and not fetched and call.message:
        await_media(call.message, [Media(f"{url}.mp3", SOUND)])
    _tell(call)


def written(call: PhoneCall, recording_id: str, text: str) -> None:
    """What they said, in writing. It may come before the news of the recording itself."""
    if call.recording_id not in ("", recording_id) or call.transcript:
        return
    if not call.recording_id:
        recorded(call, recording_id, "", timedelta(0))
    call.transcript = tidy(text)[:MOST]
    call.save(update_fields=["transcript"])
    if call.conversation_id and sounds_like_one(call.transcript):
        see_emergency(call.conversation_id)
    _tell(call)


def _left(call: PhoneCall) -> None:
    actions.want(call, call.leaving or Left.VOICEMAIL)
    actions.leave(call, Left.VOICEMAIL)
    message = actions.left_behind(call, Left.VOICEMAIL)
    conversation = call.conversation
    ledger.record(
        "voicemail.left",
        patient_id=conversation.patient_id if conversation else None,
        subject_id=call.pk,
        data={"message": str(message.pk) if message else ""},
        confidential=bool(conversation and conversation.confidential),
    )


def _tell(call: PhoneCall) -> None:
    live.notify("staff", *([f"thread:{call.conversation_id}"] if call.conversation_id else []))
