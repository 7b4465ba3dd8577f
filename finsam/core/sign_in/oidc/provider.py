"""allauth's provider, with what it leaves out: a nonce, the signature, one subject, and nothing kept of what is told of her."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import jwt
from allauth.account.models import EmailAddress
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.internal.jwtkit import verify_jti
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.utils.crypto import get_random_string

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]


class Adapter(OpenIDConnectOAuth2Adapter):
    """Reads the provider's answers."""

    def complete_login(self, request, app, token, **kwargs):
        """The sign-in that the answers tell of. Raises OAuth2Error for what is signed by another, for another, or about another.

        The ID token is what is trusted; what the provider tells besides is heard only about the same subject
        (OpenID Connect Core 1.0, 5.3.2).
        """
        claims = self._decode_id_token(app, kwargs["response"].get("id_token") or "")
        if "userinfo_endpoint" in self.openid_config:
            told = self._fetch_user_info(token.token)
            if told.get("sub") != claims["sub"]:
                raise OAuth2Error("The provider tells of another person than the one who signed in.")
            claims = told | claims
        return self.get_provider().sociallogin_from_response(request, claims)

    def _decode_id_token(self, app, id_token):
        """The claims, of which the signature is tried also over TLS. Raises OAuth2Error for what isn't signed as it should be.

        A token without the name of its key is signed with the only one there is (OpenID Connect Core 1.0, 10.1).
        """
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
        try:
            keys = jwt.PyJWKSet.from_dict(answer.json()).keys
            name = jwt.get_unverified_header(id_token).get("kid")
            named = [key for key in keys if key.key_id == name] if name else keys
            if len(named) != 1:
                raise OAuth2Error("The ID token isn't signed with a key of the provider's.")
            claims = jwt.decode(
                id_token,
                named[0],
                algorithms=ALGORITHMS,
                issuer=self.openid_config["issuer"],
                audience=app.client_id,
                options={"require": ["exp", "iss", "aud", "sub"]},
            )
        except (jwt.PyJWTError, KeyError, TypeError, ValueError) as error:
            raise OAuth2Error("The ID token can't be believed.") from error
        verify_jti(claims)
        return claims


class Provider(OpenIDConnectProvider):
    """A provider that the environment names."""

    package = "finsam.core.sign_in.oidc"
    oauth2_adapter_class = Adapter

    def get_redirect_from_request_kwargs(self, request):
        """Only where to go afterwards is asked for by the visitor: not whom to be, and no scope."""
        kwargs = super().get_redirect_from_request_kwargs(request)
        return {"process": AuthProcess.LOGIN} | {
            name: kwargs[name] for name in ("next_url",) if name in kwargs
        }

    def redirect(self, request, process, next_url=None, data=None, **kwargs):
        """To the provider, with a nonce that the ID token has to give back."""
        nonce = get_random_string(32)
        kwargs["auth_params"] = self.get_auth_params() | {"nonce": nonce}
        return super().redirect(request, process, next_url, {"nonce": nonce}, **kwargs)

    def extract_uid(self, data: dict[str, Any]) -> str:
        """Issuer and subject as a checksum: some give a personal number as the subject, which isn't to be stored."""
        return sha256(f"{data['iss']}|{data['sub']}".encode()).hexdigest()

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """What is kept with the link: nothing of the person."""
        return {}

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        """Nobody is made of it."""
        return {}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[EmailAddress]:
        """Her address, verified only where the provider says so in so many words."""
        verified = data.get("email_verified") in (True, "true")
        return (
            [EmailAddress(email=data["email"], verified=verified, primary=True)] if data.get("email") else []
        )

    def sociallogin_from_response(self, request, response):
        """As allauth's, with the claims at hand for the rest of the sign-in; they are stored nowhere."""
        login = super().sociallogin_from_response(request, response)
        login.claims = response
        return login

    def two_steps(self, claims: dict[str, Any]) -> bool:
        """Whether how she signed in there counts as two steps: by `acr` or one of `amr` (OpenID Connect Core 1.0, 2)."""
        methods = claims.get("amr")
        said = {str(claims.get("acr", "")), *(map(str, methods) if isinstance(methods, list) else ())}
        return not said.isdisjoint(self.app.settings["two_steps"])
