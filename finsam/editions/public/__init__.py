"""Editions that somebody has made public: what everybody may see of them, and how a copy is proven."""
