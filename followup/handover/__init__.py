"""Överlämningspärmen: what somebody needs to know who does the förbundschef's work from one day to the next."""
