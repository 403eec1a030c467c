"""The desk's addresses, each to the page function of the domain that owns it."""

from django.urls import URLPattern, path

from heartline.people.desk import audit, edit, find, patient, proxies, register, timeline
from heartline.people.signin import pages as invitations
from heartline.scheduling.desk import block, book, day, visit

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
    path("audit", audit.audit, name="audit"),
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
    path("block", block.block, name="block"),
    path("block/<uuid:reservation_id>", block.blocked, name="blocked"),
]
