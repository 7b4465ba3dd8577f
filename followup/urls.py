"""Addresses under /<forbund>/<år>/ for follow-up."""

urlpatterns = []
