"""The form that narrows the log."""

from __future__ import annotations

from django import forms
from django.db.models import Q
from django.utils import timezone

from finsam.core.audit import logbook
from finsam.core.values import periods
from finsam.core.values.collation import by_name


class LogFilter(forms.Form):
    """Narrows the log: when, which year, whose, what, and any words."""

    since = forms.DateField(label="Från", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(
        label="Till och med", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    year = forms.TypedChoiceField(label="Gäller år", required=False, coerce=int, empty_value=None)
    who = forms.ChoiceField(label="Vem", required=False)
    kind = forms.ChoiceField(label="Slag", required=False)
    words = forms.CharField(label="Sök", required=False, max_length=80)
    new = forms.BooleanField(required=False)

    def __init__(self, *args, entries, last_visit=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.last_visit = last_visit
        years = entries.exclude(year=None).order_by("-year").values_list("year", flat=True).distinct()
        people = entries.order_by("by_name").values_list("by_name", flat=True).distinct()
        kinds = entries.order_by("kind").values_list("kind", flat=True).distinct()
        self.fields["year"].choices = [("", "Alla år"), *((year, str(year)) for year in years)]
        self.fields["who"].choices = [("", "Alla"), *((name, name) for name in by_name(people))]
        self.fields["kind"].choices = [
            ("", "Allt"),
            *sorted(((kind, logbook.kind_name(kind)) for kind in kinds), key=lambda choice: choice[1]),
        ]
        if last_visit is None:
            del self.fields["new"]
        else:
            when = timezone.localtime(last_visit)
            said = f"{periods.long_date(when.date())} kl. {periods.clock(when.time())}"
            self.fields["new"].label = f"Sedan mitt förra besök, {said}"

    def narrow(self, entries):
        """The entries that the filter lets through; what can't be read in it lets everything through."""
        self.is_valid()
        wanted = self.cleaned_data
        if wanted.get("new"):
            entries = entries.filter(at__gt=self.last_visit)
        if wanted.get("since"):
            entries = entries.filter(at__date__gte=wanted["since"])
        if wanted.get("until"):
            entries = entries.filter(at__date__lte=wanted["until"])
        if wanted.get("year"):
            entries = entries.filter(year=wanted["year"])
        if wanted.get("who"):
            entries = entries.filter(by_name=wanted["who"])
        if wanted.get("kind"):
            entries = entries.filter(kind=wanted["kind"])
        for word in (wanted.get("words") or "").split():
            entries = entries.filter(
                Q(label__icontains=word) | Q(by_name__icontains=word) | Q(reference__icontains=word)
            )
        return entries
