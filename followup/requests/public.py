"""The pages of a link: without an account, of one insats and period, and of nothing else.

A wrong link is answered as one that was replaced or turned off, and nothing tells which förbund it is about.
"""

from __future__ import annotations

from http import HTTPStatus

from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import path

from finsam.core import mail
from finsam.core.services import StaleSave
from finsam.core.tenancy.everybody import by_link, wrong_link
from finsam.core.tenancy.scope import inside
from finsam.core.values.cautions import cautions
from followup.requests import links, mailing
from followup.requests.handing_in import hand_in
from followup.requests.links import Link
from followup.requests.services import keep_draft
from followup.requests.sheet import Sheet

NEW_LINK = (
    "Om länken gäller och ingen nyss har skickats kommer en ny inom några minuter till samma adress som förra gången. Se "
    "efter också i skräpposten."
)
STALE = (
    "Uppgifterna har sparats i en annan flik, eller av någon annan med samma länk. Det du skrev står kvar i rutorna, och det "
    "andra som är sparat står nedan. Sparar du igen är det dina siffror som gäller."
)


@by_link
def sheet_page(request, token):
    """The form, or the receipt of what has been handed in; a post keeps a draft or hands in."""
    link = links.find(token)
    if link is None:
        return _gone(request)
    with inside(link.report.forbund):
        if link.expired:
            return _expired(request, link)
        if request.csrf_fault:
            return _form(request, Sheet(link, request.POST), [request.csrf_fault])
        if link.report.answered:
            return _receipt(request, link)
        if request.method == "POST":
            return _receive(request, link)
        return _form(request, Sheet(link), said="Utkastet är sparat." if "sparat" in request.GET else "")


@by_link
def check(request, token):
    """What the figures come to while they are written; nothing is saved."""
    link = links.find(token)
    if link is None or link.expired or link.report.answered:
        return _gone(request)
    with inside(link.report.forbund):
        sheet = Sheet(link, request.POST)
        context = {"grid": sheet, "tables": sheet.tables(), "problems": sheet.problems()}
        context |= {"cautions": _cautions(sheet), "place": "comment-cautions"}
        return render(request, "followup/link/check.html", context)


@by_link
def new_link(request, token):
    """Have a new link sent to the address on file, which isn't shown; a GET only asks."""
    link = links.find(token)
    if link is None or not link.expired:
        return _gone(request)
    if request.method != "POST" or request.csrf_fault:
        return render(request, "followup/link/expired.html", {"link": link}, status=HTTPStatus.NOT_FOUND)
    report = link.report
    with inside(report.forbund):
        if not report.answered and mailing.wanted_again(report):
            try:
                mailing.send_soon(report, by=links.actor(report), from_page=True)
            except (mail.NotSent, ValidationError) as error:
                said = (
                    error.messages[0]
                    if isinstance(error, ValidationError)
                    else f"{error} Försök igen om en stund."
                )
                return render(request, "followup/link/said.html", {"said": said}, status=503)
    return render(request, "followup/link/said.html", {"said": NEW_LINK})


def _receive(request, link: Link):
    """Keep what was sent as a draft; hand it in where that was asked for and it adds up."""
    sheet = Sheet(link, request.POST)
    version = _version(request.POST.get("opened", ""))
    by = links.actor(link.report)
    try:
        if "lamna-in" in request.POST and not sheet.faults:
            hand_in(sheet, version=version)
            return _handed_in(request, link)
        keep_draft(link.report, sheet.texts(), sheet.comment, by=by, version=version)
    except StaleSave as error:
        link.report.version = error.current.version
        if error.current.state != link.report.state:
            return _receipt(request, links.find(link.token) or link)
        stored = Sheet(links.find(link.token) or link)
        return _form(request, sheet, [STALE], theirs=stored)
    except ValidationError as error:
        return _refused(request, link, sheet, error.messages, version)
    if sheet.faults:
        return _form(
            request,
            sheet,
            ["Det som är markerat går inte att läsa. Allt är sparat som utkast, inget är inlämnat."],
        )
    return HttpResponseRedirect(f"{request.path}?sparat=1")


