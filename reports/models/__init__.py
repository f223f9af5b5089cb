"""Tables of this floor, one file a subject."""

from reports.models.amending import Amendment
from reports.models.family import ChairsWord, Correction, CorrectionAnswer
from reports.models.reading import EntryGroup, GroupedEntry, Question, Reading, ReadingEvent
from reports.models.releasing import (
    ChildsCopy,
    Download,
    Hit,
    HitReply,
    ReceivedReport,
    Release,
    ReleasedFile,
    ReleaseEvent,
    Rendition,
    ReportRuling,
)
from reports.models.rendering import Drawing, PackPart, RenderJob
from reports.models.restricting import KeptFrom, Restriction, Ruling
from reports.models.writing import (
    Attachment,
    DraftPart,
    Report,
    ReportEvent,
    ReportVersion,
    Sharing,
    SignOffComment,
)

__all__ = [
    "Amendment",
    "Attachment",
    "ChairsWord",
    "Correction",
    "CorrectionAnswer",
    "ChildsCopy",
    "Download",
    "DraftPart",
    "Drawing",
    "EntryGroup",
    "GroupedEntry",
    "Hit",
    "HitReply",
    "KeptFrom",
    "Question",
    "PackPart",
    "Reading",
    "ReadingEvent",
    "ReceivedReport",
    "Release",
    "ReleaseEvent",
    "ReleasedFile",
    "RenderJob",
    "Rendition",
    "Report",
    "ReportRuling",
    "ReportEvent",
    "ReportVersion",
    "Restriction",
    "Ruling",
    "Sharing",
    "SignOffComment",
]
