"""The two addresses of a provider: to it, and back."""

import logging
from http import HTTPStatus

from allauth.account.internal.decorators import login_not_required
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.http import Http404
from django.shortcuts import render
from django.urls import path
from requests import RequestException

from finsam.core.sign_in.oidc.provider import Adapter

PAGE = "socialaccount/authentication_error.html"
AWAY = "Tjänsten där du legitimerar dig svarar inte just nu. Vänta en stund och försök igen, eller logga in med lösenord."

log = logging.getLogger(__name__)


def _with_adapter(kind):
    @login_not_required
    def view(request, provider_id):
        try:
            return kind.adapter_view(Adapter(request, provider_id))(request)
        except SocialApp.DoesNotExist:
            raise Http404("Den inloggningen finns inte.") from None
        except (
            RequestException,
            ValueError,
            KeyError,
        ) as error:  # its description is fetched at each sign-in
            log.warning("The provider of OpenID Connect can't be reached or read: %s", type(error).__name__)
            return render(request, PAGE, {"sentence": AWAY}, status=HTTPStatus.SERVICE_UNAVAILABLE)

    return view


urlpatterns = [
    path("oidc/<slug:provider_id>/login/", _with_adapter(OAuth2LoginView), name="openid_connect_login"),
    path(
        "oidc/<slug:provider_id>/login/callback/",
        _with_adapter(OAuth2CallbackView),
        name="openid_connect_callback",
    ),
]
