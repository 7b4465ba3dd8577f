"""Granskning → Anteckningar: one page, whose script encrypts and decrypts, and what it asks the site for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_POST

from auditors.notes import queries, services
from auditors.notes.models import LEAST_ITERATIONS, PrivateKey, PrivateNote, note_id
from finsam.core.crud.editor import version_in
from finsam.core.services import Gone, StaleSave
from finsam.core.tenancy.access import require_permission
from finsam.core.tenancy.permissions import Permission

AUDIT = Permission.AUDIT
START_OVER = "börja om"  # what is written to start over


@require_permission(AUDIT, kept=False)
@ensure_csrf_cookie
def notes(request: HttpRequest) -> HttpResponse:
    """The page. Nothing of any note stands in it; the script fetches what is encrypted.

    No script but the site's own runs where the key is, and nothing is sent anywhere else: so says the policy of all pages.
    """
    context = {"section": "examination", "iterations": LEAST_ITERATIONS, "start_over": START_OVER}
    return render(request, "auditors/notes.html", context)


@require_permission(AUDIT, kept=False)
def data(request):
    """The visitor's own key and notes, as they are stored."""
    forbund, user = request.tenant.forbund, request.user
    key = queries.key_of(forbund, user)
    return JsonResponse({
        "key": key and _told(key, "salt", "iterations", "nonce", "wrapped", "version"),
        "notes": [
            _told(note, "nonce", "ciphertext", "version") | {"id": note.key, "at": note.saved_at.isoformat()}
            for note in queries.notes_of(forbund, user)
        ],
    })  # fmt: skip


def _told(row: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _answer(request: HttpRequest, act: Callable[[], Any]) -> JsonResponse:
    """What came of an action: 200 with the version, or why not in sentences, so that the script loses nothing."""
    if request.POST.get("user", str(request.user.pk)) != str(request.user.pk):
        said = "Någon annan har loggat in i den här webbläsaren. Inget är sparat. Logga in som dig själv."
        return JsonResponse({"said": [said]}, status=403)
    try:
        row = act()
    except StaleSave:
        said = "Anteckningen har sparats någon annanstans under tiden, kanske i en annan flik."
        return JsonResponse({"said": [said]}, status=409)
    except Gone:
        said = "Anteckningen har tagits bort någon annanstans under tiden."
        return JsonResponse({"said": [said]}, status=410)
    except ValidationError as error:
        return JsonResponse({"said": error.messages}, status=422)
    return JsonResponse({
        "version": getattr(row, "version", None),
        "at": row.saved_at.isoformat() if isinstance(row, PrivateNote) else None,
    })  # fmt: skip


def _sent(request: HttpRequest, row: Any, *names: str) -> Any:
    """The row with what was sent in its fields."""
    for name in names:
        setattr(row, name, request.POST.get(name, ""))
    return row


def _known(row: Any) -> Any:
    """The row. Raises Gone where there is none."""
    if row is None:
        raise Gone(PrivateNote())
    return row


@require_permission(write=AUDIT)
@require_POST
def set_key(request):
    """Choose a passphrase, or another one: what comes is the wrapped key."""
    forbund, version = request.tenant.forbund, version_in(request.POST.get("version", ""))

    def act() -> PrivateKey:
        stored = queries.key_of(forbund, request.user) if version else None
        key = stored or PrivateKey(forbund=forbund, user=request.user)
        key.iterations = version_in(request.POST.get("iterations", "")) or 0
        return services.set_key(
            key=_sent(request, key, "salt", "nonce", "wrapped"), by=request.user, version=version
        )

    return _answer(request, act)


@require_permission(write=AUDIT)
@require_POST
def save(request):
    """Save a note: `version` is the one that was opened, nothing for a new note."""
    forbund, version = request.tenant.forbund, version_in(request.POST.get("version", ""))

    def act() -> PrivateNote:
        key = request.POST.get("id", "")
        note_id(key)
        if version:
            note = _known(queries.note_of(forbund, request.user, key))
        else:
            note = PrivateNote(forbund=forbund, user=request.user, key=key)
        return services.save_note(
            note=_sent(request, note, "nonce", "ciphertext"), by=request.user, version=version
        )

    return _answer(request, act)


@require_permission(write=AUDIT)
@require_POST
def remove(request):
    """Remove a note."""
    forbund, version = request.tenant.forbund, version_in(request.POST.get("version", ""))

    def act() -> None:
        key = request.POST.get("id", "")
        note_id(key)
        note = _known(queries.note_of(forbund, request.user, key))
        services.remove_note(note=note, by=request.user, version=version)

    return _answer(request, act)


@require_permission(write=AUDIT)
@require_POST
def start_over(request):
    """Remove every note and the key, for who has written that she means it."""
    forbund, version = request.tenant.forbund, version_in(request.POST.get("version", ""))

    def act() -> None:
        if request.POST.get("confirm", "").strip().casefold() != START_OVER:
            raise ValidationError(f"Skriv ”{START_OVER}” i rutan, om du vill ta bort alla dina anteckningar.")
        key = _known(queries.key_of(forbund, request.user))
        services.start_over(key=key, by=request.user, version=version)

    return _answer(request, act)


urlpatterns = [
    path("granskning/anteckningar/", notes, name="private-notes"),
    path("granskning/anteckningar/data/", data, name="private-notes-data"),
    path("granskning/anteckningar/nyckel/", set_key, name="private-notes-key"),
    path("granskning/anteckningar/spara/", save, name="private-notes-save"),
    path("granskning/anteckningar/ta-bort/", remove, name="private-notes-remove"),
    path("granskning/anteckningar/borja-om/", start_over, name="private-notes-restart"),
]
