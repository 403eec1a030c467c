"""The portal's addresses, each to the page function of the domain that owns it."""

from django.urls import URLPattern, path

from heartline.doors.portal import pwa
from heartline.people.portal import family, me, seen, talk
from heartline.scheduling.portal import care, change, confirm, feed, feeds, home, moved, times, visits, waitlist, waitlist_offer

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
    path("visits/<uuid:visit_id>/moved", moved.moved, name="moved"),
    path("visits/<uuid:visit_id>/cancel", change.cancel, name="cancel"),
    path("visits/<uuid:visit_id>/cancelled", change.cancelled, name="cancelled"),
    path("visits/<uuid:visit_id>/earlier", waitlist.earlier, name="earlier"),
    path("find/<slug:slug>/wait", waitlist.wait_for, name="wait_for"),
    path("waiting", waitlist.waiting, name="waitlist"),
    path("waiting/<uuid:entry_id>", waitlist.entry, name="waiting"),
    path("waiting/<uuid:entry_id>/stop", waitlist.leave, name="stop_waiting"),
    path("waiting/<uuid:entry_id>/still", waitlist.still, name="still_waiting"),
    path("offers/<uuid:offer_id>", waitlist_offer.offer, name="offer"),
    path("offers/<uuid:offer_id>/take", waitlist_offer.take, name="offer_take"),
    path("offers/<uuid:offer_id>/leave", waitlist_offer.leave, name="offer_leave"),
    path("calendar/<str:token>.ics", feed.feed, name="feed"),
    path("me/calendars", feeds.feeds, name="feeds"),
    path("me/calendars/<uuid:feed_id>/end", feeds.end, name="end_feed"),
    # people
    path("me", me.me, name="me"),
    path("me/seen", seen.seen, name="seen"),
    path("me/app-language", me.app_language, name="app_language"),
    path("me/<slug:what>", me.details, name="details"),
    path("me/<slug:what>/new", me.add_detail, name="add_detail"),
    path("me/<slug:what>/<slug:item_id>", me.change_detail, name="change_detail"),
    path("photo/<uuid:patient_id>", me.photo, name="photo"),
    path("family", family.family, name="family"),
    path("family/act", family.act, name="act"),
    path("family/<uuid:proxy_id>/end", family.end, name="end_proxy"),
    path("talk", talk.talk, name="talk"),
    *pwa.urlpatterns,
]
