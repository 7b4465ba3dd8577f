"""Django's administration as a site of ours: only our own models, and only for who has signed in in two steps."""

from django.apps import apps
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.apps import AdminConfig as DjangosConfig
from django.http import HttpResponseRedirect
from django.urls import reverse

from finsam.core.declaring import DomainApp

NEEDS_TWO_STEPS = (
    "Administrationen öppnas när du har slagit på tvåstegsverifiering: en lösennyckel eller koder ur en app."
)


class Site(admin.AdminSite):
    """What others' apps would show here (second steps, sessions, links to providers, what waits) could be written past our services,
    or tells what lets somebody in; so they aren't shown at all.
    """

    site_header = "Finsam – administration"
    site_title = "Finsam"
    index_title = "Alla förbund"

    def register(self, model_or_iterable, admin_class=None, **options):
        """Only models of our own apps: each of theirs is written through a service, and leaves a row in the log."""
        models = [model_or_iterable] if isinstance(model_or_iterable, type) else model_or_iterable
        ours = [
            model for model in models if isinstance(apps.get_app_config(model._meta.app_label), DomainApp)
        ]
        super().register(ours, admin_class, **options)

    def has_permission(self, request):
        """Staff, in two steps."""
        return super().has_permission(request) and not self._lacks_a_step(request)

    def _lacks_a_step(self, request) -> bool:
        from finsam.core.sign_in import second_step  # it needs the models

        if not settings.ADMIN_NEEDS_TWO_STEPS:
            return False
        return not (second_step.IN_SESSION in request.session or second_step.has_one(request.user))

    def login(self, request, extra_context=None):
        """The site's own sign-in; whoever comes without a second step is led to set it up."""
        from allauth.account.decorators import secure_admin_login  # it needs the models

        if super().has_permission(request) and self._lacks_a_step(request):
            messages.warning(request, NEEDS_TWO_STEPS)
            return HttpResponseRedirect(reverse("mfa_index"))
        return secure_admin_login(super().login)(request, extra_context)


class AdminConfig(DjangosConfig):
    """django.contrib.admin, with our site."""

    default_site = "finsam.core.sign_in.administration.Site"
