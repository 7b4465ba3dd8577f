"""Addresses of the plan, under /<forbund>/<år>/."""

from django.urls import path

from plans.meetings import views as meetings
from plans.register.views import EDITORS as REGISTER
from plans.views import calendar, several
from plans.views.editors import EDITORS

urlpatterns = [
    path("kalender/", calendar.my_calendar, name="my-calendar"),
    path("moten.ics", calendar.meetings_file, name="meetings-ics"),
    path("moten/<slug:key>/dagordning/", meetings.show, name="meetings-show"),
    path("moten/<slug:key>/andrat/", meetings.changed, name="meeting-changes"),
    path("moten/<slug:key>/narvaro/", meetings.attendance, name="meeting-attendance"),
    path("moten/<slug:key>/protokoll/", meetings.minutes, name="meeting-minutes"),
    path("moten/<slug:key>/skicka/", meetings.send, name="meeting-send"),
    path("moten/<slug:key>/handlingar/", meetings.pack, name="meeting-pack"),
    path("moten/<slug:key>/handlingar/ritas/", meetings.drawing, name="meeting-drawing"),
    *(
        path(
            f"moten/<slug:key>/underlag/{form}/", meetings.basis, {"form": form}, name=f"meeting-basis-{form}"
        )
        for form in ("docx", "html")
    ),
    path("arenden/<slug:key>/anteckna/", meetings.outcome, name="agenda-items-outcome"),
    path("arenden/<slug:key>/flytta/", meetings.item_move, name="agenda-items-move"),
    path("arenden/<slug:item>/filer/<slug:key>/", meetings.paper_file, name="paper-file"),
    *(url for editor in (meetings.items, *EDITORS, *REGISTER, *several.PAGES) for url in editor.urls()),
]

# Under /kalender/: whoever has the address reads it, without signing in.
BY_TOKEN = [path("<str:token>.ics", calendar.feed, name="calendar-feed")]
