"""Addresses under /<forbund>/<år>/ for follow-up."""

from followup.pages import books, events, goals, statistics

urlpatterns = [*books.urlpatterns, *events.urlpatterns, *goals.urlpatterns, *statistics.urlpatterns]
