"""The pieces that a plan offers to documents. Importing the package registers them."""

from plans.blocks import consultations, goals, insatser, projects, risk_matrix, risks, year

__all__ = ["consultations", "goals", "insatser", "projects", "risk_matrix", "risks", "year"]
