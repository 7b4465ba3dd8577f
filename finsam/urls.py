"""Every address: the site's own, and each floor's under /<forbund>/<år>/."""

from importlib.util import find_spec

from django.contrib import admin
from django.urls import include, path

from finsam import pages
from finsam.views import site

# Floors that are still being built are left out until their addresses exist.
FLOORS = [name for name in ("finsam.documents.urls", "plans.urls", "budget.urls", "followup.urls") if find_spec(name)]

urlpatterns = [
    path("", site.home, name="home"),
    path("tillganglighet/", site.accessibility, name="accessibility"),
    path("admin/", admin.site.urls),
    path("konto/", include("allauth.urls")),
    path("<slug:forbund>/", site.forbund_start, name="forbund-start"),
    path(
        "<slug:forbund>/<int:year>/",
        include([*pages.urlpatterns, *(path("", include(name)) for name in FLOORS)]),
    ),
]

handler403 = "finsam.views.errors.forbidden"
handler404 = "finsam.views.errors.not_found"
handler500 = "finsam.views.errors.server_error"
