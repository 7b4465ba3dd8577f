"""Addresses of the plan, under /<forbund>/<år>/."""

from django.urls import path

from plans.register.views import EDITORS as REGISTER
from plans.views import calendar, several
from plans.views.editors import EDITORS

urlpatterns = [
    path("moten.ics", calendar.meetings_file, name="meetings-ics"),
    *(url for editor in (*EDITORS, *REGISTER, *several.PAGES) for url in editor.urls()),
]
