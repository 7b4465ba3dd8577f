"""Forms of the installation's pages: the first person, a new förbund, somebody to invite."""

from __future__ import annotations

import re

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone

from finsam.core.crud.forms import Heading
from finsam.core.models import Forbund, User, make_key
from finsam.core.values.privacy import refuse
from finsam.organisation.installation.services import is_setup_code

LATE = 8  # the month from which it is next year that is planned


class Blaming(forms.BaseForm):
    """Puts a refusal from a service beside its field, or at the top when the field isn't here."""

    def blame(self, error: ValidationError) -> None:
        """`finsam.core.crud.comparison.Versioned.blame`, of a form over what has no version."""
        by_field = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        for name, sentences in by_field.items():
            self.add_error(name if name in self.fields else None, sentences)


class PersonForm(Blaming, forms.Form):
    """Who is invited, and to which address."""

    layout = (("name", "email"),)

    name = forms.CharField(label="Namn", max_length=80)
    email = forms.EmailField(label="E-post", help_text="Dit skickas inbjudan.")

    def clean_name(self):
        """Not even a name may hold a personnummer, or more than a line."""
        refuse(self.cleaned_data["name"], lines=False)
        return self.cleaned_data["name"]


class BeginForm(forms.ModelForm):
    """The first person: knows the code, and chooses a password."""

    layout = ("code", ("name", "email"), "password")

    code = forms.CharField(
        label="Kod", max_length=60, help_text="Fem grupper om fyra tecken, som står i webbplatsens logg."
    )
    password = forms.CharField(
        label="Lösenord",
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="Minst 12 tecken. Tre eller fyra ord som du minns är bättre än konstiga tecken.",
    )

    class Meta:
        model = User
        fields = ("name", "email")

    def clean_code(self):
        """Only who can read the log knows it."""
        if not is_setup_code(self.cleaned_data["code"]):
            raise ValidationError(
                "Koden stämmer inte. Den står i webbplatsens logg och skrivs där på nytt varje gång sidan öppnas."
            )
        return self.cleaned_data["code"]

    def clean_email(self):
        """Signing in doesn't mind capital letters."""
        return self.cleaned_data["email"].lower()

    def _post_clean(self):
        super()._post_clean()
        password = self.cleaned_data.get("password")
        if password:
            try:
                validate_password(password, self.instance)
            except ValidationError as error:
                self.add_error("password", error)
            self.instance.set_password(password)


class NewForbundForm(Blaming, forms.ModelForm):
    """A new förbund: what it is called, who its members are, and who runs it."""

    layout = (
        ("name", "short_name"),
        ("org_nr", "seat"),
        "key",
        "year",
        Heading("Medlemmar"),
        "kommuner",
        "region",
        Heading("Förbundschef"),
        ("chief_name", "chief_email"),
    )

    kommuner = forms.CharField(
        label="Kommuner",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        help_text="En på varje rad, till exempel Kramfors kommun.",
        error_messages={"required": "Skriv minst en kommun."},
    )
    region = forms.CharField(label="Region", max_length=80, help_text="Till exempel Region Västernorrland.")
    year = forms.IntegerField(
        label="Första året att planera",
        min_value=2004,
        max_value=2100,
        help_text="Ni kan lägga till fler år sedan.",
    )
    chief_name = forms.CharField(label="Förbundschefens namn", max_length=80)
    chief_email = forms.EmailField(label="Förbundschefens e-post", help_text="Dit skickas inbjudan.")

    class Meta:
        model = Forbund
        fields = ("name", "short_name", "org_nr", "seat", "key")
        labels = {"key": "Namn i adressen"}
        help_texts = {
            "name": "Till exempel Samordningsförbundet Kramfors.",
            "short_name": "Används där det är trångt. Lämna tomt för namnet utan ”Samordningsförbundet”.",
            "org_nr": "Till exempel 222000-2279.",
            "key": "Små bokstäver, siffror och streck, och går inte att ändra sedan. Lämna tomt, så görs det av det korta namnet.",
        }
        error_messages = {
            "name": {"unique": "Det finns redan ett förbund med det namnet i installationen."},
            "key": {
                "unique": "Ett annat förbund har redan det namnet i adressen. Skriv ett annat, till exempel med länet efter."
            },
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self.initial["year"] = today.year + (today.month >= LATE)
        self.fields["short_name"].required = self.fields["key"].required = False

    def clean_kommuner(self):
        """The names, one a line or with commas between; each is there once."""
        written = [" ".join(name.split()) for name in re.split(r"[\n,;]", self.cleaned_data["kommuner"])]
        names = [name for name in written if name]
        if not names:
            raise ValidationError("Skriv minst en kommun.")
        seen = set()
        for name in names:
            refuse(name, lines=False)
            if len(name) > 80:
                raise ValidationError(f"”{name[:30]}…” är för långt. Skriv en kommun på varje rad.")
            if name.casefold() in seen:
                raise ValidationError(f"{name} står två gånger.")
            seen.add(name.casefold())
        return names

    def clean(self):
        """What is left blank is made of the name; no field holds a personnummer."""
        cleaned = super().clean()
        for name in ("region", "chief_name"):
            try:
                refuse(cleaned.get(name) or "", lines=False)
            except ValidationError as error:
                self.add_error(name, error)
        full = " ".join((cleaned.get("name") or "").split())
        short = cleaned.get("short_name") or re.sub(
            r"^(samordningsförbundet|finsam)\s+", "", full, flags=re.IGNORECASE
        )
        cleaned["short_name"] = short[:60]
        if "key" not in self.errors:
            cleaned["key"] = cleaned.get("key") or make_key(cleaned["short_name"])
        return cleaned

    def told(self) -> dict:
        """What `services.make_forbund` is told besides the förbund."""
        names = ("year", "kommuner", "region", "chief_name", "chief_email")
        return {name: self.cleaned_data[name] for name in names}
