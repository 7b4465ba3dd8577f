"""Which models a package holds the rows of, and which not and why. Whatever a förbund owns is held unless it stands here."""

from __future__ import annotations

from functools import cache

from django.apps import apps

from finsam.core.models import Owned

# Models with an owner whose rows stay behind.
LEFT_OUT = {
    "core.Access": "Vem som kommer in avgörs i varje installation för sig. Användare följer aldrig med.",
    "api.ApiToken": "Släpper in ett program i den här installationen, och ingen annan.",
    "plans.CalendarKey": "En hemlig adress till en persons kalender, som bara gäller i installationen.",
    "followup.InsatsContact": "En adress som länkar skickas till från den här installationen.",
    "followup.InsatsResponsibility": "Hör till en användares behörighet, som inte följer med.",
    "followup.ComparisonAgreement": "Vad som delas avgörs i varje installation för sig.",
    "followup.SharedFigure": "Delad med förbund i den här installationen, och räknas ut på nytt av den som delar.",
    "auditors.Sample": "Revisorernas arbetspapper, som de tar ut själva och som kansliet inte läser.",
    "auditors.SampleItem": "Hör till ett stickprov, som är revisorernas eget.",
    "auditors.Assessment": "En revisors egen bedömning. Det som gäller står i revisionsberättelsen.",
    "auditors.PrivateKey": "Nyckeln till en revisors egna anteckningar hör till revisorns konto.",
    "auditors.PrivateNote": "En revisors egna anteckningar, som bara revisorn kan läsa och som hör till revisorns konto.",
    "auditors.SeenMark": "När en användare senast såg vad som är nytt.",
}
# Models without an owner: where what they hold stands in a package, or why it doesn't.
OTHERWISE = {
    "core.User": "Användare följer aldrig med.",
    "core.Forbund": "tillstand/forbund.json",
    "core.AuditEntry": "logg/logg.jsonl: loggen läses och prövas i paketet, och skrivs inte om i en annan installation.",
    "core.ChainLink": "logg/kedja.jsonl",
    "core.ChainHead": "logg/kedja.jsonl: slutet är dess sista länk.",
    "tasks.Worker": "Vem som arbetar just nu.",
    "operations.BackupRun": "Säkerhetskopiorna är hela installationens.",
    "tasks.Counter": "Räknar vad installationen har gjort.",
    "tasks.ScheduledRun": "När installationen gjorde det som görs på bestämda tider.",
    "archive.PackedYear": "Det som tagits fram får kastas när som helst.",
    "rendering.Draft": "Det som ritats får kastas när som helst.",
    "editions.Edition": "handlingar/handlingar.json",
    "editions.EditionFile": "handlingar/",
    "editions.Release": "handlingar/handlingar.json",
    "auditors.Attachment": "handlingar/: bredvid den handling som den hör till.",
}


@cache
def models() -> tuple[type[Owned], ...]:
    """The models whose rows a package holds: each after what it points at."""
    todo = [
        model for model in apps.get_models() if issubclass(model, Owned) and model._meta.label not in LEFT_OUT
    ]
    known: set[type] = set(todo)
    ordered: list[type[Owned]] = []
    while todo:
        ready = [model for model in todo if not (pointed_at(model) & known) - set(ordered) - {model}]
        if not ready:
            raise TypeError(f"{', '.join(model._meta.label for model in todo)} point at each other")
        ordered += ready
        todo = [model for model in todo if model not in ordered]
    return tuple(ordered)


def pointed_at(model: type[Owned]) -> set[type]:
    """The models that a model's rows name, one or several."""
    fields = [*model._meta.concrete_fields, *model._meta.many_to_many]
    return {field.related_model for field in fields if field.is_relation}
