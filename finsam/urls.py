"""Every address: the site's own, and each floor's under /<forbund>/<år>/."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from finsam import pages
from finsam.accounts import PasswordResetView
from finsam.views import site

FLOORS = ("finsam.documents.urls", "plans.urls", "budget.urls", "followup.urls")

urlpatterns = [
    path("", site.home, name="home"),
    path("tillganglighet/", site.accessibility, name="accessibility"),
    path("admin/", admin.site.urls),
    # An address is changed by whoever lets people in, not by oneself.
    path("konto/email/", RedirectView.as_view(pattern_name="account_change_password")),
    path("konto/password/reset/", PasswordResetView.as_view()),
    path("konto/", include("allauth.urls")),
    path("<slug:forbund>/", site.forbund_start, name="forbund-start"),
    path(
        "<slug:forbund>/<int:year>/",
        include([*pages.urlpatterns, *(path("", include(name)) for name in FLOORS)]),
    ),
]

handler403 = "finsam.views.errors.forbidden"
handler404 = "finsam.views.errors.not_found"
handler429 = "finsam.views.errors.too_many"
handler500 = "finsam.views.errors.server_error"
