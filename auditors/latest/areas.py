"""What happens in a förbund, in the areas that an auditor looks at; each kind of thing in the log belongs to one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Area:
    """An area: its name in addresses, its words, and the kinds (`app.model`) that belong to it."""

    key: str
    label: str
    kinds: tuple[str, ...]


OTHER = "ovrigt"
AREAS = (
    Area("bokforing", "Bokföring inläst", ("budget.ledgerimport", "budget.accountrule", "budget.ruleshare")),
    Area("stangda-manader", "Stängda månader", ("budget.closedmonth",)),
    Area(
        "belopp",
        "Belopp i budget, prognos och utfall",
        (
            "budget.line", "budget.series", "budget.amount", "budget.amountnote", "budget.spread", "budget.forecastnote",
            "budget.grant", "budget.grantyear", "budget.generaldeduction", "budget.requisition", "budget.layout",
            "budget.layoutcolumn", "budget.layoutrow", "budget.scenario", "budget.contributionassumption",
            "budget.startassumption", "budget.deductionassumption", "budget.deviationlimits",
        ),
    ),
    Area("forklaringar", "Förklaringar", ("documents.explanation", "budget.deviationcomment")),
    Area(
        "beslut",
        "Beslut, möten och handlingar",
        (
            "documents.document", "documents.publication", "editions.edition", "editions.editionfile", "editions.release",
            "plans.decision", "plans.decisionnote", "plans.steeringdocument", "plans.meeting", "plans.agendaitem",
            "plans.paper", "plans.attendance", "plans.minutes", "plans.consultation", "plans.viewpoint",
        ),
    ),
    Area(
        "mal",
        "Mål och resultat",
        (
            "plans.goal", "plans.goalpart", "followup.goalreport", "followup.goalresult", "followup.reportdate",
            "followup.measure", "followup.binset", "followup.bin", "followup.stattable", "followup.statvalue", "followup.insatsreport",
            "followup.event", "followup.instrument", "followup.surveyform", "followup.question", "followup.surveyround",
            "followup.surveyvalue",
        ),
    ),
    Area(
        "bokslut",
        "Bokslut",
        (
            "followup.balanceitem", "followup.balanceamount", "followup.balancerule", "followup.yearbooks",
            "followup.adjustmentamount", "followup.investment", "followup.note", "followup.personnel",
        ),
    ),
    Area("kontroll", "Intern kontroll och risker", ("plans.control", "plans.risk", "plans.riskmeasure")),
    Area(
        "forbundet",
        "Medlemmar, uppdrag och åtkomst",
        (
            "core.access", "api.apitoken", "core.user", "core.forbund", "core.fiscalyear", "organisation.member", "organisation.payer",
            "organisation.contribution", "organisation.kommunshare", "organisation.equitylevel", "organisation.body",
            "organisation.person", "organisation.seat", "organisation.accessibilitystatement",
            "followup.insatsresponsibility", "followup.sharedfigure", "followup.comparisonagreement", "followup.accepteddifference", "followup.reportedfigure", "followup.deputynote", "followup.insatscontact",
        ),
    ),
    Area(
        "texter", "Texter i dokument", ("documents.section", "documents.sectionversion", "documents.keptsentence", "core.picture", "comments.comment")
    ),
    Area(
        "insatser",
        "Insatser, projekt och årshjul",
        (
            "plans.insats", "plans.insatsyear", "plans.insatsshare", "plans.insatskind", "plans.wheelitem",
            "plans.externalproject", "plans.calendarkey",
        ),
    ),
    Area(
        "granskning",
        "Frågor, svar och stickprov",
        (
            "auditors.question", "auditors.reply", "auditors.replyfile", "auditors.sample", "auditors.sampleitem",
            "auditors.seenmark", "auditors.privatekey", "auditors.privatenote", "auditors.assessment", "auditors.attachment", "auditors.dispatch", "auditors.memberdecision",
        ),
    ),
)  # fmt: skip
REST = Area(OTHER, "Övrigt", ())
BY_KEY = {area.key: area for area in (*AREAS, REST)}
