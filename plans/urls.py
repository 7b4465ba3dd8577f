"""Addresses of the plan, under /<forbund>/<år>/."""

from django.urls import path

from plans import views
from plans.pages import EDITORS

urlpatterns = [
    path("moten.ics", views.meetings_file, name="moten-ics"),
    *(one for editor in EDITORS for one in editor.urls()),
]
