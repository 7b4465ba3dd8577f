"""Addresses of the budget, under /<forbund>/<år>/."""

from django.urls import path

from budget.capital import views as capital
from budget.forecasting import views as forecasting
from budget.grants import views as grants
from budget.ledger import views as ledger
from budget.ledger.importing import books
from budget.ledger.importing import views as importing
from budget.ledger.placing import views as placing
from budget.scenarios.views import scenarios
from budget.variance import views as variance
from budget.views import begin, months, pages, sheet
from budget.views.editors import EDITORS

urlpatterns = [
    path("budget/", pages.budget, name="budget"),
    path("budget/regler/", capital.money_rules, name="money-rules"),
    path("budget/uppfoljning/", variance.latest, name="budget-followup"),
    path("budget/uppfoljning/<int:month>/", variance.followup, name="budget-followup-month"),
    path("budget/prognoser/", forecasting.forecasts, name="budget-forecasts"),
    path("budget/prognos/<slug:series>/", forecasting.forecast, name="budget-forecast"),
    path("budget/prognos/<slug:series>/summor/", forecasting.forecast_sums, name="budget-forecast-sums"),
    path("budget/tabell/", sheet.sheet, name="budget-sheet"),
    path("budget/tabell/noter/<slug:line>/", sheet.sheet_notes, name="budget-notes"),
    path("budget/tabell/summor/", sheet.sheet_sums, name="budget-sheet-sums"),
    path("budget/insatsmedel/", grants.insats_money, name="insats-money"),
    path("budget/insatsmedel/<slug:key>/", grants.insats_money_show, name="insats-money-show"),
    path("budget/borja/", begin.begin, name="budget-begin"),
    path("budget/klistra-in/", begin.paste, name="budget-paste"),
    path("budget/belopp/<slug:series>/", pages.amounts, name="budget-amounts"),
    path("budget/belopp/<slug:series>/summor/", pages.amounts_sums, name="budget-sums"),
    path("budget/manader/<slug:series>/", months.months, name="budget-months"),
    path("budget/manader/<slug:series>/summor/", months.months_sums, name="budget-months-sums"),
    path(
        "budget/uppstallningar/<slug:layout>/visa/<slug:line>/",
        pages.layout_show_line,
        name="layout-show-line",
    ),
    *(
        url
        for editor in (*EDITORS, scenarios, *grants.EDITORS, ledger.rules, variance.limits)
        for url in editor.urls()
    ),
    path("bokforing/", books.ledger, name="ledger"),
    path("bokforing/fil/", books.ledger_csv, name="ledger-csv"),
    path("bokforing/excel/", books.ledger_xlsx, name="ledger-xlsx"),
    path("bokforing/manader/", books.ledger_months, name="ledger-months"),
    path("bokforing/inlasning/<slug:key>/", books.read_books, name="ledger-read"),
    path("bokforing/las-in/", importing.import_books, name="ledger-import"),
    path("bokforing/koppla/", placing.placing, name="ledger-placing"),
    path("bokforing/koppla/bekrafta/", placing.confirm, name="ledger-placing-confirm"),
]
