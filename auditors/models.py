"""All models of the auditors' room, where Django looks for them."""

from auditors.discharge.models import Attachment, Dispatch, MemberDecision
from auditors.latest.models import SeenMark
from auditors.notes import models as notes
from auditors.path.models import Assessment
from auditors.questions import models as questions
from auditors.sampling.models import Sample, SampleItem

__all__ = [
    "Assessment",
    "Attachment",
    "Dispatch",
    "MemberDecision",
    "Sample",
    "SampleItem",
    "SeenMark",
    "notes",
    "questions",
]
