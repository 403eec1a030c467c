"""Meta's webhook bodies in the shapes that its documentation tells, with ids that belong to nobody."""

import json
from typing import Any

PAGE, PERSON, PROFILE, WABA = "1010101", "2020202", "3030303", "4040404"
AT = 1772463600000  # 2026-03-02 15:00 UTC, in milliseconds

Json = dict[str, Any]


def body(kind: str, *entries: Json) -> bytes:
    return json.dumps({"object": kind, "entry": list(entries)}).encode()


def messaging(*events: Json, account: str = PAGE) -> Json:
    return {"id": account, "time": AT, "messaging": list(events)}


def event(account: str = PAGE, **told: Any) -> Json:
    return {"sender": {"id": PERSON}, "recipient": {"id": account}, "timestamp": AT, **told}


def written(text: str = "Are you open today?", mid: str = "m_1", **more: Any) -> Json:
    return event(message={"mid": mid, "text": text, **more})


def changed(field: str, account: str = PAGE, **value: Any) -> Json:
    return {"id": account, "time": AT // 1000, "changes": [{"field": field, "value": value}]}


def comment(**changed_value: Any) -> Json:
    value = {
        "item": "comment",
        "verb": "add",
        "comment_id": "77_88",
        "post_id": "1010101_77",
        "parent_id": "1010101_77",
        "from": {"id": PERSON, "name": "Rosa Example"},
        "message": "You saved my mother last week!",
        "created_time": AT // 1000,
    }
    return changed("feed", **value | changed_value)


def whatsapp(**told: Any) -> Json:
    return changed(
        "messages",
        WABA,
        **{
            "messaging_product": "whatsapp",
            "metadata": {"display_phone_number": "1 202-555-0100", "phone_number_id": "5050505"},
            **told,
        },
    )


def whatsapp_message(**told: Any) -> Json:
    return {"from": "12025550143", "id": "wamid.A1", "timestamp": str(AT // 1000), **told}


def whatsapp_status(**told: Any) -> Json:
    return {
        "id": "wamid.B2",
        "status": "delivered",
        "timestamp": str(AT // 1000),
        "recipient_id": "12025550143",
        **told,
    }
