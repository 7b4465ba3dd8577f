"""Addresses under /<forbund>/<år>/ for the archive."""

from archive import views

urlpatterns = [*views.urlpatterns]
