"""The pieces that a plan offers to documents. Importing the package registers them."""

from plans.blocks import goals, insatser, projects, risks, year

__all__ = ["goals", "insatser", "projects", "risks", "year"]
