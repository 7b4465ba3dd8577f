"""Förbund beside each other: those that agree, and figures typed from published reports."""
