"""Addresses of the operations: what programs ask from within, and the page for whoever looks after the installation."""

from django.urls import path

from finsam.operations import views
from finsam.operations.inside import urlpatterns as inside
from finsam.operations.security import views as security

OPERATIONS = [
    path("installation/drift/", views.home, name="operations"),
    path("installation/drift/prova/", views.look, name="operations-look"),
    path("installation/drift/ko/<uuid:number>/", views.retry, name="operations-retry"),
    path("installation/drift/schema/<slug:name>/", views.run, name="operations-run"),
    *inside,
]

# For whoever has found a weakness.
SECURITY = [
    path("sakerhet/", security.page, name="security"),
    path(".well-known/security.txt", security.text, name="security-txt"),
]
