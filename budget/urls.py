"""Addresses of the budget, under /<forbund>/<år>/."""

from django.urls import path

from budget import views
from budget.pages import EDITORS

urlpatterns = [
    path("budget/", views.budget, name="budget"),
    path("budget/belopp/<slug:series>/", views.amounts, name="budget-amounts"),
    path("budget/belopp/<slug:series>/summor/", views.amounts_sums, name="budget-sums"),
    path(
        "budget/uppstallningar/<slug:layout>/visa/<slug:line>/",
        views.layout_show_line,
        name="layout-show-line",
    ),
    *(one for editor in EDITORS for one in editor.urls()),
]
