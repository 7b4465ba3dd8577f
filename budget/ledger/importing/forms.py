"""Forms of the page where books are read in: the file, and how it is divided."""

from __future__ import annotations

from typing import Any

from django import forms

from budget.ledger.importing.uploads import SIGNS
from budget.ledger.taking import PEOPLE, Choice
from budget.models import LedgerImport, Line
from budget.models.ledger import MONTH_CHOICES
from finsam.core.tenancy.access import TenantContext

NOTHING = [("", "Inte alls: bara konton")]
LIKE_INSATSER = ("insats", "projekt", "aktivitet")


class UploadForm(forms.Form):
    """The file with the books."""

    file = forms.FileField(
        label="Välj filen, eller släpp den här",
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".se,.si,.sie,.txt,.xlsx,.csv"}),
        help_text="SIE 4 helst, annars SIE 3 (.se, .si, .sie), eller en tabell med konto, objekt och månader (.xlsx, .csv). Högst 20 MB. Texter och namn på personer läses inte och sparas inte.",
        error_messages={"required": "Välj en fil först."},
    )


class ChoiceForm(forms.Form):
    """How a file's books are divided. It is always bound: what isn't chosen is as it was last time, or as the file suggests."""

    to_month = forms.TypedChoiceField(
        label="Räkna till och med",
        choices=MONTH_CHOICES,
        coerce=int,
        help_text="Den sista månad som är helt bokförd. Senare månader läses också in, men räknas inte förrän du läser in igen.",
    )
    dimension = forms.ChoiceField(
        label="Dela upp efter",
        required=False,
        help_text="Det som skiljer insatserna åt i bokföringen.",
    )
    signs = forms.ChoiceField(label="Så är beloppen skrivna", choices=SIGNS)
    part_dimension = forms.ChoiceField(label="Vår del av bokföringen: dimension", required=False)
    part_object = forms.CharField(
        label="Vår del av bokföringen: objekt",
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"list": "objects", "autocomplete": "off"}),
        help_text="Numret på det ansvar eller projekt som är förbundet i kommunens bokföring. Bara det sparas. Lämna tomt om hela filen är vår.",
    )
    keeps_vouchers = forms.BooleanField(
        label="Spara verifikationernas nummer, dag och belopp",
        required=False,
        help_text="För revisorernas stickprov. Texter och namn sparas aldrig.",
    )

    def __init__(self, data, *, upload, tenant: TenantContext):
        offered = list(upload.dimensions.items())
        chosen = {
            **_suggested(upload, tenant),
            **{name: data[name] for name in self.base_fields if name in data},
        }
        if "to_month" in data and "keeps_vouchers" not in data:
            chosen["keeps_vouchers"] = ""
        super().__init__(chosen)
        self.upload = upload
        if upload.source != "table":
            del self.fields["signs"]
        self.fields["dimension"].choices = [*NOTHING, *offered]
        self.fields["part_dimension"].choices = [("", "Hela filen är vår"), *offered]

    def clean(self) -> dict[str, Any]:
        """A part is a dimension and an object of it; one that the file hasn't got is told of."""
        cleaned = super().clean()
        dimension, number = cleaned.get("part_dimension", ""), cleaned.get("part_object", "").strip()
        cleaned["part_object"] = number
        if number and not dimension:
            self.add_error("part_dimension", "Välj vilken dimension som numret hör till.")
        elif dimension and not number:
            self.add_error("part_object", "Skriv numret på det som är förbundets del.")
        elif number and number not in self.upload.objects(dimension):
            self.add_error(
                "part_object", f"”{number}” finns inte i filen. Välj ett nummer som finns i dimensionen."
            )
        return cleaned

    @property
    def choice(self) -> Choice:
        """What is chosen, or what of it can be."""
        told = self.cleaned_data
        part_dimension, part_object = told.get("part_dimension", ""), told.get("part_object", "")
        if not (part_dimension and part_object):
            part_dimension = part_object = ""
        return Choice(
            told.get("dimension", ""), part_dimension, part_object, bool(told.get("keeps_vouchers"))
        )

    @property
    def objects(self) -> list[tuple[str, str]]:
        """The objects that may be our part, the first hundreds of them."""
        return sorted(self.upload.objects(self["part_dimension"].value() or "").items())[:400]

    @property
    def is_part(self) -> bool:
        """Whether anything is chosen of somebody else's books."""
        return bool(self["part_dimension"].value() or self["part_object"].value())


def _suggested(upload, tenant: TenantContext) -> dict[str, Any]:
    """As it was last time, where the file still has that; else what looks like insatser."""
    last = LedgerImport.objects.filter(forbund=tenant.forbund).defer("content").order_by("-read_at").first()
    was = last.settings if last else {}
    there = was.get("dimension", "") in ("", *upload.dimensions)
    part = was.get("part_object") in upload.objects(was.get("part_dimension", ""))
    return {
        "to_month": upload.to_month,
        "signs": getattr(upload, "signs", ""),
        "dimension": was["dimension"] if last and there else _like_insatser(upload, tenant),
        "part_dimension": was["part_dimension"] if part else "",
        "part_object": was["part_object"] if part else "",
        "keeps_vouchers": "on" if was.get("keeps_vouchers") else "",
    }


def _like_insatser(upload, tenant: TenantContext) -> str:
    """The dimension whose objects are called as the budget's lines and insatser are, or that is itself called so."""
    lines = Line.objects.filter(forbund=tenant.forbund).select_related("insats")
    names = {
        name.casefold()
        for line in lines
        for name in (line.name, line.insats.name if line.insats_id else "")
        if name
    }

    def alike(number: str) -> tuple[int, bool]:
        objects = upload.objects(number).values()
        called = upload.dimensions[number].casefold()
        return sum(each.casefold() in names for each in objects), any(
            word in called for word in LIKE_INSATSER
        )

    best = max((number for number in upload.dimensions if number not in PEOPLE), key=alike, default="")
    return best if best and any(alike(best)) else ""
