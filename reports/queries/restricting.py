"""Restrictions and rulings as the pages and the renditions want them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from conferences.models import INVITED_STATES, Conference
from procedures.sharing import SETTLED, Reader
from procedures.words import RestrictionCause
from procedures.workflow import RESTRICTION, RestrictionState
from reports.family_words import FamilyWord
from reports.material import Material, Place
from reports.models import Report, ReportVersion, Restriction
from reports.queries.family_words import words_of
from reports.queries.writing import adults_of, is_owed, signature_of, signed_material
from reports.renditions import Rendition, gone_from, rendition
from reports.restrictions import PROFESSIONALS, Restricted, piece_of, restricted
from reports.sieve import NEVER_FAMILY, Ruled, Viewer
from reports.worded import Answered

UNSETTLED = sorted(state.value for state in set(RestrictionState) - SETTLED)
#: States in which the chair is to say something, and those in which the agency is.
FOR_THE_CHAIR = [RestrictionState.WAITING.value, RestrictionState.WORDS_OFFERED.value]
FOR_THE_AGENCY = [RestrictionState.WORDS_ASKED.value, RestrictionState.REFUSED.value]


@dataclass(frozen=True)
class Kept:
    """A restriction with its piece as it was signed, and where that stands."""

    restriction: Restriction
    place: Place | None
    piece: Answered
    opened_to: tuple[str, ...] = ()  # the names of those to whom the chair opened it

    @property
    def rulings(self) -> list:
        return list(self.restriction.rulings.all())

    @property
    def last(self):
        """What was said last; None while nobody has."""
        return self.rulings[-1] if self.rulings else None

    @property
    def words(self) -> str:
        """The other words that the agency supplied last."""
        return next((one.words for one in reversed(self.rulings) if one.words), "")

    @property
    def key(self) -> str:
        return self.piece.key


def newest_only(restrictions: QuerySet) -> QuerySet:
    """Those of the newest version of their report: what an older one kept back is no longer asked about."""
    later = ReportVersion.objects.filter(
        report=OuterRef("version__report"), number__gt=OuterRef("version__number")
    )
    return restrictions.filter(~Exists(later))


def is_current(restriction: Restriction) -> bool:
    """Whether it belongs to the newest version of its report."""
    return newest_only(Restriction.objects.filter(pk=restriction.pk)).exists()


def with_rulings(restrictions: QuerySet) -> QuerySet:
    return restrictions.select_related("version__report__invitation__agency").prefetch_related(
        "rulings__by", "kept_from__adult", "kept_from__child__carried_by"
    )


def kept_of(restrictions: Iterable[Restriction]) -> list[Kept]:
    """Each with the words that it is about."""
    materials: dict[int, Material] = {}
    found = []
    for one in restrictions:
        if one.version_id not in materials:
            materials[one.version_id] = signed_material(one.version)
        material = materials[one.version_id]
        found.append(Kept(one, *piece_of(material, one.reference), _opened_to(one, material)))
    return found


def _opened_to(restriction: Restriction, material: Material) -> tuple[str, ...]:
    names = {PROFESSIONALS: "Professionals of the conference"} | material.names
    return tuple(sorted(names[ref] for ref in _ruled(restriction).to if ref in names))


def waiting_in(conference: Conference) -> list[Kept]:
    """What the chair is asked to rule on in this conference."""
    return kept_of(with_rulings(restrictions_of(conference).filter(state__in=FOR_THE_CHAIR)))


def restrictions_of(conference: Conference) -> QuerySet:
    """Of the newest versions of every invited agency's report."""
    return newest_only(
        Restriction.objects.filter(
            version__report__invitation__conference=conference,
            version__report__invitation__state__in=INVITED_STATES,
        )
    ).order_by("version__report__invitation__agency__name", "pk")


def of_report(report: Report) -> list[Kept]:
    """Everything that the newest version keeps from somebody."""
    return kept_of(with_rulings(newest_only(Restriction.objects.filter(version__report=report))))


def rulings_of(version: ReportVersion) -> dict[str, Ruled]:
    """What was ruled on a version, as a rendition wants it."""
    return {one.reference: _ruled(one) for one in version.restrictions.prefetch_related("rulings")}


