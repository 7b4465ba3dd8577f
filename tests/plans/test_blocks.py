"""What the plan's blocks put in a document."""

from datetime import date, time

import pytest
from django import forms

from finsam.documents import registry
from finsam.facts.tables import Cell, Html, Table, Wheel
from plans import outline
from plans.models.year import ExternalProject, WheelItem
from tests.plans.small import NBSP, YEAR, cost, cost_of_insats, html_of, part, pieces

BLOCKS = ("insatser", "mal", "aktiviteter", "risker", "motesplan", "medlemssamrad", "arshjul", "projekt")


def card_of(book, piece: Table) -> dict[str, str]:
    """A card as label → what it says, figures printed."""
    (column,) = piece.columns
    told = {}
    for row in piece.rows:
        cell = row.cells[column.key]
        text = column.text(cell.fact) if cell.fact else cell.text or html_of(book, cell.html)
        told[row.label] = text.replace(NBSP, " ")
    return told


def grid(piece: Table) -> list[tuple[str, ...]]:
    """A list table as rows of texts, the row heading first."""
    cells = [[row.cells.get(column.key, Cell()) for column in piece.columns] for row in piece.rows]
    texts = [[cell.text or cell.html for cell in row] for row in cells]
    return [(row.label, *said) for row, said in zip(piece.rows, texts, strict=True)]


# Insatser


def test_card_has_rows_only_for_what_is_given(plan, budget_says):
    budget_says(cost_of_insats("sparet", cost("sparet", 546000)))
    plan.insats(
        "Spåret", owner="Åns kommun", partners="Regionen", purpose="<p>Nå arbete.</p>",
        planned="antal", planned_low=40,
    )  # fmt: skip
    (card,) = pieces("insatser", plan.book())
    assert (card.shape, card.title, card.show_title) == ("card", "Spåret", True)
    assert card_of(plan.book(), card) == {
        "Insatsägare": "Åns kommun",
        "Samverkansparter": "Regionen",
        "Syfte": "<p>Nå arbete.</p>",
        "Antal deltagare": "40",
        "Budget": "546 000 kr",
    }


def test_card_speaks_the_forbunds_words_in_the_order_chosen(plan):
    plan.forbund.terms = {
        "insats_owner": "Projektägare",
        "insats_method": "Arbetssätt",
        "insats_goals": "Delmål",
    }
    one = plan.insats("Spåret", owner="A", purpose="<p>B</p>", target_group="<p>C</p>", method="<p>D</p>")
    plan.goal("Stöd", insats_year=one)
    labels = {
        order: [row.label for row in pieces("insatser", plan.book(), order=order)[0].rows]
        for order in ("syfte", "malgrupp")
    }
    assert labels == {
        "syfte": ["Projektägare", "Syfte", "Målgrupp", "Arbetssätt", "Delmål"],
        "malgrupp": ["Projektägare", "Målgrupp", "Syfte", "Delmål", "Arbetssätt"],
    }


def test_owner_and_partners_on_one_row(plan):
    plan.insats("Guiden", owner="Förbunden i länet.", partners="Fler köper den", owner_and_partners=True)
    (card,) = pieces("insatser", plan.book())
    assert card_of(plan.book(), card) == {
        "Insatsägare och samverkansparter": "Förbunden i länet. Fler köper den"
    }


def test_period_stands_in_the_head_or_in_a_row_under_a_heading(plan):
    plan.insats("Spåret", owner="A", start=date(YEAR, 1, 1), end=date(YEAR, 12, 31))
    (card,) = pieces("insatser", plan.book())
    assert card.title.replace(NBSP, " ") == "Spåret januari–december 2024"
    heading, card = pieces("insatser", plan.book(), heading="rubrik", listed=True)
    assert (heading.heading, heading.html, heading.listed, card.show_title) == ("Spåret", "", True, False)
    assert card_of(plan.book(), card)["Period"].replace(NBSP, " ") == "januari–december 2024"


def test_goals_share_their_follow_up_and_carry_their_footnote(plan):
    one = plan.insats("Spåret")
    plan.goal("A", part(target=50), insats_year=one, text="{mål} till arbete.", follow_up="Enkät.",
              footnote="Arbete är minst {mål} av heltid.")  # fmt: skip
    plan.goal("B", insats_year=one, text="Alla nöjda.", follow_up="Enkät.")
    (card,) = pieces("insatser", plan.book())
    assert card_of(plan.book(), card)["Mål"] == (
        '<ul><li data-item="a"><p>50 % till arbete*.</p></li><li data-item="b"><p>Alla nöjda.</p></li></ul>'
        '<p class="follow-up">Uppföljning: Enkät.</p><p>* Arbete är minst 50 % av heltid.</p>'
    )


