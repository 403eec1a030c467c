"""What tables and fields are called in an archive, in the patient's words."""

from typing import Any

from django.db import models
from django.utils.encoding import force_str
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from heartline.kernel.errors import Words

TITLES: dict[str, Words] = {
    "people_patient": _("Who you are"),
    "people_humanname": _("Your names"),
    "people_contactpoint": _("How to reach you"),
    "people_address": _("Your addresses"),
    "people_patientlanguage": _("Languages you speak"),
    "people_identifier": _("Numbers by which you are known"),
    "people_coverage": _("Who pays for your care"),
    "people_relatedperson": _("Family and emergency contacts"),
    "people_proxy": _("Who may act for you"),
    "people_invitation": _("Invitations to sign in"),
    "people_accessrequest": _("Your requests for your data"),
    "people_protection": _("Protection of your record"),
    "people_opening": _("Openings of your protected record"),
    "people_logincheck": _("Questions about your login"),
    "people_matchkeys": _("Numbers that help to find double records"),
    "scheduling_waitlistentry": _("What you wait for"),
    "scheduling_waitlistoffer": _("Times that were offered to you"),
    "scheduling_reassignedvisit": _("Visits that we moved"),
    "scheduling_series": _("Visits that repeat"),
    "scheduling_planbooking": _("Visits that belong together"),
    "scheduling_groupwaiting": _("Groups you wait for"),
    "scheduling_calendarfeed": _("Calendars that read your visits"),
    "scheduling_appointment": _("Your visits"),
    "ledger_event": _("What happened, and when"),
    "audit_entry": _("Who looked at your record"),
}
LABELS: dict[str, Words] = {
    "name": _("Name"), "text": _("Name"), "family": _("Family name"), "given": _("Given names"), "use": _("Use"),
    "birth_date": _("Birth date"), "sex": _("Sex"), "gender_identity": _("Gender identity"), "pronouns": _("Pronouns"),
    "language": _("Language"), "interpreter_needed": _("Interpreter needed"), "needs": _("What helps you"),
    "how_to_speak": _("How best to speak with you"), "system": _("Kind"), "value": _("Number or address"),
    "preferred": _("First choice"), "verified_at": _("Verified"), "do_not_use": _("Not to be used"),
    "shared": _("Others answer it too"), "note": _("Note"), "line": _("Street"), "city": _("City"),
    "state": _("State or province"), "postal_code": _("ZIP code"), "country": _("Country"), "payer": _("Payer"), "plan": _("Plan"),
    "member_id": _("Member number"), "group": _("Group number"), "starts_on": _("From"), "ends_on": _("Until"),
    "status": _("Status"), "relationship": _("Relationship"), "phone": _("Phone number"), "email": _("E-mail address"),
    "emergency": _("Called in an emergency"), "type": _("Kind"), "holder_name": _("Who"), "scope": _("May do"),
    "granted_by": _("Arranged by"), "revoked_at": _("Ended"), "revoked_by": _("Ended by"), "at": _("When"),
    "kind": _("Kind"), "by": _("By"), "reason": _("Reason"), "words": _("In their words"), "until": _("Until"),
    "service": pgettext_lazy("what a visit is", "Visit"), "clinician": _("With"), "site": _("Where"), "room": _("Room"),
    "period": _("When"), "mode": _("How you meet"), "booked_at": _("Booked"), "booked_by": _("Booked by"),
    "cancel_reason": _("Cancelled because"), "asked_at": _("Asked"), "due_on": _("Due"), "created_at": _("Made"),
    "sent_at": _("Sent"), "sent_by": _("Sent by"), "expires_at": _("Good until"), "used_at": _("Used"),
    "birth_partial": _("Birth date, as far as it is known"), "photo": _("Photo"), "deceased_on": _("Died on"),
    "active": _("Record in use"), "prefix": _("Before the name"), "suffix": _("After the name"), "script": _("Script"),
    "beyond_age": _("Beyond the age at which it would end"), "asked_by_name": _("Asked by"),
    "extended_at": _("More time taken"), "extended_by": _("More time taken by"),
    "extension_reason": _("Why it takes longer"), "ready_at": _("Ready"), "fetched_at": _("Fetched"),
    "closed_at": _("Closed"), "wrong_answers": _("Wrong answers"), "outcome": _("What was found"), "keys": _("Numbers"),
    "staff_member": _("Who"), "verdict": _("What our privacy officer found"), "verdict_note": _("Their note"),
    "verdict_at": _("Looked at"), "verdict_by": _("Looked at by"), "lifted_at": _("Ended"), "lifted_by": _("Ended by"),
    "resource": _("Calendar of"), "label": _("Name"), "detail": _("What it shows"),
    "with_confidential": _("With confidential visits"), "made_at": _("Made"), "last_read_at": _("Last read"),
    "session": _("Group"), "told_at": _("Told"), "told_by": _("Told by"), "told_reason": _("The reason you were told"),
    "from_clinician": _("Was with"), "from_start": _("Was at"), "urgency": _("Urgency"), "starts_at": _("Begins"),
    "why": _("Why"), "why_call": _("Why we call"), "options": _("Other times"), "by_hand": _("Chosen by hand"),
    "taken": _("Taken by somebody else"), "moved_at": _("Moved"), "called_at": _("Called"), "called_by": _("Called by"),
    "stays_at": _("Stays"), "answer": _("Your answer"), "answered_at": _("Answered"),
    "every_weeks": _("Weeks from one to the next"), "asked": _("How many were asked for"),
    "booked_door": _("Booked by way of"), "weekdays": _("Days of the week"), "starts": _("Not before"),
    "ends": _("Not after"), "clinicians": _("With"), "sites": _("Where"), "modes": _("How you meet"),
    "first": _("From"), "notice": _("Notice you need"), "joined_at": _("Waiting since"),
    "joined_door": _("Asked by way of"), "ended_at": _("Ended"), "unanswered": _("Offers without an answer"),
    "deadline": _("Answer until"), "gained": _("How much earlier"),
}  # fmt: skip


def title_of(model: type[models.Model]) -> Words:
    """What a table is called; one that nobody has named yet, by the name of its model."""
    return TITLES.get(model._meta.db_table) or force_str(model._meta.verbose_name_plural).capitalize()


def label_of(field: "models.Field[Any, Any]") -> str:
    return force_str(LABELS.get(field.name) or force_str(field.verbose_name).capitalize())
