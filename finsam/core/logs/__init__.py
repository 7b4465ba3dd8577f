"""Logs: what may stand in them, how a line looks, and which visit it belongs to. Loaded before Django is, by gunicorn."""

from finsam.core.logs.hiding import HideLinks, without_links
from finsam.core.logs.server import GunicornLogger

__all__ = ["GunicornLogger", "HideLinks", "without_links"]
