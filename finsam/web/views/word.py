"""Last year's plan as a Word file: what is in it, what becomes of it here, and the reading in."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django_htmx.http import HttpResponseClientRedirect

from finsam.core.tenancy.access import address, require_permission
from finsam.core.tenancy.permissions import Permission
from finsam.core.text.prose import plain, shortened
from finsam.core.uploads import apart
from finsam.documents.word.draft import Grid, Image, Prose, Reading
from finsam.web.screen import document_of
from finsam.web.word_import import Done, Placement, placements, sections_from_word

PLAN = Permission.EDIT_PLAN
BEGINNING = 160  # characters of a section's text that are shown


class WordForm(forms.Form):
    """A Word file."""

    file = forms.FileField(
        label="Word-fil",
        help_text="En .docx, högst 20 MB.",
        error_messages=dict.fromkeys(("required", "missing", "invalid"), "Välj en fil.")
        | {"empty": "Filen är tom."},
        widget=forms.ClearableFileInput(
            attrs={"accept": ".docx,application/vnd.openxmlformats-officedocument.wordprocessingml.document"}
        ),
    )


@require_permission(PLAN, PLAN)
def from_word(request, key):
    """A file in two steps: first what is in it, then, from the same file, what was chosen of it. Nothing is kept between."""
    tenant = request.tenant
    document = document_of(tenant, key)
    context: dict[str, object] = {"document": document, "form": WordForm()}
    status = 200
    if request.method == "POST":
        form = context["form"] = WordForm(request.POST, request.FILES)
        status = 422
        reading = _read(form, context) if form.is_valid() else None
        if reading is not None and "spara" in request.POST:
            done = _carry_out(request, document, reading, context)
            if done is not None:
                _tell(request, done)
                place = address(tenant, "document", key=document.key)
                return HttpResponseClientRedirect(place) if request.htmx else HttpResponseRedirect(place)
        if reading is not None:
            context |= _shown(document, reading, request.POST)
            status = 422 if context.get("refused") else 200
    if request.htmx:
        return render(request, "web/word_preview.html", context)  # a refusal too is to be shown
    return render(request, "web/word.html", context, status=status)


def _read(form: WordForm, context: dict[str, object]) -> Reading | None:
    from finsam.documents.word.package import MOST_BYTES, Refused
    from finsam.documents.word.reading import read_word

    try:
        return apart.read(read_word, form.cleaned_data["file"].read(MOST_BYTES + 1), refused=Refused)
    except Refused as error:
        context["refused"] = [str(error)]
    return None


def _carry_out(request, document, reading: Reading, context: dict[str, object]) -> Done | None:
    """Read in what was chosen; None with the reasons when it can't be."""
    images = {image.name for image in reading.images()}
    texts = {name: request.POST.get(f"bild-{name}", "") for name in images}
    try:
        return sections_from_word(
            document=document,
            reading=reading,
            chosen=_chosen(request.POST),
            texts=texts,
            decoration=_decoration(request.POST),
            by=request.user,
        )
    except ValidationError as error:
        context["refused"] = error.messages
    return None


def _chosen(sent) -> set[int]:
    return {int(number) for number in sent.getlist("avsnitt") if number.isdecimal() and len(number) < 6}


def _decoration(sent) -> set[str]:
    return set(sent.getlist("dekoration"))


def _shown(document, reading: Reading, sent) -> dict[str, object]:
    """What the preview shows: each section with what becomes of it, pictures that want a text, and what was left out."""
    placed = placements(list(document.sections.all()), reading)
    several = sum(1 for placement in placed if placement.draft.title) > 0
    chosen = _chosen(sent) if "spara" in sent else None
    rows = [
        {
            "placement": placement,
            "begins": _begins(placement),
            "counts": _counts(placement),
            "chosen": placement.number in chosen
            if chosen is not None
            else placement.what != "there" and (bool(placement.draft.title) or not several),
        }
        for placement in placed
    ]
    losses = dict.fromkeys(loss for placement in placed for loss in placement.losses)
    images = [image for image in reading.images() if not image.decorative]
    return {
        "rows": rows,
        "new": sum(placement.what == "new" for placement in placed),
        "filled": sum(placement.what == "filled" for placement in placed),
        "there": sum(placement.what == "there" for placement in placed),
        "left_out": [*reading.left_out, *losses],
        "questions": reading.questions,
        "wants_text": [
            (image, sent.get(f"bild-{image.name}", ""), image.name in _decoration(sent))
            for image in images
            if image.wants_text
        ],
    }


def _begins(placement: Placement) -> str:
    text = " ".join(plain(item.html) for item in placement.draft.content if isinstance(item, Prose))
    return shortened(text, BEGINNING)


def _counts(placement: Placement) -> str:
    """`2 tabeller, 1 bild`."""
    kinds = ((Grid, "tabell", "tabeller"), (Image, "bild", "bilder"))
    counts = (
        (sum(isinstance(item, kind) for item in placement.draft.content), single, several)
        for kind, single, several in kinds
    )
    return ", ".join(
        f"{count} {single if count == 1 else several}" for count, single, several in counts if count
    )


def _tell(request, done: Done) -> None:
    parts = []
    if done.made:
        parts.append(f"{len(done.made)} avsnitt är {'nytt' if len(done.made) == 1 else 'nya'}")
    if done.filled:
        parts.append(f"{len(done.filled)} {'tomt' if len(done.filled) == 1 else 'tomma'} avsnitt fick text")
    if parts:
        messages.success(
            request, f"{' och '.join(parts)}. Läs igenom dem: siffror och årtal är från Word-filen."
        )
    else:
        messages.info(request, "Inget har ändrats: det som valdes finns redan.")
    for sentence in dict.fromkeys(done.refused):
        messages.info(request, sentence)