def _refused(request, link: Link, sheet: Sheet, sentences: list[str], version: int | None):
    """What couldn't be handed in is kept as a draft where it can be, with the reason."""
    kept = ""
    if "lamna-in" in request.POST:
        try:
            keep_draft(
                link.report, sheet.texts(), sheet.comment, by=links.actor(link.report), version=version
            )
            kept = "Inget är inlämnat. Det du skrev är sparat som utkast."
        except (ValidationError, StaleSave):
            kept = ""
    return _form(request, sheet, sentences, said=kept)


def _handed_in(request, link: Link):
    done = links.find(link.token) or link
    try:
        mailing.send_receipt(done.report)
    except mail.NotSent:
        return HttpResponseRedirect(f"{request.path}?utan-brev=1")
    return HttpResponseRedirect(request.path)


def _version(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 10 else -1


def _cautions(sheet: Sheet) -> list[str]:
    """What whoever writes the comment should know of it."""
    return cautions([sheet.comment], sheet.report.forbund.suppression_threshold)


def _form(request, sheet: Sheet, sentences=(), *, said: str = "", theirs: Sheet | None = None):
    context = {
        "grid": sheet,
        "link": sheet.link,
        "report": sheet.report,
        "tables": sheet.tables(),
        "problems": [sentence for sentence in sheet.problems() if sentence not in sentences],
        "sentences": sentences,
        "said": said,
        "cautions": _cautions(sheet),
        "theirs": _differences(sheet, theirs) if theirs else [],
        "refusal": "",
        "days": links.DAYS,
    }
    return render(request, "followup/link/form.html", context, status=422 if sentences else 200)


def _differences(mine: Sheet, theirs: Sheet) -> list[tuple[str, str, str]]:
    """(what, mine, theirs) of each figure that isn't the same."""
    own, stored = mine.texts(), theirs.texts()
    labels = {name: field.label for part in mine.parts for name, field in part.form.fields.items()}
    rows = [
        (labels[name], own.get(name, "tomt"), stored.get(name, "tomt"))
        for name in labels
        if own.get(name) != stored.get(name)
    ]
    if mine.comment != theirs.comment:
        rows.append(("Kommentar", mine.comment or "tomt", theirs.comment or "tomt"))
    return rows


def _receipt(request, link: Link):
    context = {
        "report": link.report,
        "tables": Sheet(link).shown(),
        "cautions": _cautions(Sheet(link)),
        "unsent": "utan-brev" in request.GET,
    }
    return render(request, "followup/link/receipt.html", context)


def _expired(request, link: Link):
    """Say so, and let what was being written be copied; it is also kept as a draft for the new link."""
    context: dict = {"link": link, "copied": [], "kept": False}
    if request.method == "POST":
        sheet = Sheet(link, request.POST)
        labels = {name: field.label for part in sheet.parts for name, field in part.form.fields.items()}
        context["copied"] = [(labels[name], text) for name, text in sheet.texts().items()]
        context["comment"] = sheet.comment
        if link.just_expired and not link.report.answered and not request.csrf_fault:
            context["kept"] = _kept_after(link, sheet, _version(request.POST.get("opened", "")))
    return render(request, "followup/link/expired.html", context, status=HTTPStatus.NOT_FOUND)


def _kept_after(link: Link, sheet: Sheet, version: int | None) -> bool:
    try:
        keep_draft(link.report, sheet.texts(), sheet.comment, by=links.actor(link.report), version=version)
    except (ValidationError, StaleSave):
        return False
    return True


def _gone(request):
    """The same for every link that opens nothing; what was sent to it is shown, to be copied."""
    wrong_link(request)
    sent = request.POST.items() if request.method == "POST" and not request.csrf_fault else ()
    texts = [
        text
        for name, text in sent
        if text.strip() and name not in ("csrfmiddlewaretoken", "opened", "lamna-in", "version")
    ]
    return render(request, "followup/link/gone.html", {"texts": texts}, status=HTTPStatus.NOT_FOUND)


BY_LINK = [
    path("<str:token>/", sheet_page, name="link"),
    path("<str:token>/kontroll/", check, name="link-check"),
    path("<str:token>/ny-lank/", new_link, name="link-again"),
]
