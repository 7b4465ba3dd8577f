"""Every address: the site's own, and each floor's under /<forbund>/<år>/."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from finsam.core.tenancy.sign_in import PasswordResetView
from finsam.core.views import letters, site
from finsam.organisation.urls import OF_INSTALLATION, STATEMENT
from finsam.web.urls import FOR_EVERYBODY
from plans.urls import BY_TOKEN

FLOORS = ("finsam.organisation.urls", "finsam.web.urls", "plans.urls", "budget.urls", "followup.urls")

urlpatterns = [
    path("", site.home, name="home"),
    path("tillganglighet/", site.accessibility, name="accessibility"),
    path("installation/", include(OF_INSTALLATION)),
    path("", include([*FOR_EVERYBODY, STATEMENT])),
    path("kalender/", include(BY_TOKEN)),
    path("admin/", admin.site.urls),
    # An address is changed by whoever lets people in, not by oneself.
    path("konto/email/", RedirectView.as_view(pattern_name="account_change_password")),
    path("konto/password/reset/", PasswordResetView.as_view()),
    path("konto/brev/", letters.letters, name="letters"),
    path("konto/", include("allauth.urls")),
    path("<slug:forbund>/", site.forbund_start, name="forbund-start"),
    path(
        "<slug:forbund>/<int:year>/",
        include([path("", include(name)) for name in FLOORS]),
    ),
]

handler403 = "finsam.core.views.errors.forbidden"
handler404 = "finsam.core.views.errors.not_found"
handler429 = "finsam.core.views.errors.too_many"
handler500 = "finsam.core.views.errors.server_error"
