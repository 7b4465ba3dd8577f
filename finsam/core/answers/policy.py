"""What a page of ours may do in a browser, as the settings have it (docs/decisions says why).

A page runs our own scripts, which carry the page's nonce, and nothing that stands in the page itself. It fetches from the
site alone, is shown in nobody's frame, sends its forms to the site alone, and asks for no camera, place or payment.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF
from django.conf import settings

DIRECTIVES: dict[str, list[Any]] = {
    "default-src": [NONE],
    "script-src": [NONCE],  # scripts that these import are let in with them
    "style-src": [SELF, NONCE],
    "img-src": [SELF, "data:"],  # Bootstrap's marks and the code for two-step verification are data
    "font-src": [SELF],
    "connect-src": [SELF],
    "worker-src": [NONE],
    "frame-src": [NONE],
    "object-src": [NONE],
    "base-uri": [NONE],
    "form-action": [SELF],
    "frame-ancestors": [NONE],
}

# A page that is handed on to everybody says the same to all, so it can have no nonce.
FOR_EVERYBODY: dict[str, list[Any]] = {"script-src": [SELF], "style-src": [SELF]}

# Django's own pages know no nonces; all that they run lies in files.
ADMIN: dict[str, list[Any]] = FOR_EVERYBODY

# What a page may use of the machine: passkeys, and nothing else. Only names that browsers know; the rest they complain of.
PERMISSIONS: dict[str, str | list[str]] = {
    name: []
    for name in (
        "accelerometer", "autoplay", "browsing-topics", "camera", "clipboard-read", "display-capture", "encrypted-media",
        "fullscreen", "gamepad", "geolocation", "gyroscope", "hid", "identity-credentials-get", "idle-detection", "local-fonts",
        "magnetometer", "microphone", "midi", "otp-credentials", "payment", "picture-in-picture", "screen-wake-lock", "serial",
        "storage-access", "sync-xhr", "usb", "window-management", "xr-spatial-tracking",
    )
} | {"publickey-credentials-create": "self", "publickey-credentials-get": "self"}  # fmt: skip

ORIGINS = {"Cross-Origin-Resource-Policy": "same-origin"}  # nobody else's page shows anything of ours


LEADS_ELSEWHERE = {"account_login", "openid_connect_login"}  # a form there leads on to a provider of sign-in


def elsewhere() -> list[str]:
    """Where that form may be led on: nowhere without a provider; else where its server says by https, or on this machine."""
    apps = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    servers = [urlsplit(app["settings"]["server_url"]) for app in apps]
    return [
        f"{server.scheme}://{server.netloc}" if server.scheme == "http" else "https:" for server in servers
    ]


def nonce(request) -> dict[str, object]:
    """The page's nonce for its templates; "" for a page that everybody is answered the same."""
    match = getattr(request, "resolver_match", None)
    same_for_all = getattr(getattr(match, "func", None), "for_everybody", False)
    return {"csp_nonce": "" if same_for_all else getattr(request, "csp_nonce", "")}
