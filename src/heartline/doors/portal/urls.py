"""The portal's addresses, each to the page function of the domain that owns it."""

from django.urls import URLPattern, path

from heartline.doors.portal import pwa, talk
from heartline.scheduling.portal import care, change, confirm, home, times, visits

app_name = "portal"
urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    path("next", home.next_visit, name="next"),
    path("find", care.find, name="find"),
    path("find/<slug:slug>", care.service, name="service"),
    path("find/<slug:slug>/times", times.times, name="times"),
    path("book/<slug:slug>", confirm.confirm, name="confirm"),
    path("visits", visits.visits, name="visits"),
    path("visits/<uuid:visit_id>", visits.visit, name="visit"),
    path("visits/<uuid:visit_id>/done", confirm.done, name="done"),
    path("visits/<uuid:visit_id>/calendar.ics", visits.calendar, name="calendar"),
    path("visits/<uuid:visit_id>/reschedule", change.reschedule, name="reschedule"),
    path("visits/<uuid:visit_id>/reschedule/confirm", change.reschedule_confirm, name="reschedule_confirm"),
    path("visits/<uuid:visit_id>/cancel", change.cancel, name="cancel"),
    path("visits/<uuid:visit_id>/cancelled", change.cancelled, name="cancelled"),
    path("talk", talk.talk, name="talk"),
    *pwa.urlpatterns,
]
