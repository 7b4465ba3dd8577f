"""The money of each insats: asked for, granted, budgeted, requisitioned and paid, and what is left."""
