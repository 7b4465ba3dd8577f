"""The mark up to which an auditor has seen what happened."""

from __future__ import annotations

from django.db import models

from finsam.core.models import Owned, unique


class SeenMark(Owned):
    """One auditor's own mark in a förbund: what happened after it is new to her."""

    administered = ()

    user = models.ForeignKey(
        "core.User", models.CASCADE, verbose_name="revisor", related_name="+", editable=False
    )
    seen_to = models.DateTimeField("har sett till och med")

    class Meta:
        verbose_name = "revisors märke"
        verbose_name_plural = "revisorers märken"
        ordering = ("pk",)
        constraints = [unique("forbund", "user", message="Revisorn har redan ett märke.")]

    def __str__(self):
        return f"Märket {self.seen_to:%Y-%m-%d}"

    def key_text(self):
        return f"revisor {self.user_id}"
