"""Every URL. A door's pages are gathered here from the domains that own them."""

from django.urls import include, path

from heartline.kernel import look
from heartline.kernel.styleguide import styleguide
from heartline.people.access import public_page
from heartline.people.live import live

handler429 = "heartline.kernel.pages.too_many"

urlpatterns = [
    path("styleguide", public_page(styleguide), name="styleguide"),  # for developers: not found unless in debug
    path("look/<str:version>/<str:name>.css", public_page(look.sheet), name="look"),
    path("live", live, name="live"),
    path("", include("heartline.people.signin.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("account/", include("allauth.urls")),
    path("hooks/", include("heartline.doors.hooks.urls")),
    path("", include("heartline.doors.chat.urls")),
    path("simulator/", include("heartline.doors.simulator.urls")),
    path("", include("heartline.doors.portal.urls")),
    path("desk/", include("heartline.doors.desk.urls")),
]
