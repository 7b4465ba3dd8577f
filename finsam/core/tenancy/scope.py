"""The belt under the braces: queries on owned objects raise unless a förbund is chosen."""

from django_scopes import scope, scopes_disabled

__all__ = ["inside", "scopes_disabled"]


def inside(forbund):
    """A context in which only this förbund's objects can be seen."""
    return scope(forbund=forbund, forbund_key=forbund.key)
