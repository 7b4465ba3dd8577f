"""Addresses of a person's own account, under /konto/: ours, and allauth's, of which some are closed or led on."""

from django.urls import include, path
from django.views.generic import RedirectView

from finsam.core.sign_in import views
from finsam.core.sign_in.accounts import PasswordResetView

urlpatterns = [
    # An address is changed by whoever lets people in, not by oneself.
    path("email/", RedirectView.as_view(pattern_name="account_change_password")),
    path("password/reset/", PasswordResetView.as_view()),
    path("inloggningar/", views.places, name="sign-in-places"),
    path("sessions/", RedirectView.as_view(pattern_name="sign-in-places")),
    # What others vouch for is linked at sign-in, by a verified address, and by nobody's own choice.
    path("3rdparty/", RedirectView.as_view(pattern_name="mfa_index")),
    path("3rdparty/signup/", RedirectView.as_view(pattern_name="account_signup")),
    path("", include("allauth.urls")),
]
