"""Rows for what is written beside the actions: by upgrades, by Django's own commands, and by the pages of signing in."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from django.apps import apps as installed
from django.db import transaction
from django.db.models.signals import post_migrate, post_save

from finsam.core import audit
from finsam.core.declaring import DomainApp
from finsam.core.models import AuditEntry, Forbund, User
from finsam.core.models.audit import ChainHead, ChainLink

CHAIN = (AuditEntry, ChainLink, ChainHead)


def listen(core: Any) -> None:
    """Begin to write such rows; `core` is the app that an upgrade is told of once for."""
    post_migrate.connect(upgraded, sender=core)
    for signal in (account.password_changed, account.password_set, account.password_reset):
        signal.connect(password_changed)
    for signal in (mfa.authenticator_added, mfa.authenticator_removed, mfa.authenticator_reset):
        signal.connect(second_step_changed)


def password_changed(user: User, **_: Any) -> None:
    """She has another password, which the row doesn't tell."""
    with transaction.atomic():
        audit.record(by=user, verb="bytte lösenord", obj=user, before={}, after={})


def second_step_changed(user: User, **_: Any) -> None:
    """She has got, lost or changed what she signs in with besides the password."""
    with transaction.atomic():
        audit.record(by=user, verb="ändrade tvåstegsinloggning", obj=user, before={}, after={})


def upgraded(plan: Iterable[tuple[Any, bool]] = (), apps: Any = installed, **_: Any) -> None:
    """After an upgrade of the database, which may have written in every förbund: a row in each, of the steps that were run."""
    ours = {app.label for app in installed.get_app_configs() if isinstance(app, DomainApp)}
    steps = [
        f"{step.app_label}.{step.name}{' (tillbaka)' if back else ''}"
        for step, back in plan
        if step.app_label in ours
    ]
    if not steps or not _has_chain(apps):
        return
    with transaction.atomic():
        for forbund in Forbund.objects.select_for_update(no_key=True).order_by("pk"):
            audit.record(by=audit.SYSTEM, verb="uppgraderade", obj=forbund, before={}, after={"steg": steps})


def _has_chain(apps: Any) -> bool:
    """Whether the database has come so far, or gone back no further than, that a row can be written."""
    try:
        there = [
            {field.name for field in apps.get_model(model._meta.label)._meta.fields}
            for model in (*CHAIN, Forbund)
        ]
    except LookupError:
        return False
    return there == [{field.name for field in model._meta.fields} for model in (*CHAIN, Forbund)]


@contextmanager
def telling(label: str, verb: str) -> Iterator[None]:
    """Around a command of Django's that saves rows itself: one row in the log of each förbund that it touched.

    What belongs to no förbund is told of in everybody's. All is one transaction.
    """
    touched: dict[int | None, Counter[str]] = defaultdict(Counter)

    def saw(sender: Any, instance: Any, **_: Any) -> None:
        if sender not in CHAIN and isinstance(installed.get_app_config(sender._meta.app_label), DomainApp):
            owner = instance.pk if sender is Forbund else getattr(instance, "forbund_id", None)
            touched[owner][sender._meta.label_lower] += 1

    post_save.connect(saw)
    try:
        with transaction.atomic():
            yield
            for owner, counts in sorted(touched.items(), key=lambda item: item[0] or 0):
                forbund = Forbund.objects.get(pk=owner) if owner else None
                kind = Forbund._meta.label_lower if forbund else User._meta.label_lower
                reference = forbund.reference() if forbund else ""
                audit.write(owner=forbund, by=audit.SYSTEM, verb=verb, kind=kind, reference=reference, label=label,
                            before={}, after=dict(counts))  # fmt: skip
    finally:
        post_save.disconnect(saw)
