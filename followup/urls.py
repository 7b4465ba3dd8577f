"""Addresses under /<forbund>/<år>/ for follow-up."""

from followup.pages import books, goals

urlpatterns = [*books.urlpatterns, *goals.urlpatterns]
