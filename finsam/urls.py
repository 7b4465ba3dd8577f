"""Every address: the site's own, and each floor's under /<forbund>/<år>/."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from finsam.api.v1.urls import V1
from finsam.core.views import letters, site
from finsam.operations.urls import OPERATIONS, SECURITY
from finsam.organisation.urls import OF_INSTALLATION, STATEMENT
from finsam.web.urls import FOR_EVERYBODY, SIGNED_IN
from followup.urls import BY_LINK
from plans.urls import BY_TOKEN

FLOORS = (
    "finsam.organisation.urls",
    "finsam.web.urls",
    "plans.urls",
    "budget.urls",
    "followup.urls",
    "auditors.urls",
    "archive.urls",
    "finsam.api.urls",
)

urlpatterns = [
    *OPERATIONS,
    path("", site.home, name="home"),
    path("tillganglighet/", site.accessibility, name="accessibility"),
    *SECURITY,
    path("installation/", include(OF_INSTALLATION)),
    path("", include([*FOR_EVERYBODY, *SIGNED_IN, STATEMENT])),
    path("api/v1/", include(V1)),
    path("kalender/", include(BY_TOKEN)),
    path("rapport/", include(BY_LINK)),
    *([path(settings.ADMIN, admin.site.urls)] if settings.ADMIN else []),
    path("konto/brev/", letters.letters, name="letters"),
    path("konto/", include("finsam.core.sign_in.urls")),
    path("<slug:forbund>/", site.forbund_start, name="forbund-start"),
    path(
        "<slug:forbund>/<int:year>/",
        include([path("", include(name)) for name in FLOORS]),
    ),
]

handler400 = "finsam.core.views.errors.bad_request"
handler403 = "finsam.core.views.errors.forbidden"
handler404 = "finsam.core.views.errors.not_found"
handler429 = "finsam.core.views.errors.too_many"
handler500 = "finsam.core.views.errors.server_error"
