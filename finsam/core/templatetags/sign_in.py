"""What the pages of signing in ask for."""

from django import template
from django.conf import settings
from django.urls import reverse

register = template.Library()


@register.simple_tag
def outside_sign_in():
    """The provider of OpenID Connect that the environment names, with the words on its button; None without one."""
    for app in settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect", {}).get("APPS", ()):
        address = reverse("openid_connect_login", kwargs={"provider_id": app["provider_id"]})
        return {"name": app["name"], "address": address}
    return None
