"""Addresses under /<forbund>/<år>/ for follow-up."""

from followup.pages import books, events, goals, statistics, surveys

urlpatterns = [
    *books.urlpatterns,
    *events.urlpatterns,
    *goals.urlpatterns,
    *statistics.urlpatterns,
    *surveys.urlpatterns,
]