def test_goals_followed_up_in_different_ways_say_which(plan):
    one = plan.insats("Spåret")
    for name, how in (("A", "Enkät."), ("B", "Enkät."), ("C", "Statistik.")):
        plan.goal(name, insats_year=one, follow_up=how)
    (card,) = pieces("insatser", plan.book())
    assert card_of(plan.book(), card)["Mål"] == (
        '<ul><li data-item="a"><p>A</p></li><li data-item="b"><p>B</p></li></ul><p class="follow-up">Uppföljning: Enkät.</p>'
        '<p data-item="c">C</p><p class="follow-up">Uppföljning: Statistik.</p>'
    )


def test_group_of_goals_is_a_row_of_its_own(plan):
    one = plan.insats("Spåret")
    group = plan.goal("Kvantitativa mål", insats_year=one, level="grupp", follow_up="Statistik.")
    for share in (40, 60):
        plan.goal(f"Del {share}", part(target=share), insats_year=one, parent=group, text="{mål} går vidare.")
    plan.goal("Enskilt", insats_year=one)
    (card,) = pieces("insatser", plan.book())
    assert card_of(plan.book(), card) == {
        "Mål": '<p data-item="enskilt">Enskilt</p>',
        "Kvantitativa mål": (
            '<ul><li data-item="del-40"><p>40 % går vidare.</p></li><li data-item="del-60"><p>60 % går vidare.</p></li></ul>'
            '<p class="follow-up">Uppföljning: Statistik.</p>'
        ),
    }


def test_budget_row_shows_its_items_its_note_and_the_unit(plan, budget_says):
    budget_says(
        cost_of_insats("guiden", cost("avgift", 37800, "Årsavgift"), cost("stod", 151200, "Stöd")),
        cost("avgift", 37800, "Årsavgift"),
        cost("stod", 151200, "Stöd"),
        cost_of_insats("massan", cost("massa", 30000)),
        cost_of_insats("blank", cost("blank", None)),
    )
    for name, note in (
        ("Guiden", "<p>Delas med grannarna.</p>"),
        ("Mässan", ""),
        ("Blank", ""),
        ("Okänd", ""),
    ):
        plan.insats(name, owner="A", budget_note=note)
    cards = pieces("insatser", plan.book(), budget_unit="tkr")
    assert [card_of(plan.book(), card).get("Budget") for card in cards] == [
        "<p>189 tkr (årsavgift 38 tkr, stöd 151 tkr)</p><p>Delas med grannarna.</p>",
        "30 tkr",
        None,
        None,
    ]


def test_insatser_chosen_by_key_in_order_or_by_kind(plan):
    individ, struktur = plan.kind("Individ"), plan.kind("Struktur", "struktur")
    plan.insats("Ett", [(individ, 100)], owner="A")
    plan.insats("Två", [(struktur, 100)], owner="A")
    plan.insats("Tre", [(individ, 30), (struktur, 70)], owner="A")
    book = plan.book()
    titles = [
        [piece.title for piece in pieces("insatser", book, **options)]
        for options in ({}, {"insatser": ["tre", "ett"]}, {"kind": "struktur"}, {"kind": "individ"})
    ]
    assert titles == [["Ett", "Två", "Tre"], ["Tre", "Ett"], ["Två", "Tre"], ["Ett"]]


def test_prose_form(plan, budget_says):
    budget_says(cost_of_insats("samkraft", cost("samkraft", 575000)))
    kinds = [plan.kind("Processtödjande insats"), plan.kind("Individstödjande insats")]
    one = plan.insats("Samkraft", [(kind, 50) for kind in kinds], intro="<p>Vägleder.</p>", positions=1)
    plan.goal("Ärenden", part(target=25, unit="st"), insats_year=one, text="Minst {mål} ärenden.")
    plan.goal("Nöjda", part(target=85), insats_year=one, text="{mål} nöjda.")
    (told,) = pieces("insatser", plan.book(), form="prosa", kind_line=True, budget_unit="tkr")
    assert told.heading == "Samkraft"
    assert html_of(plan.book(), told.html) == (
        "<p><em>Processtödjande insats 50 % och individstödjande insats 50 %</em></p><p>Vägleder.</p>"
        '<ul><li data-item="arenden"><p>Minst 25 ärenden.</p></li><li data-item="nojda"><p>85 % nöjda.</p></li></ul>'
        "<p>Förbundet finansierar en heltidstjänst, 575 tkr för 2024.</p>"
    )


