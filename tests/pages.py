"""What each role may do, who may look and write on each page, and an address of it that names what is there."""

from dataclasses import dataclass, field

from auditors.models import Attachment, Sample, SampleItem
from auditors.questions.models import Question, Reply, ReplyFile
from budget.models import AccountRule, Grant, Layout, LedgerImport, Line, Requisition, Scenario, Series
from finsam.api.models import ApiToken
from finsam.comments.models import Comment
from finsam.core.models import Access, FiscalYear, Owned, Picture
from finsam.core.tenancy.permissions import Permission, Role
from finsam.documents.models import Explanation, KeptSentence, Publication, SectionVersion
from finsam.editions.models import Edition
from finsam.organisation.models import Body, Contribution, EquityLevel, Member, Payer, Person, Seat
from followup.accounts.models import AdjustmentAmount, BalanceItem, BalanceRule, Investment, Note
from followup.comparison.models import ReportedFigure
from followup.events.models import Event
from followup.handover.models import DeputyNote
from followup.requests.models import InsatsContact, InsatsReport
from followup.responsibility.models import InsatsResponsibility, ReportDate
from followup.statistics.models import BinSet, Measure, StatTable
from followup.surveys.models import Instrument, SurveyForm, SurveyRound
from plans.meetings.models import AgendaItem, Paper
from plans.models.consultations import Consultation
from plans.models.goals import Goal
from plans.models.insatser import InsatsKind, InsatsYear
from plans.models.year import ExternalProject, Meeting, Risk, WheelItem
from plans.register.models import Control, Decision, SteeringDocument
from tests import clients
from tests.clients import OWN, YEAR
from tests.factories import an_attachment, an_edition, first

READ, PLAN, BUDGET = Permission.READ, Permission.EDIT_PLAN, Permission.EDIT_BUDGET
FORBUND, EXPLAIN = Permission.EDIT_FORBUND, Permission.EXPLAIN
LOG, ACCESS = Permission.READ_LOG, Permission.MANAGE_ACCESS
FOLLOWUP, REPORT = Permission.EDIT_FOLLOWUP, Permission.REPORT
COMMENT = Permission.COMMENT
COUNTS, DECIDE = Permission.READ_COUNTS, Permission.DECIDE
AUDIT = Permission.AUDIT
APPOINT, BINDER, TELL = Permission.APPOINT_ACTING, Permission.READ_HANDOVER, Permission.EDIT_HANDOVER
MEETINGS, CONVENE = Permission.EDIT_MEETINGS, Permission.CONVENE

# What each role may do, as the board has been told. Written here once more on purpose.
CHIEFS_WORK = {
    READ, COMMENT, PLAN, MEETINGS, CONVENE, DECIDE, BUDGET, FORBUND, FOLLOWUP, REPORT, EXPLAIN, LOG, COUNTS, BINDER, TELL,
}  # fmt: skip
MAY = {
    Role.FORBUNDSCHEF: CHIEFS_WORK | {ACCESS, APPOINT},
    Role.ACTING: CHIEFS_WORK,
    Role.EKONOM: {READ, COMMENT, BUDGET, EXPLAIN, LOG},
    Role.ORDFORANDE: {READ, COMMENT, MEETINGS, CONVENE, APPOINT, BINDER},
    Role.PRESIDIUM: {READ, COMMENT, MEETINGS, BINDER},
    Role.LEDAMOT: {READ, COMMENT},
    Role.ERSATTARE: {READ, COMMENT},
    Role.BEREDNING: {READ, COMMENT},
    Role.REVISOR: {READ, COMMENT, LOG, COUNTS, AUDIT},
    Role.INSATSANSVARIG: {READ, COMMENT, REPORT},
    Role.ADMINISTRATOR: {READ, FORBUND, LOG, ACCESS},
}


@dataclass(frozen=True)
class Row:
    """A page: who may look and write, what a reader gets, what its address names, and what is posted."""

    read: Permission = READ
    write: Permission | None = None
    get: int = 200
    key: type[Owned] | str = ""
    names: dict = field(default_factory=dict)
    post: dict = field(default_factory=dict)
    own: bool = False  # an insatsansvarig sees only those of the own insats


