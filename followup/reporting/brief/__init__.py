"""Året i korthet: the first spread of an årsredovisning, put together of facts that are there already."""
