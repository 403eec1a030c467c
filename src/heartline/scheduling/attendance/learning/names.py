"""What the names of columns say: what is never used, and what can only be known after a visit."""

import itertools
import re
from collections.abc import Iterable

# Beginnings of words, in the languages in which such files are kept. Never used, whatever they would add.
NEVER = (
    "race", "racial", "ethnic", "etnia", "raca", "raza", "hispanic", "latino", "latina", "indigenous", "aboriginal", "tribe",
    "tribal", "caste", "skincolor", "skincolour", "language", "languag", "idioma", "lengua", "lingua", "sprache", "langue",
    "tongue", "interpret", "translator", "speaks", "english", "religio", "faith", "church", "nationalit", "nacionalidad",
    "nationality", "citizen", "ciudadan", "immigra", "migrant", "migration", "refugee", "asylum", "visa", "birthplace",
    "birthcountry", "countryofbirth", "placeofbirth", "origin", "ancestry", "foreign", "native", "surname", "lastname",
    "firstname", "givenname", "familyname", "fullname", "patientname",
)  # fmt: skip
NEVER_WHOLE = {"race", "raca", "cor", "lang", "lng", "faith", "name", "nome", "nombre", "ethn", "eth", "locale", "nation",
               "pob", "country"}  # fmt: skip
# Values that give such a column away under another name.
TELLING = {
    "white", "black", "asian", "hispanic", "latino", "latina", "caucasian", "african american", "native american",
    "pacific islander", "non-hispanic", "not hispanic", "multiracial", "indigenous", "parda", "preta", "branca", "amarela",
    "english", "spanish", "mandarin", "cantonese", "chinese", "vietnamese", "arabic", "portuguese", "french", "somali",
    "christian", "catholic", "muslim", "jewish", "hindu", "buddhist", "protestant", "atheist", "black or african american",
}  # fmt: skip

# Known only after the visit (or the moment it was missed), in a whole word or several.
AFTER = {
    "attended", "attendance", "attend", "arrived", "arrival", "arrive", "checkin", "checkedin", "checkout", "checkedout",
    "noshow", "showed", "showup", "shown", "missed", "miss", "absent", "present", "presence", "outcome", "fulfilled", "completed",
    "completion", "seen", "cancelled", "canceled", "cancel", "cancellation", "cancelreason", "discharge", "discharged",
    "roomed", "dna", "kept", "rebooked", "rescheduled", "encounter", "disposition", "finished",
}  # fmt: skip
PAIRS = (("check", "in"), ("checked", "in"), ("check", "out"), ("no", "show"), ("show", "up"), ("did", "not"), ("walked", "out"),
         ("left", "at"), ("signed", "in"))  # fmt: skip
# Known after, or else something harmless ("marital status", "waiting list"): the data decides.
PERHAPS = {
    "status", "state", "result", "duration", "wait", "waited", "paid", "payment", "billed", "bill", "charge", "charged", "invoice",
    "copay", "actual", "end", "ended", "updated", "modified", "changed", "closed", "note", "notes", "comment", "comments",
    "diagnosis", "procedure", "vitals", "rating", "satisfaction", "score", "final", "follow", "followup", "reason", "code",
    "late", "delay", "minutes", "visit", "flag", "show", "rate", "total", "count",
}  # fmt: skip
EARLIER = {"previous", "prior", "past", "earlier", "history", "last", "before", "former", "prev", "hist"}
REMIND = ("remind", "sms", "text", "letter", "call", "notif")


def words(name: str) -> list[str]:
    """ "LastCheckIn_at" → last, check, in, at."""
    split = re.sub(r"([a-z0-9])([A-Z])", r"\1 \2", name)
    return [word for word in re.split(r"[^0-9a-zA-ZÀ-ÿ]+", split.lower()) if word]


def never_used(name: str, values: Iterable[str] = ()) -> bool:
    """Whether it tells, or stands for, race, ethnicity, language, religion or nationality; or is somebody's name."""
    parts = words(name)
    joined = "".join(parts)
    if any(part in NEVER_WHOLE for part in parts) and joined not in ("servicename", "clinicname", "sitename"):
        return True
    if any(part.startswith(beginning) for part in parts for beginning in NEVER):
        return True
    if any(beginning in joined for beginning in NEVER if len(beginning) > 7):
        return True
    told = {value.strip().lower() for value in values if value.strip()}
    return len(told) >= 2 and 2 * len(told & TELLING) > len(told)


def known_after(name: str) -> bool:
    """Whether its name alone says that it is known only once the visit was kept or missed."""
    parts = words(name)
    pairs = set(itertools.pairwise(parts))
    return bool(AFTER & set(parts) or pairs & set(PAIRS) or "".join(parts) in AFTER)


def about_earlier(name: str) -> bool:
    """Whether it says that it tells of earlier visits; whether that is true, the data decides."""
    return bool(EARLIER & set(words(name)))


def perhaps_after(name: str) -> bool:
    return bool(PERHAPS & set(words(name)))


def about_reminders(name: str) -> bool:
    return any(part.startswith(beginning) for part in words(name) for beginning in REMIND)


def an_identity(name: str) -> bool:
    """Numbers that name a row or a person say nothing about the next one."""
    parts = words(name)
    return bool(parts) and (
        parts[-1] in ("id", "uuid", "guid", "number", "no", "nr", "mrn", "index", "row", "key") or parts[0] == "id"
    )