# Goals


def tree(plan):
    """Two main goals with what hangs under them, one financial goal, and one of an insats."""
    first = plan.goal("Öka möjligheterna", level="huvudmal", kind="verksamhet", number="A", key="a")
    plan.goal("Pröva metoder", kind="verksamhet", parent=first, follow_up="Redovisas.")
    plan.goal("Bjuda in", level="aktivitet", kind="verksamhet", parent=first)
    plan.goal("Möta fler", level="aktivitet", kind="verksamhet", parent=first)
    plan.goal("Driva förändring", level="huvudmal", kind="verksamhet", number="B.", key="b")
    plan.goal("Inga lån", kind="finansiellt", key="lan")
    plan.goal("Stöd", kind="verksamhet", insats_year=plan.insats("Spåret"))


def told(plan, **options) -> str:
    return "".join(html_of(plan.book(), piece.html) for piece in pieces("mal", plan.book(), **options))


def test_goals_of_a_kind_without_those_of_insatser(plan):
    tree(plan)
    assert told(plan, kind="finansiellt") == '<ul><li data-item="lan"><p>Inga lån</p></li></ul>'
    assert told(plan, kind="verksamhet") == (
        '<ul><li data-item="a"><p>Öka möjligheterna</p><ul>'
        '<li data-item="prova-metoder"><p>Pröva metoder</p><p class="follow-up">Uppföljning: Redovisas.</p></li>'
        '<li data-item="bjuda-in"><p>Bjuda in</p></li><li data-item="mota-fler"><p>Möta fler</p></li></ul></li>'
        '<li data-item="b"><p>Driva förändring</p></li></ul>'
    )


def test_chosen_goals_stand_without_their_subgoals_and_with_their_numbers(plan):
    tree(plan)
    options = {"goals": ["b", "a"], "numbering": True, "activities": False}
    assert told(plan, **options) == (
        '<ul class="goals"><li data-item="b"><span class="marker">B.</span><p>Driva förändring</p></li>'
        '<li data-item="a"><span class="marker">A.</span><p>Öka möjligheterna</p></li></ul>'
    )


def test_follow_up_and_activities_can_be_left_out(plan):
    tree(plan)
    assert told(plan, kind="verksamhet", follow_up=False, activities=False) == (
        '<ul><li data-item="a"><p>Öka möjligheterna</p><ul><li data-item="prova-metoder"><p>Pröva metoder</p></li></ul></li>'
        '<li data-item="b"><p>Driva förändring</p></li></ul>'
    )


def test_what_several_goals_are_followed_up_by_is_said_once(plan):
    for name, follow_up in (("A", "Enkät."), ("B", "Enkät."), ("C", "Statistik."), ("D", ""), ("E", "")):
        plan.goal(name, kind="verksamhet", follow_up=follow_up)
    enkat, statistik = (f'<p class="follow-up">Uppföljning: {one}</p>' for one in ("Enkät.", "Statistik."))
    assert told(plan, kind="verksamhet") == (
        f'<ul><li data-item="a"><p>A</p></li><li data-item="b"><p>B</p></li></ul>{enkat}'
        f'<ul><li data-item="c"><p>C</p>{statistik}</li>'
        '<li data-item="d"><p>D</p></li><li data-item="e"><p>E</p></li></ul>'
    )
    assert told(plan, kind="verksamhet", form="stycken") == (
        f'<p data-item="a">A</p><p data-item="b">B</p>{enkat}'
        f'<p data-item="c">C</p>{statistik}<p data-item="d">D</p><p data-item="e">E</p>'
    )


