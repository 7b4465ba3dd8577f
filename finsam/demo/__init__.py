"""Förbund read from files, and the demo made of them."""
