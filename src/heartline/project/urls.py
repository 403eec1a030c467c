"""Every URL. A door's pages are gathered here from the domains that own them."""

from django.conf import settings
from django.urls import include, path

from heartline.people.live import live

handler429 = "heartline.kernel.pages.too_many"

urlpatterns = [
    path("live", live, name="live"),
    path("", include("heartline.people.signin.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("account/", include("allauth.urls")),
    path("", include("heartline.doors.portal.urls")),
    path("desk/", include("heartline.doors.desk.urls")),
]

if settings.DEBUG:
    from heartline.kernel.styleguide import styleguide

    urlpatterns.append(path("styleguide", styleguide, name="styleguide"))