def test_goals_as_headings(plan):
    tree(plan)
    first, second = pieces(
        "mal", plan.book(), goals=["a", "b"], form="rubriker", numbering=True, listed=True, follow_up=False
    )
    assert (first.number, first.heading, first.listed) == ("A.", "Öka möjligheterna", True)
    activities = '<ul><li data-item="bjuda-in"><p>Bjuda in</p></li><li data-item="mota-fler"><p>Möta fler</p></li></ul>'
    assert first.html == f'<p data-item="prova-metoder">Pröva metoder</p>{activities}'
    assert (second.number, second.heading, second.html) == ("B.", "Driva förändring", "")


def test_area_is_headed_by_its_name_and_goal_by_what_it_says(plan):
    plan.goal("Område", level="omrade", kind="inriktning", text="Stöd metoder.")
    plan.goal("Mål", part(), level="huvudmal", kind="inriktning", text="{mål} nöjda.")
    area, goal = pieces("mal", plan.book(), kind="inriktning", form="rubriker")
    assert (area.heading, area.html) == ("Område", "<p>Stöd metoder.</p>")
    assert (goal.heading.replace(NBSP, " "), goal.html) == ("80 % nöjda.", "")


def test_goals_as_paragraphs(plan):
    plan.goal("Inga lån", kind="finansiellt")
    plan.goal(
        "Buffert", part(target=130000, unit="kr"), kind="finansiellt", text="Minst {mål} & inget <mer>."
    )
    assert told(plan, kind="finansiellt", form="stycken") == (
        '<p data-item="inga-lan">Inga lån</p><p data-item="buffert">Minst 130 000 kr &amp; inget &lt;mer&gt;.</p>'
    )


def test_activities_of_a_goal_or_of_none(plan):
    tree(plan)
    plan.goal("Kartlägga", level="aktivitet", kind="verksamhet")
    book = plan.book()
    of_none, of_first = (pieces("aktiviteter", book, parent=parent)[0].html for parent in ("", "a"))
    assert of_none == '<ul><li data-item="kartlagga"><p>Kartlägga</p></li></ul>'
    assert (
        of_first
        == '<ul><li data-item="bjuda-in"><p>Bjuda in</p></li><li data-item="mota-fler"><p>Möta fler</p></li></ul>'
    )


# Risks, meetings, the year's wheel and projects


def test_risks_as_table_without_empty_columns(plan):
    plan.risk("Pengar", "Kommunicera.", text="Bidraget minskar.", level="hog")
    plan.risk("Okänd", "Berätta.", "Mät & väg.", text="Få vet.", level="lag")
    (table,) = pieces("risker", plan.book())
    assert (table.row_label, [column.label for column in table.columns]) == ("Risk", ["Risknivå", "Åtgärd"])
    assert grid(table) == [
        ("Bidraget minskar.", "Hög", "Kommunicera."),
        ("Få vet.", "Låg", "<ul><li><p>Berätta.</p></li><li><p>Mät &amp; väg.</p></li></ul>"),
    ]


def test_risks_as_list(plan):
    plan.risk(
        "Kapital",
        "Avsätt.",
        text="Likviditeten brister.",
        consequence="Skulder blir obetalda.",
        key="kapital",
    )
    plan.risk("Annat", key="annat")
    (told,) = pieces("risker", plan.book(), form="lista", risks=["kapital"])
    assert told.html == (
        '<p data-item="kapital"><strong>Kapital.</strong> Likviditeten brister. Skulder blir obetalda.</p>'
        '<ul><li data-item="kapital"><p>Avsätt.</p></li></ul>'
    )


def meetings(plan):
    board, group = plan.body("Styrelse"), plan.body("Beredningsgrupp", "beredning")
    hours = {"start": time(13), "end": time(16)}
    plan.meeting(group, date(YEAR, 3, 8), start=time(9, 30), end=time(12))
    plan.meeting(board, date(YEAR, 3, 27), name="Styrelsemöte", theme="årsredovisning", **hours)
    plan.meeting(
        board, date(YEAR, 11, 27), name="Styrelsemöte", theme="budget", place="Folkets hus", public=True
    )


def test_meetings_by_month_say_the_month_once(plan):
    meetings(plan)
    (table,) = pieces("motesplan", plan.book())
    assert (table.title, table.row_label, table.shape) == ("Mötesplan 2024", "Månad", "list")
    assert grid(table) == [
        ("Mars", "Beredningsgrupp", "8/3 kl. 09.30–12.00"),
        ("", "Styrelsemöte, årsredovisning", "27/3 kl. 13.00–16.00"),
        ("November", "Styrelsemöte, budget (offentligt)", "27/11"),
    ]


