"""A caller on the line: tells our webhooks what Twilio would, signed by Twilio's own SDK, and follows what we say."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit
from xml.etree import ElementTree

from django.test import Client
from twilio.request_validator import RequestValidator

from heartline.channels.twilio.signature import HEADER, Fields
from heartline.channels.twilio.voice.languages import spoken
from heartline.conversations.models import PhoneCall
from tests.channels.twilio import forms

TOKEN, HERE = "a-token-of-nobody", "https://care.example.org"
FORM = "application/x-www-form-urlencoded"
ACCOUNT = f"twilio://SK1:s@{forms.ACCOUNT}?voice_from=+12125550100&token={TOKEN}"
RECORDING = f"https://api.twilio.com/2010-04-01/Accounts/{forms.ACCOUNT}/Recordings/{forms.RECORDING}"


def call_at(path: str, form: forms.Form, *, token: str = TOKEN) -> Any:
    pairs = [(name, value) for name, values in form.items() for value in values]
    signature = RequestValidator(token).compute_signature(HERE + path, Fields.of(pairs))
    client = Client(enforce_csrf_checks=True)
    return client.post(path, urlencode(pairs), content_type=FORM, headers={HEADER: signature})


@dataclass
class Phone:
    """One call. `last` is what was said last, as XML."""

    caller: str = "+12125550142"
    sid: str = forms.CALL
    last: ElementTree.Element = field(default_factory=lambda: ElementTree.Element("Response"))

    def tell(self, path: str, **fields: str) -> "Phone":
        given = {"CallSid": self.sid, "From": self.caller, "To": "+12125550100", "CallStatus": "in-progress", **fields}
        answer = call_at(path, forms.call(**given))
        assert answer.status_code == 200, (path, answer.content)
        self.last = ElementTree.fromstring(answer.content)
        return self

    def rings(self) -> "Phone":
        return self.tell("/hooks/twilio/calls/answer", CallStatus="ringing")

    def presses(self, digits: str) -> "Phone":
        return self.tell(self.action("Gather"), Digits=digits)

    def says(self, words: str) -> "Phone":
        return self.tell(self.action("Gather"), SpeechResult=words, Confidence="0.9")

    def waits(self, position: int = 1) -> "Phone":
        fields = {"QueuePosition": str(position), "QueueTime": "5", "CurrentQueueSize": "1", "AvgQueueTime": "0"}
        return self.tell("/hooks/twilio/calls/waiting", **fields)

    def leaves(self, how: str, seconds: int = 5) -> "Phone":
        return self.tell("/hooks/twilio/calls/left", QueueResult=how, QueueTime=str(seconds))

    def records(self, seconds: int = 12) -> "Phone":
        kept = {"RecordingSid": forms.RECORDING, "RecordingUrl": RECORDING, "RecordingDuration": str(seconds)}
        return self.tell(self.action("Record"), **kept)

    def hangs_up(self) -> "Phone":
        return self.tell("/hooks/twilio/calls/status", CallStatus="completed", CallDuration="60")

    def action(self, verb: str) -> str:
        found = self.last.find(f".//{verb}")
        assert found is not None, ElementTree.tostring(self.last)
        parts = urlsplit(found.attrib["action"])
        assert f"{parts.scheme}://{parts.netloc}" == HERE
        return parts.path + (f"?{parts.query}" if parts.query else "")

    @property
    def words(self) -> str:
        return " ".join(each.text or "" for each in self.last.iter("Say"))

    @property
    def verbs(self) -> list[str]:
        return [each.tag for each in self.last]

    @property
    def voices(self) -> set[str]:
        return {each.attrib["voice"] for each in self.last.iter("Say")}

    @property
    def kept(self) -> PhoneCall:
        return PhoneCall.objects.get(provider_id=self.sid)

    def speaks(self, language: str) -> bool:
        return self.voices == {spoken(language).voice}