def _ruled(restriction: Restriction) -> Ruled:
    said = list(restriction.rulings.all())
    words = next((one.words for one in reversed(said) if one.words), "")
    to = next((one.to for one in reversed(said) if one.to), [])
    return Ruled(RestrictionState(restriction.state), words, frozenset(to))


def carried(before: ReportVersion, now: Material) -> dict[Restricted, Restriction]:
    """What a version kept back that stands word for word in `now`: kept from the same people, it keeps its ruling."""
    old = signed_material(before)
    rows = {one.reference: one for one in before.restrictions.prefetch_related("rulings")}
    return {
        one: rows[one.reference]
        for one in restricted(old)
        if one.reference in rows and piece_of(old, one.reference) == piece_of(now, one.reference)
    }


def rulings_carried(before: ReportVersion, now: Material) -> dict[str, Ruled]:
    """The rulings that `now` would have, were it signed as the next version."""
    found = carried(before, now)
    return {one.reference: _ruled(found[one]) for one in restricted(now) if one in found}


def blocks_family_copy(version: ReportVersion) -> bool:
    """Whether something in it still waits for the chair or the agency: nothing goes to the family before (check 8)."""
    return unsettled_in(version).exists()


def unsettled_in(version: ReportVersion) -> QuerySet:
    """What still waits for the chair or the agency."""
    return version.restrictions.filter(state__in=UNSETTLED)


def rendition_of(version: ReportVersion, viewer: Viewer) -> Rendition:
    """A signed version as this reader has it. The screen, the PDF, the packs and every search go through here."""
    return _rendition(version, viewer, words_for_reader(version, viewer))


def _rendition(version: ReportVersion, viewer: Viewer, words: Iterable[FamilyWord]) -> Rendition:
    return rendition(
        signed_material(version),
        viewer,
        rulings=rulings_of(version),
        signature=signature_of(version),
        words=tuple(words),
    )


def words_for_reader(version: ReportVersion, viewer: Viewer) -> list[FamilyWord]:
    """The family's words, without those about a place that is gone and that was kept from this reader while it stood."""
    words = words_of(version)
    gone = frozenset() if viewer.sees_all else gone_from(signed_material(version), words)
    hidden = set(gone)
    for old in version.report.versions.filter(number__in={one.number for one in gone}) if gone else []:
        then = [one for one in gone if one.number == old.number]
        hidden -= set(_rendition(old, viewer, then).document.said)
    return [one for one in words if one not in hidden]


def viewers_of(conference: Conference, *, today: date, leaves: bool = False) -> list[Viewer]:
    """Everybody for whom there is a rendition of their own: professionals, each parent, each child (FAM-01, FAM-03)."""
    children = [row.child for row in conference.children.select_related("child__carried_by")]
    told = adults_of(conference, today=today)
    found = [Viewer(Reader.PROFESSIONAL, name="Professionals of the conference", leaves=leaves)]
    for adult, said in told:
        own = {row.child.ref for row in said if is_owed(row)}
        if own:
            others = {other.ref for other, rows in told if own & {row.child.ref for row in rows}}
            people = frozenset(own | others)
            found.append(Viewer(Reader.PARENT, adult.ref, adult.name, people, leaves))
    found += [
        Viewer(Reader.CHILD, child.ref, child.shown_name, leaves=leaves)
        for child in children
        if not child.unborn
    ]
    return found


def moves_open(restriction: Restriction, moves: Iterable[str]) -> list[str]:
    """Of `moves`, those that start from its state and fit its kind."""
    source = restriction.access_state()
    marked = restriction.cause == RestrictionCause.MARK
    unfit = {"release"} if marked else {"refuse"}
    unfit |= {"ask_words", "accept_words"} if restriction.is_file else set()
    return [move for move in moves if move not in unfit and source in RESTRICTION.moves[move].sources]


def may_be_released_to(kept: Kept, viewers: list[Viewer]) -> list[tuple[str, str]]:
    """Whom the chair may open it to, as choices: professionals, and each member of the family it may ever reach."""
    if kept.restriction.cause == RestrictionCause.MARK:
        return []
    if kept.key in NEVER_FAMILY:
        viewers = [one for one in viewers if not one.reader.is_family]
    return [(one.ref or PROFESSIONALS, one.name) for one in viewers]