def test_meetings_as_list_compute_the_weekday(plan):
    meetings(plan)
    (table,) = pieces("motesplan", plan.book(), form="lista", bodies=["styrelse"])
    assert [column.label for column in table.columns] == ["Tid", "Plats och tema"]
    assert grid(table) == [
        ("Onsdag 27\u00a0mars 2024", "13.00–16.00", "årsredovisning"),
        ("Onsdag 27\u00a0november 2024", "", "<p>Folkets hus</p><p>budget</p><p>Offentligt möte</p>"),
    ]


def test_list_of_several_bodies_says_who_meets(plan):
    meetings(plan)
    (table,) = pieces("motesplan", plan.book(), form="lista")
    assert [row[1] for row in grid(table)] == ["Beredningsgrupp", "Styrelsemöte", "Styrelsemöte"]


def test_wheel_gathers_meetings_own_points_and_the_laws_days(plan):
    meetings(plan)
    plan.meeting(plan.body("Presidium", "presidium"), date(YEAR, 3, 5))
    WheelItem.objects.create(name="Indikatormätning", month=10, last_month=11, **plan.year)
    wheel, table = pieces("arshjul", plan.book())
    assert isinstance(wheel, Wheel)
    assert wheel.months == {
        3: (
            "Presidium",
            "Beredningsgrupp",
            "Styrelsemöte: årsredovisning",
            "Årsredovisningen ska vara upprättad (lagen)",
        ),
        10: ("Indikatormätning",),
        11: ("Styrelsemöte: budget", "Indikatormätning", "Budgeten ska vara fastställd (lagen)"),
    }
    assert [row.label for row in table.rows] == ["Mars", "Oktober", "November"]
    assert "Sammanställt ur mötesplanen" in table.note


@pytest.mark.parametrize("show, expected", [("hjul", [Wheel]), ("lista", [Table]), ("bada", [Wheel, Table])])
def test_wheel_or_list(plan, show, expected):
    assert [type(piece) for piece in pieces("arshjul", plan.book(), show=show)] == expected


def test_same_meeting_twice_in_a_month_is_one_point(plan):
    body = plan.body("Beredningsgrupp", "beredning")
    for day in (8, 22):
        plan.meeting(body, date(YEAR, 5, day))
    (wheel,) = pieces("arshjul", plan.book(), show="hjul")
    assert wheel.months[5] == ("Beredningsgrupp",)


def test_projects_lie_either_way(plan):
    ExternalProject.objects.create(
        name="Lyftet", financier="ESF", start=date(2019, 10, 10), end=date(2023, 12, 31),
        period_note="eventuell fortsättning", content="<p>Kunskap.</p>", order=1, **plan.year,
    )  # fmt: skip
    ExternalProject.objects.create(name="Framtid", financier="EU", order=2, **plan.year)
    (matrix,) = pieces("projekt", plan.book())
    assert [column.label for column in matrix.columns] == ["Lyftet", "Framtid"]
    assert grid(matrix) == [
        ("Finansiär", "ESF", "EU"),
        ("Projekttid", f"10{NBSP}oktober 2019 – 31{NBSP}december 2023 (eventuell fortsättning)", ""),
        ("Innehåll och effekt på förbundet och dess medlemmar", "<p>Kunskap.</p>", ""),
    ]
    (rows,) = pieces("projekt", plan.book(), transposed=False)
    assert [(row[0], row[1]) for row in grid(rows)] == [("Lyftet", "ESF"), ("Framtid", "EU")]


# All blocks


@pytest.mark.parametrize("key", sorted(set(BLOCKS) - {"arshjul"}))
def test_where_there_is_nothing_a_sentence_teaches(plan, key):
    (piece,) = pieces(key, plan.book())
    assert isinstance(piece, Html)
    assert "2024 ännu. Lägg till dem under" in piece.html


@pytest.mark.parametrize(
    "key, options",
    [
        ("insatser", {"insatser": ["borta"]}),
        ("mal", {"goals": ["borta"]}),
        ("aktiviteter", {"parent": "borta"}),
        ("risker", {"risks": ["borta"]}),
        ("motesplan", {"bodies": ["borta"]}),
        ("medlemssamrad", {"consultations": ["borta"]}),
    ],
)
def test_what_was_chosen_and_is_gone_is_said(plan, key, options):
    (piece,) = pieces(key, plan.book(), **options)
    assert "”borta” finns inte 2024" in piece.html


