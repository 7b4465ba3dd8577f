"""Addresses of the organisation and the log, under /<forbund>/<år>/, and of the installation, under /installation/."""

from django.urls import path

from finsam.core.views import history, log
from finsam.organisation.acting import views as acting
from finsam.organisation.contributions import views as contributions
from finsam.organisation.views import access, installation, kommun_shares, people, several, statement
from finsam.organisation.views.editors import EDITORS

urlpatterns = [
    path("organ-och-personer/", people.people, name="people"),
    path("bilder/<slug:key>/fil/", people.picture_file, name="picture-file"),
    path("bidrag/alla/", contributions.contributions, name="contributions-all"),
    path("bidrag/alla/kontroll/", contributions.contributions_check, name="contributions-check"),
    path("kommunandelar/", kommun_shares.kommun_shares, name="kommun-shares"),
    path("atkomst/", access.access_list, name="access"),
    path("atkomst/ny/", access.invite, name="access-new"),
    path("atkomst/<slug:key>/igen/", access.send_again, name="access-again"),
    path("atkomst/<slug:key>/aterstall/", access.recover, name="access-recover"),
    *access.editor.urls()[2:],
    *acting.urlpatterns,
    path("logg/", log.log, name="log"),
    path("logg/historik/", history.show, name="history"),
    path("logg/historik/radera/", history.erase_data, name="history-erase"),
    path("logg/csv/", log.log_csv, name="log-csv"),
    *(page for editor in (*EDITORS, *several.PAGES) for page in editor.urls()),
]

STATEMENT = path("offentligt/<slug:owner>/tillganglighet/", statement.statement, name="public-statement")
OF_INSTALLATION = [
    path("", installation.home, name="installation"),
    path("borja/", installation.begin, name="installation-begin"),
    path("nytt-forbund/", installation.new_forbund, name="installation-new"),
    path("bjud-in/", installation.invite_administrator, name="installation-administrators"),
    path("<slug:key>/forbundschef/", installation.invite_chief, name="installation-chief"),
]
