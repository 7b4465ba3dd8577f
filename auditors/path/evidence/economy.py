"""Whether the economy was looked after: result and budget, deviations and comments, forecasts, balance requirement, equity."""

from __future__ import annotations

from collections.abc import Iterator

from auditors.path.evidence.piece import CLEAN, LOOK, NOTED, Look, Piece, Point, counted, lacks, piece
from budget.facts import series_facts
from budget.models.series import SeriesKind
from budget.queries import money
from budget.variance.comments import of_month
from budget.variance.standing import Held, standing
from finsam.core.values.money import show
from finsam.core.values.periods import long_date


def result(look: Look) -> Iterator[Piece]:
    """The year's result beside its budget."""
    key, label, href = "resultat", "Årets resultat mot budgeten", look.page("budget")
    about = "Intäkterna ska normalt vara större än kostnaderna (KL 11 kap. 5 §). Ett planerat underskott tas ur eget kapital."
    points = look.figures("utfall.resultat", "budget.resultat", "utfall.kostnader", "budget.kostnader")
    if look.book.get(f"utfall.resultat@{look.year}") is None:
        yield lacks(key, label, f"Inget utfall är känt för {look.year}.", href, about)
    elif look.book.get(f"budget.resultat@{look.year}") is None:
        yield lacks(
            key,
            label,
            f"Ingen budget är skriven för {look.year}, så utfallet har inget att jämföras med.",
            href,
            about,
        )
    else:
        yield piece(key, label, "Utfallet bredvid budgeten.", href, about, points=points, opened=True)


def deviations(look: Look) -> Iterator[Piece]:
    """The lines that deviate, and what is said of each."""
    key, label, href = "avvikelser", "Avvikelser från budgeten", look.page("budget-followup")
    about = "En avvikelse är inget fel i sig. Den ska vara förklarad av den som sköter ekonomin."
    here = standing(look.book, look.year)
    if here is None or here.budget is None:
        yield lacks(
            key,
            label,
            f"Budget och utfall för {look.year} går inte att jämföra rad för rad: någon av dem saknas.",
            href,
            about,
        )
        return
    said_of = of_month(here)
    rows = sorted(here.deviating, key=lambda row: row.line.pk in said_of)
    without = [row for row in rows if row.line.pk not in said_of]
    said = f"{counted(len(rows), 'rad avviker', 'rader avviker').capitalize()} {here.until}. "
    if rows:
        said += f"{len(without)} är utan kommentar." if without else "Alla är kommenterade."
    points = [
        Point(
            _named(row),
            look.told(said_of[row.line.pk].text) if row.line.pk in said_of else "Ingen kommentar är skriven.",
            _href(look, row),
        )
        for row in rows
    ]
    state = NOTED if rows else CLEAN
    state = LOOK if without else state
    yield piece(key, label, said.strip(), href, about, state=state, points=points)


def _named(row: Held) -> str:
    fact = row.deviation if row.deviation is not None and row.deviation.value else row.ahead
    return f"{row.label}: {show(fact.value, fact.unit)}" if fact is not None else row.label


def _href(look: Look, row: Held) -> str:
    fact = row.deviation if row.deviation is not None and row.deviation.value else row.ahead
    return look.page("fact", key=fact.key) if fact is not None else ""


def forecasts(look: Look) -> Iterator[Piece]:
    """What the year was thought to come to, beside what it came to."""
    key, label, href = "prognoser", "Prognoser mot utfallet", look.page("budget-forecasts")
    about = "Prognoser som träffar nära visar att styrelsen visste hur ekonomin stod under året."
    data = look.book.read(money)
    made = data.of_kind(SeriesKind.FORECAST, look.year)
    if not made:
        yield lacks(key, label, f"Ingen prognos är gjord för {look.year}.", href, about)
        return
    points = []
    for series in made:
        fact = series_facts(look.book, series).measure("resultat")
        when = f"Prognos per {long_date(series.date)}" if series.date else str(series)
        points.append(
            Point(f"{when}: årets resultat", show(fact.value, fact.unit), look.page("fact", key=fact.key))
        )
    points += look.figures("utfall.resultat")
    yield piece(
        key,
        label,
        f"{counted(len(made), 'prognos', 'prognoser').capitalize()} över årets resultat.",
        href,
        about,
        points=points,
        opened=True,
    )


def balance_requirement(look: Look) -> Iterator[Piece]:
    """The balanskravsutredning."""
    key, label, href = "balanskrav", "Balanskrav", look.page("books")
    about = "Balanskravsutredningen visar årets resultat utan sådant som inte hör till den löpande verksamheten (LKBR 11 kap. 10 §)."
    points = look.figures("bokslut.balanskravsresultat", "bokslut.kvar-att-aterstalla")
    if not points:
        yield lacks(
            key,
            label,
            f"Balanskravsresultatet för {look.year} går inte att räkna ut: resultaträkningen saknas.",
            href,
            about,
        )
        return
    fact = look.book.get(f"bokslut.balanskravsresultat@{look.year}")
    below = fact is not None and fact.value is not None and fact.value < 0
    said = (
        "Balanskravsresultatet är negativt. Se hur det motiveras i årsredovisningen."
        if below
        else "Balanskravsresultatet är inte negativt."
    )
    yield piece(key, label, said, href, about, state=LOOK if below else CLEAN, points=points, opened=True)


def equity(look: Look) -> Iterator[Piece]:
    """The equity at the end of the year, and the recommended level."""
    key, label, href = "eget-kapital", "Eget kapital", look.page("books")
    about = "Förbundet ska inte samla mer pengar än det behöver. Nationella rådet har rekommenderat en högsta nivå."
    points = look.figures("bokslut.eget-kapital", "bokslut.andel.eget-kapital", "bokslut.soliditet")
    if not points:
        yield lacks(key, label, f"Eget kapital vid slutet av {look.year} är inte känt.", href, about)
        return
    above = [each for each in look.outcome.findings if each.rule == "R14" and each.severity != "info"]
    told = [look.reader.finding(each) for each in above]
    said = told[0].message if told else "Ingen avvikelse mot den rekommenderade högsta nivån är funnen."
    state = LOOK if any(each.explanation is None for each in above) else NOTED
    yield piece(
        key,
        label,
        said,
        look.page("reconciliation") if told else href,
        about,
        state=state,
        points=points,
        opened=True,
    )


PIECES = (result, deviations, forecasts, balance_requirement, equity)
