"""The desk's addresses, each to the page function of the domain that owns it."""

from django.urls import URLPattern, path

from heartline.people.desk import audit, duplicates, duplicates_pair, edit, find, patient, protection, proxies, register, timeline
from heartline.people.signin import pages as invitations
from heartline.scheduling.desk import absences, block, book, calendar_feeds, day, visit, waitlist, waitlist_entry, waitlist_report

app_name = "desk"
urlpatterns: list[URLPattern] = [
    # people
    path("find", find.find, name="find"),
    path("patients/new", register.register, name="register"),
    path("patients/<uuid:patient_id>", patient.patient, name="patient"),
    path("patients/<uuid:patient_id>/photo", patient.photo, name="photo"),
    path("patients/<uuid:patient_id>/timeline", timeline.timeline, name="timeline"),
    path("patients/<uuid:patient_id>/how-to-speak", edit.how_to_speak, name="how_to_speak"),
    path("patients/<uuid:patient_id>/edit", edit.edit, name="edit"),
    path("patients/<uuid:patient_id>/edit/<slug:what>", edit.edit_section, name="edit_section"),
    path("patients/<uuid:patient_id>/edit/<slug:what>/<slug:item_id>", edit.edit_item, name="edit_item"),
    path("patients/<uuid:patient_id>/proxies/new", proxies.grant_proxy, name="grant_proxy"),
    path("patients/<uuid:patient_id>/proxies/<uuid:proxy_id>/end", proxies.revoke_proxy, name="revoke_proxy"),
    path("duplicates", duplicates.duplicates, name="duplicates"),
    path("duplicates/decided", duplicates.decided, name="duplicates_decided"),
    path("duplicates/<uuid:link_id>", duplicates_pair.pair, name="duplicate"),
    path("duplicates/<uuid:link_id>/<slug:decision>", duplicates_pair.decide, name="decide_duplicate"),
    path("audit", audit.audit, name="audit"),
    path("patients/<uuid:patient_id>/open", protection.open_record, name="open_record"),
    path("patients/<uuid:patient_id>/protection", protection.protection, name="protection"),
    path("privacy/openings", protection.openings, name="openings"),
    path("privacy/openings/<uuid:opening_id>", protection.judge, name="judge_opening"),
    path("patients/<uuid:patient_id>/invite", invitations.invite, name="invite"),
    # scheduling
    path("", day.home, name="day"),
    path("book", book.who, name="book"),
    path("book/<uuid:patient_id>", book.when, name="book_when"),
    path("book/<uuid:patient_id>/confirm", book.confirm, name="book_confirm"),
    path("visits/<uuid:visit_id>", visit.visit, name="visit"),
    path("visits/<uuid:visit_id>/cancel", visit.cancel, name="visit_cancel"),
    path("visits/<uuid:visit_id>/move", visit.move, name="move"),
    path("visits/<uuid:visit_id>/move/confirm", visit.move_confirm, name="move_confirm"),
    path("visits/<uuid:visit_id>/privacy", visit.privacy, name="visit_privacy"),
    path("visits/<uuid:visit_id>/<slug:step>", visit.step, name="visit_step"),
    path("calendar/links", calendar_feeds.feeds, name="calendar_feeds"),
    path("calendar/links/<uuid:feed_id>/end", calendar_feeds.end, name="end_calendar_feed"),
    path("calendar/limit", calendar_feeds.limit, name="calendar_limit"),
    path("absences", absences.absences, name="absences"),
    path("absences/new", absences.absence_new, name="absence_new"),
    path("absences/<uuid:plan_id>", absences.absence, name="absence"),
    path("absences/<uuid:plan_id>/propose", absences.absence_propose, name="absence_propose"),
    path("absences/<uuid:plan_id>/move", absences.absence_move, name="absence_move"),
    path("absences/<uuid:plan_id>/back", absences.absence_back, name="absence_back"),
    path("absences/<uuid:plan_id>/visits/<uuid:visit_id>", absences.absence_choose, name="absence_choose"),
    path("absences/<uuid:plan_id>/visits/<uuid:visit_id>/called", absences.absence_called, name="absence_called"),
    path("waitlist", waitlist.board, name="waitlist"),
    path("waitlist/report", waitlist_report.parity_report, name="waitlist_report"),
    path("waitlist/<uuid:entry_id>", waitlist_entry.entry, name="waitlist_entry"),
    path("waitlist/<uuid:entry_id>/urgency", waitlist_entry.urgency, name="waitlist_urgency"),
    path("waitlist/<uuid:entry_id>/offer", waitlist_entry.offer, name="waitlist_offer"),
    path("waitlist/<uuid:entry_id>/still", waitlist_entry.still, name="waitlist_still"),
    path("waitlist/<uuid:entry_id>/remove", waitlist_entry.remove, name="waitlist_remove"),
    path("waitlist/offers/<uuid:offer_id>", waitlist_entry.answer, name="waitlist_answer"),
    path("patients/<uuid:patient_id>/waitlist", waitlist.add, name="waitlist_add"),
    path("block", block.block, name="block"),
    path("block/<uuid:reservation_id>", block.blocked, name="blocked"),
]
