"""Choices with Swedish words that need neither Django nor its models, for what is used where these aren't loaded."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Labelled(StrEnum):
    """A choice that is its value, which is what is stored, and has words for it; members are `VALUE = "value", "words"`."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        """A choice by its value."""
        choice = str.__new__(cls, value)
        choice._value_, choice.label = value, label
        return choice

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Value and words of each, as a field of a model or a form takes them."""
        return [(choice.value, choice.label) for choice in cls]
