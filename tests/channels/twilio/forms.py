"""Twilio's form posts in the shapes that its documentation tells, with numbers that belong to nobody (555-01xx)."""

SID = "SM" + "0a1b2c3d" * 4
CALL = "CA" + "0a1b2c3d" * 4
RECORDING = "RE" + "0a1b2c3d" * 4
ACCOUNT = "AC" + "0a1b2c3d" * 4

Form = dict[str, list[str]]


def form(**fields: str) -> Form:
    return {name: [value] for name, value in fields.items()}


def sms(**changed: str) -> Form:
    return form(
        **{
            "ToCountry": "US",
            "SmsMessageSid": SID,
            "NumMedia": "0",
            "SmsSid": SID,
            "SmsStatus": "received",
            "Body": "cant make it tmrw",
            "To": "+12025550100",
            "From": "+12025550143",
            "NumSegments": "1",
            "MessageSid": SID,
            "AccountSid": ACCOUNT,
            "ApiVersion": "2010-04-01",
        }
        | changed
    )


def status(**changed: str) -> Form:
    return form(
        **{
            "SmsSid": SID,
            "SmsStatus": "delivered",
            "MessageStatus": "delivered",
            "To": "+12025550143",
            "From": "+12025550100",
            "MessageSid": SID,
            "AccountSid": ACCOUNT,
            "ApiVersion": "2010-04-01",
        }
        | changed
    )


def call(**changed: str) -> Form:
    return form(
        **{
            "CallSid": CALL,
            "AccountSid": ACCOUNT,
            "From": "+12025550143",
            "To": "+12025550100",
            "CallStatus": "ringing",
            "Direction": "inbound",
            "ApiVersion": "2010-04-01",
        }
        | changed
    )
