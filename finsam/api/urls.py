"""Addresses of the tokens, under /<forbund>/<år>/; those of the API itself stand in `v1.urls`."""

from django.urls import path

from finsam.api import views

urlpatterns = [
    path("api-nycklar/", views.page, name="api-tokens"),
    path("api-nycklar/<slug:key>/avsluta/", views.end, name="api-tokens-end"),
]