@pytest.mark.parametrize("key", BLOCKS)
def test_options_are_told_in_swedish_and_their_defaults_are_valid(plan, key):
    block = registry.find_block(key)
    form = block.options(data=block.defaults())
    assert form.is_valid(), form.errors
    assert all(field.label for field in form.fields.values())


def test_form_offers_what_the_year_has_with_the_chosen_first(plan):
    for name in ("Ett", "Två", "Tre"):
        plan.insats(name, owner="A")
    options = registry.find_block("insatser").options
    form = options(book=plan.book(), initial={"insatser": ["tre", "ett"]})
    assert [key for key, _ in form.fields["insatser"].choices] == ["tre", "ett", "tva"]
    defaults = registry.find_block("insatser").defaults()
    taken = options({**defaults, "insatser": ["tre", "ett"]}, book=plan.book())
    assert taken.is_valid(), taken.errors
    assert taken.cleaned_data["insatser"] == ["tre", "ett"]
    refused = options({**defaults, "insatser": ["borta"]}, book=plan.book())
    assert "insatser" in refused.errors


def test_form_offers_goals_that_have_activities(plan):
    tree(plan)
    form = registry.find_block("aktiviteter").options(book=plan.book())
    assert form.fields["parent"].choices == [("", "–"), ("a", "Öka möjligheterna")]
    assert isinstance(form.fields["parent"], forms.ChoiceField)


def everything(plan, count: int) -> None:
    """So many of everything that blocks show."""
    body = plan.body(f"Organ {plan.count}")
    kind = plan.kind(f"Slag {plan.count}")
    for number in range(count):
        name = f"{plan.count} {number}"
        one = plan.insats(f"Insats {name}", [(kind, 100)], planned="antal", planned_low=5, owner="A")
        group = plan.goal(f"Grupp {name}", insats_year=one, level="grupp")
        plan.goal(f"Mål {name}", part(), insats_year=one, parent=group, text="{mål} nöjda.")
        main = plan.goal(f"Huvudmål {name}", part(), level="huvudmal", text="{mål} nöjda.")
        plan.goal(f"Aktivitet {name}", level="aktivitet", parent=main)
        plan.goal(f"Fri aktivitet {name}", level="aktivitet")
        plan.risk(f"Risk {name}", "Gör ett.", "Gör två.")
        meeting = plan.meeting(body, date(YEAR, number + 1, 5))
        plan.consultation(f"Samråd {name}", {plan.member(f"Kommun {name}"): "Fler unga."}, meeting=meeting)
        WheelItem.objects.create(name=f"Punkt {name}", month=number + 1, **plan.year)
        ExternalProject.objects.create(name=f"Projekt {name}", **plan.year)


def test_queries_do_not_grow_with_rows(plan, budget_says, django_assert_num_queries):
    def read():
        book = plan.book()
        for key in BLOCKS:
            made = pieces(key, book)
            assert made
            assert not any("ännu" in piece.html for piece in made if isinstance(piece, Html))
        assert list(pieces("insatser", book, form="prosa", kind_line=True))

    everything(plan, 2)
    with django_assert_num_queries(18):
        read()
    everything(plan, 12)
    with django_assert_num_queries(18):
        read()


def test_outline_names_its_blocks_and_the_law():
    kind = registry.kinds()[outline.KIND]
    assert kind.title == "Verksamhetsplan och budget"
    keys = [item.key for item in kind.outline]
    assert len(keys) == len(set(keys))
    assert kind.outline[0].level == 1
    required = {item.key for item in kind.outline if item.required}
    assert {"verksamhet", "finansiella-mal", "budget", "flerarsplan", "uppfoljning"} <= required
    for item in kind.outline:
        assert item.guidance, item.key
        if item.block in BLOCKS:
            form = registry.find_block(item.block).options(
                data={**registry.find_block(item.block).defaults(), **item.options}
            )
            assert form.is_valid(), (item.key, form.errors)
            assert set(item.options) <= set(form.fields), item.key


def test_tables_leave_their_title_to_the_heading_over_them(plan):
    everything(plan, 1)
    tables = [pieces(key, plan.book())[-1] for key in ("risker", "motesplan", "arshjul", "projekt")]
    assert [(bool(table.title), table.show_title) for table in tables] == [(True, False)] * 4
