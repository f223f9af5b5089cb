"""With whom a signed version is shared, person by person; what waits for the chair's word or the agency's answer."""

from dataclasses import dataclass

from conferences.models import Adult, Child
from conferences.queries.dates import stated
from reports.family_words import WRONG, FamilyWord
from reports.models import Correction, ReportVersion, Sharing
from reports.queries.family_words import words_of
from reports.queries.writing import adults_of, is_owed, relation_words


@dataclass(frozen=True)
class Shown:
    """A member of the family, whether the report is owed to them, and what was recorded last (REP-12)."""

    person: Adult | Child
    relation: str
    owed: bool
    sharing: Sharing | None  # of this version
    earlier: Sharing | None = None  # of the newest version before it of which anything was recorded

    @property
    def kind(self) -> str:
        return "child" if isinstance(self.person, Child) else "adult"

    @property
    def has_copy(self) -> bool:
        """Whether there is a copy of their own: for whom it is owed to, and for every child."""
        return self.owed or self.kind == "child"

    @property
    def name(self) -> str:
        return self.person.shown_name if isinstance(self.person, Child) else self.person.name

    @property
    def has_seen_it(self) -> bool:
        return bool(self.sharing and self.sharing.shown)

    @property
    def has_seen_any(self) -> bool:
        """This version or one before it."""
        return self.has_seen_it or bool(self.earlier and self.earlier.shown)

    @property
    def is_counted(self) -> bool:
        """POL-13 to POL-15: of this version or of an earlier one something is recorded (ADR 73)."""
        return bool(self.sharing or self.earlier)

    @property
    def word(self):
        """The chair's, where this version was kept from them and the chair has answered."""
        return getattr(self.sharing, "word", None) if self.sharing else None

    @property
    def waits_for_chair(self) -> bool:
        return bool(self.sharing) and not self.sharing.shown and self.word is None

    @property
    def is_open(self) -> bool:
        """Still to be shown this version: nothing is recorded, or the chair asks that it is shared."""
        return self.owed and (self.sharing is None or bool(self.word and not self.word.agrees))


def sharing_of(version: ReportVersion, *, today) -> list[Shown]:
    """Whom the signed report is to be shared with, person by person (REP-12, REP-17).

    Parents and whoever has parental responsibility; a child as fits age and understanding, from POL-19 on always.
    """
    conference = version.report.invitation.conference
    now, before = _last_rows(version)
    age = int(stated(conference, "POL-19").value)
    adults = [
        Shown(
            adult, relation_words(said), any(is_owed(one) for one in said), now.get(adult), before.get(adult)
        )
        for adult, said in adults_of(conference, today=today)
        if said
    ]
    children = [
        Shown(
            row.child,
            _age_words(row.child, today),
            (row.child.age(on=today) or 0) >= age,
            now.get(row.child),
            before.get(row.child),
        )
        for row in conference.children.select_related("child__carried_by")
        if not row.child.unborn
    ]
    return adults + children


def _last_rows(version: ReportVersion) -> tuple[dict, dict]:
    """For each person the last row of this version, and of those before it; the last is the one that counts."""
    rows = (
        Sharing.objects.filter(version__report=version.report_id, version__number__lte=version.number)
        .select_related("adult", "child__carried_by", "version", "word__by")
        .order_by("version__number", "recorded_at", "pk")
    )
    now, before = {}, {}
    for row in rows:
        (now if row.version_id == version.pk else before)[row.person] = row
    return now, before


def _age_words(child: Child, today) -> str:
    age = child.age(on=today)
    return "1 year old" if age == 1 else f"{age} years old" if age else "Under one year old"


def not_seen(rows: list[Shown]) -> list[Shown]:
    """Whom the version is owed to and who hasn't seen it: said at the head of every copy for chair and author."""
    return [row for row in rows if row.owed and not row.has_seen_it]


def corrections_of(version: ReportVersion) -> list[FamilyWord]:
    """What the family says is wrong, of this version and of those before it."""
    return [word for word in words_of(version) if word.kind == WRONG]


def correction(version: ReportVersion, ref: str) -> Correction | None:
    return (
        Correction.objects.select_related("sharing__adult", "sharing__child__carried_by", "sharing__version")
        .filter(sharing__version__report=version.report_id, ref=ref)
        .first()
    )
