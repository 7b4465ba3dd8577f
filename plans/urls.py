"""Addresses of the plan, under /<forbund>/<år>/."""

from django.urls import path

from plans import several
from plans.views import calendar
from plans.views.editors import EDITORS

urlpatterns = [
    path("moten.ics", calendar.meetings_file, name="meetings-ics"),
    *(url for editor in (*EDITORS, *several.PAGES) for url in editor.urls()),
]
