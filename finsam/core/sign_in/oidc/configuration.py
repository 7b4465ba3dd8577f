"""What the environment says of the provider, as allauth's settings. Imported by the settings: knows no models."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ImproperlyConfigured

NAMES = ("FINSAM_OIDC_SERVER", "FINSAM_OIDC_CLIENT_ID", "FINSAM_OIDC_SECRET", "FINSAM_OIDC_NAME")
TWO_STEPS = "FINSAM_OIDC_TWO_STEPS"


def providers(said: Mapping[str, str]) -> dict[str, Any]:
    """allauth's SOCIALACCOUNT_PROVIDERS of what is said by name: one provider, or none when nothing is.

    Raises ImproperlyConfigured, which names the settings, when some are said and some are missing, and for a server whose
    address isn't https or on this machine.
    """
    lacks = [name for name in NAMES if not said.get(name)]
    if len(lacks) == len(NAMES) and not said.get(TWO_STEPS):
        return _with()
    if lacks:
        raise ImproperlyConfigured(
            f"Set {', '.join(lacks)} too: sign-in by OpenID Connect needs all of them."
        )
    server, client, secret, name = (said[name] for name in NAMES)
    if not server.startswith(("https://", "http://127.0.0.1:", "http://localhost:")):
        raise ImproperlyConfigured("FINSAM_OIDC_SERVER must begin with https://.")
    values = [value for value in said.get(TWO_STEPS, "").replace(",", " ").split() if value]
    app = {"provider_id": "extern", "name": name, "client_id": client, "secret": secret}
    app["settings"] = {"server_url": server.rstrip("/"), "oauth_pkce_enabled": True, "two_steps": values}
    return _with(app)


def _with(*apps: dict[str, Any]) -> dict[str, Any]:
    provider = "finsam.core.sign_in.oidc.provider.Provider"
    return {"openid_connect": {"provider_class": provider, "APPS": list(apps)}}