def editor(
    name: str, model: type[Owned], write: Permission, read: Permission = READ, *, own: bool = False
) -> dict[str, Row]:
    """The four pages of an Editor: list, new, one, remove. Only who may write sees the second and last."""
    return {
        name: Row(read),
        f"{name}-new": Row(write, write),
        f"{name}-edit": Row(read, write, key=model, own=own),
        f"{name}-delete": Row(write, write, key=model),
    }


SECTION = {"key": "verksamhetsplan", "section": "inledning"}
DOCUMENT = {"key": "verksamhetsplan"}
VERSION = {**SECTION, "version": SectionVersion}
PUBLICATION = {**DOCUMENT, "publication": Publication}
# The acting förbundschef, whom `address` lets in where nobody has
ACTING = {"access": "tf-forbundschef-example-se-tf-forbundschef"}
AT_THE_END = {"end": f"{YEAR}-12-31"}

# One row per name in the URL conf. A page without a row fails, and so does a row without a page.
PAGES: dict[str, Row] = {
    "forbund-start": Row(write=FORBUND, get=302),
    # The ground floor
    "people": Row(),
    "picture-file": Row(key=Picture),
    "kommun-shares": Row(write=FORBUND),
    "acting": Row(write=APPOINT),
    "acting-prolong": Row(APPOINT, APPOINT, names=ACTING),
    "acting-end": Row(APPOINT, APPOINT, names=ACTING),
    "access": Row(ACCESS),
    "access-new": Row(ACCESS, ACCESS),
    "access-recover": Row(ACCESS, ACCESS, key=Access),
    "access-again": Row(ACCESS, ACCESS, get=302, key=Access),
    "access-edit": Row(ACCESS, ACCESS, key=Access),
    "access-delete": Row(ACCESS, ACCESS, key=Access),
    "api-tokens": Row(ACCESS, ACCESS),
    "api-tokens-end": Row(ACCESS, ACCESS, key=ApiToken),
    "archive": Row(LOG),
    "archive-package": Row(LOG, get=503),
    "archive-progress": Row(LOG, get=302),
    "examination": Row(LOG),
    "questions": Row(LOG),
    "questions-new": Row(AUDIT, AUDIT),
    "questions-show": Row(LOG, key=Question),
    "questions-answer": Row(EXPLAIN, EXPLAIN, key=Question),
    "questions-follow-up": Row(AUDIT, AUDIT, key=Question),
    "questions-close": Row(AUDIT, AUDIT, get=302, key=Question),
    "questions-reopen": Row(AUDIT, AUDIT, key=Question),
    "questions-file": Row(LOG, names={"question": Question, "reply": Reply, "file": ReplyFile}),
    "samples": Row(AUDIT),
    "samples-new": Row(AUDIT, AUDIT),
    "samples-show": Row(AUDIT, key=Sample),
    "samples-share": Row(AUDIT, AUDIT, get=405, key=Sample),
    "samples-population": Row(AUDIT, key=Sample),
    "samples-script": Row(AUDIT, key=Sample),
    "samples-xlsx": Row(AUDIT, key=Sample),
    "samples-note": Row(AUDIT, AUDIT, key=Sample, names={"drawn": SampleItem}),
    "sample-requests": Row(LOG),
    "examination-assess": Row(AUDIT, AUDIT, names={"question": "ekonomi"}),
    "examination-draft": Row(AUDIT),
    "examination-draft-text": Row(AUDIT),
    "discharge": Row(),
    "discharge-report": Row(AUDIT, AUDIT),
    "discharge-signed": Row(CONVENE, CONVENE),
    "discharge-paper": Row(names={"paper": Attachment}),
    "discharge-sent": Row(CONVENE, CONVENE, names={"recipient": "styrelsen"}),
    "discharge-decision": Row(CONVENE, CONVENE, names={"member": Member}),
    "discharge-bundle": Row(get=302, names={"member": Member}),
    "latest": Row(AUDIT, AUDIT),
    "latest-area": Row(AUDIT, names={"area": "bokforing"}),
    "working-paper-pdf": Row(AUDIT),
    "working-paper-drawing": Row(AUDIT, get=302),
    "working-paper-xlsx": Row(AUDIT),
    "history": Row(LOG),
    "history-erase": Row(ACCESS, ACCESS),
    "private-notes": Row(AUDIT),
    "private-notes-data": Row(AUDIT),
    "private-notes-key": Row(write=AUDIT, get=405),
    "private-notes-save": Row(write=AUDIT, get=405),
    "private-notes-remove": Row(write=AUDIT, get=405),
    "private-notes-restart": Row(write=AUDIT, get=405),
    "log": Row(LOG),
    "log-csv": Row(LOG),
    **editor("members", Member, FORBUND),
    **editor("payers", Payer, FORBUND),
    **editor("contributions", Contribution, FORBUND),
    "contributions-all": Row(write=FORBUND),
    "own-organisation": Row(),
    "member-sheet": Row(get=302, names={"key": "verksamhetsplan"}),
    "member-sheet-read": Row(get=302, names={"key": "verksamhetsplan"}),
    "contributions-check": Row(write=FORBUND, get=405),
    **editor("equity-levels", EquityLevel, FORBUND),
    **editor("bodies", Body, FORBUND),
    **editor("persons", Person, FORBUND),
    **editor("seats", Seat, FORBUND),
    **editor("pictures", Picture, PLAN),
    **editor("years", FiscalYear, FORBUND),
    "forbund": Row(write=FORBUND),
    "statement": Row(FORBUND, FORBUND),
    "members-several": Row(FORBUND, FORBUND),
    "seats-several": Row(FORBUND, FORBUND),
    # Documents, facts and reconciliation
    "start": Row(),
    "next-year": Row(PLAN, PLAN),
    "from-last-year": Row(PLAN),
    "leftover-stands": Row(write=PLAN, get=405),
    "leftover-again": Row(write=PLAN, get=405, key=KeptSentence),
    "plan": Row(write=PLAN),
    "documents": Row(write=PLAN, post={"kind": "verksamhetsplan"}),
    "document": Row(names=DOCUMENT),
    "document-edit": Row(write=PLAN, names=DOCUMENT),
    "document-preview": Row(names=DOCUMENT),
    "document-pdf": Row(names=DOCUMENT),
    "document-drawing": Row(get=302, names=DOCUMENT),
    "document-html": Row(names=DOCUMENT),
    "document-xlsx": Row(names=DOCUMENT),
    "document-docx": Row(names=DOCUMENT),
    "document-from-word": Row(PLAN, PLAN, names=DOCUMENT),
    "document-missing": Row(names=DOCUMENT),
    "document-changes": Row(names=DOCUMENT),
    "document-changes-pdf": Row(get=302, names=DOCUMENT),
    "document-comments": Row(names=DOCUMENT),
    "document-comments-csv": Row(names=DOCUMENT),
    "comment": Row(write=PLAN, names={**DOCUMENT, "comment": Comment}),
    "comment-new": Row(COMMENT, COMMENT, names=SECTION),
    "document-publish": Row(write=PLAN, names=DOCUMENT),
    "document-unpublish": Row(write=PLAN, get=405, names=PUBLICATION),
    "document-step": Row(PLAN, PLAN, names={**DOCUMENT, "step": "foresla"}),
    "document-step-progress": Row(PLAN, get=302, names={**DOCUMENT, "step": "foresla"}),
    "document-revise": Row(write=PLAN, get=405, names=DOCUMENT),
    "editions": Row(),
    "edition": Row(names={"code": Edition}),
    "edition-file": Row(names={"code": Edition, "form": "pdf"}),
    "edition-facts": Row(names={"code": Edition}),
    "edition-fact": Row(names={"code": Edition, "number": "1"}),
    "edition-release": Row(write=PLAN, get=405, names={"code": Edition}),
    "edition-withdraw": Row(PLAN, PLAN, get=302, names={"code": Edition}),
    "section-new": Row(PLAN, PLAN, names=DOCUMENT),
    "section-edit": Row(write=PLAN, names=SECTION),
    "pasted": Row(write=READ, get=405),
    "text-pictures": Row(PLAN, PLAN),
    "document-replace": Row(PLAN, PLAN, names=DOCUMENT),
    "section-add": Row(write=PLAN, get=405, names=DOCUMENT),
    "section-text": Row(PLAN, PLAN, get=302, names=SECTION),
    "section-settings": Row(PLAN, PLAN, get=302, names=SECTION),
    "section-block": Row(PLAN, PLAN, get=302, names=SECTION),
    "section-done": Row(write=PLAN, get=405, names=SECTION),
    "section-move": Row(write=PLAN, get=405, names=SECTION),
    "section-delete": Row(PLAN, PLAN, names=SECTION),
    "section-autosave": Row(write=PLAN, get=405, names=SECTION, post={"prose": "<p>Nytt.</p>"}),
    "section-versions": Row(names=SECTION),
    "section-version": Row(names=VERSION),
    "section-restore": Row(write=PLAN, get=405, names=VERSION),
    "document-removed": Row(names=DOCUMENT),
    "section-put-back": Row(write=PLAN, get=405, names=SECTION),
    "block": Row(names={"block": "budget"}),
    "block-xlsx": Row(names={"block": "budget"}),
    "facts": Row(),
    "fact-choices": Row(),
    "loose-figures": Row(write=READ, get=405, post={"text": "<p>5 040 000 kr</p>"}),
    "text-cautions": Row(write=READ, get=405, post={"text": "Anna Svensson har autism."}),
    "document-moved": Row(names=DOCUMENT),
    "fact": Row(names={"key": "budget.intakter@2024"}),
    "reconciliation": Row(),
    "reconciliation-explain": Row(write=EXPLAIN, get=405),
    "reconciliation-unexplain": Row(write=EXPLAIN, get=405, key=Explanation),
    # The plan
    "meetings-ics": Row(),
    "my-calendar": Row(write=READ),
    **editor("insats-categories", InsatsKind, PLAN),
    **editor("insatser", InsatsYear, PLAN),
    "insatser-show": Row(key=InsatsYear),
    **editor("goals", Goal, PLAN),
    **editor("risks", Risk, PLAN),
    **editor("meetings", Meeting, MEETINGS),
    "meetings-show": Row(key=Meeting),
    "meeting-changes": Row(key=Meeting),
    "meeting-attendance": Row(CONVENE, CONVENE, key=Meeting),
    "meeting-minutes": Row(CONVENE, CONVENE, key=Meeting),
    "meeting-send": Row(CONVENE, CONVENE, key=Meeting),
    "meeting-pack": Row(key=Meeting),
    "meeting-drawing": Row(get=302, key=Meeting),
    "meeting-basis-docx": Row(key=Meeting),
    "meeting-basis-html": Row(key=Meeting),
    **editor("agenda-items", AgendaItem, MEETINGS),
    "agenda-items-outcome": Row(CONVENE, CONVENE, key=AgendaItem),
    "agenda-items-move": Row(write=MEETINGS, get=405, key=AgendaItem),
    "paper-file": Row(key=Paper, names={"item": AgendaItem}),
    **editor("consultations", Consultation, PLAN),
    **editor("wheel-items", WheelItem, PLAN),
    **editor("projects", ExternalProject, PLAN),
    **editor("decisions", Decision, PLAN),
    **editor("steering-documents", SteeringDocument, PLAN),
    **editor("controls", Control, PLAN),
    "insatser-several": Row(PLAN, PLAN),
    "goals-several": Row(PLAN, PLAN),
    "meetings-several": Row(PLAN, PLAN),
    # The budget
    "budget": Row(),
    "money-rules": Row(),
    **editor("scenarios", Scenario, BUDGET),
    "insats-money": Row(),
    "insats-money-show": Row(key=InsatsYear),
    **editor("grants", Grant, BUDGET),
    **editor("requisitions", Requisition, BUDGET),
    "general-deduction": Row(write=BUDGET),
    "ledger": Row(),
    "ledger-csv": Row(),
    "ledger-xlsx": Row(),
    "ledger-months": Row(BUDGET, BUDGET),
    "ledger-read": Row(write=BUDGET, key=LedgerImport),
    "ledger-import": Row(read=BUDGET, write=BUDGET),
    "ledger-placing": Row(write=BUDGET),
    "ledger-placing-confirm": Row(write=BUDGET, get=405),
    "budget-begin": Row(BUDGET, BUDGET),
    "budget-paste": Row(BUDGET, BUDGET),
    "budget-amounts": Row(write=BUDGET, names={"series": "budget-2024"}),
    "budget-followup": Row(),
    "budget-forecasts": Row(write=BUDGET),
    "budget-forecast": Row(write=BUDGET, names={"series": "budget-2024"}),
    "budget-forecast-sums": Row(write=BUDGET, get=405, names={"series": "budget-2024"}),
    "budget-followup-month": Row(write=EXPLAIN, names={"month": "12"}),
    "budget-followup-limits": Row(write=BUDGET),
    "budget-sheet": Row(write=BUDGET),
    "budget-notes": Row(write=BUDGET, names={"line": "stegsam"}),
    "budget-sheet-sums": Row(write=BUDGET, get=405),
    "budget-months": Row(write=BUDGET, names={"series": "budget-2024"}),
    "budget-months-sums": Row(write=BUDGET, get=405, names={"series": "budget-2024"}),
    "budget-sums": Row(write=BUDGET, get=405, names={"series": "budget-2024"}),
    **editor("account-rules", AccountRule, BUDGET),
    **editor("lines", Line, BUDGET),
    **editor("series", Series, BUDGET),
    **editor("layouts", Layout, BUDGET),
    "layout-show-line": Row(write=BUDGET, get=405, names={"layout": Layout, "line": Line}),
    # Follow-up: results against goals
    "to-report": Row(),
    "results": Row(),
    "results-enter": Row(write=REPORT, key=Goal, names=AT_THE_END, own=True),
    "results-step": Row(write=REPORT, get=302, key=Goal, names=AT_THE_END, own=True),
    "national-report": Row(),
    "national-report-xlsx": Row(),
    **editor("insats-contacts", InsatsContact, FOLLOWUP),
    "insats-reports": Row(FOLLOWUP, FOLLOWUP),
    "insats-report": Row(FOLLOWUP, FOLLOWUP, key=InsatsReport),
    **editor("responsibilities", InsatsResponsibility, ACCESS),
    **editor("report-dates", ReportDate, FOLLOWUP),
    "comparison": Row(),
    "comparison-share": Row(write=FOLLOWUP, get=405),
    "comparison-withdraw": Row(write=FOLLOWUP, get=405),
    "comparison-accept": Row(write=FOLLOWUP, get=405),
    **editor("reported-figures", ReportedFigure, FOLLOWUP),
    "handover": Row(BINDER),
    "handover-pdf": Row(BINDER),
    "handover-drawing": Row(BINDER, get=302),
    **editor("deputy-notes", DeputyNote, TELL, BINDER),
    # Follow-up: statistics and events
    **editor("statistics", StatTable, FOLLOWUP, own=True),
    "statistics-values": Row(write=REPORT, key=StatTable, own=True),
    "statistics-check": Row(write=REPORT, get=405, key=StatTable, own=True),
    **editor("measures", Measure, FOLLOWUP),
    **editor("bin-sets", BinSet, FOLLOWUP),
    **editor("events", Event, FOLLOWUP),
    # Follow-up: surveys
    **editor("survey-rounds", SurveyRound, FOLLOWUP, own=True),
    "survey-rounds-values": Row(write=REPORT, key=SurveyRound, own=True),
    "survey-rounds-check": Row(write=REPORT, get=405, key=SurveyRound, own=True),
    "survey-rounds-import": Row(REPORT, REPORT, key=SurveyRound, own=True),
    "survey-rounds-template": Row(key=SurveyRound, own=True),
    **editor("instruments", Instrument, FOLLOWUP),
    **editor("survey-forms", SurveyForm, FOLLOWUP),
    # Follow-up: the year's books
    "books": Row(),
    "balance": Row(write=BUDGET),
    "balance-day": Row(write=BUDGET, names={"day": f"{YEAR}-08-31"}),
    "year-books": Row(write=BUDGET),
    "personnel": Row(write=BUDGET),
    **editor("balance-items", BalanceItem, BUDGET),
    **editor("balance-rules", BalanceRule, BUDGET),
    "balance-rules-suggested": Row(write=BUDGET, get=405),
    **editor("notes", Note, BUDGET),
    **editor("investments", Investment, BUDGET),
    **editor("adjustments", AdjustmentAmount, BUDGET),
}


def address(name: str, forbund: str = OWN, **kwargs) -> str:
    """The page's address in a förbund, naming something that is there."""
    row = PAGES[name]
    if row.names == ACTING and not Access._base_manager.filter(key=ACTING["access"]).exists():
        clients.let_in(clients.user(Role.ACTING.value), Role.ACTING)
    if row.key:
        kwargs.setdefault("key", first(row.key, OWN).key)
    named = {slug: one if isinstance(one, str) else key_of(one, OWN) for slug, one in row.names.items()}
    return clients.url(name, forbund, **{**named, **kwargs})


def key_of(model, forbund: str, **kwargs) -> str:
    """What an address calls an object that is there."""
    if model is Attachment:
        return an_attachment(forbund).sha256
    return an_edition(forbund).code if model is Edition else first(model, forbund, **kwargs).key
