"""A mark that the chair agreed to stays: a new version may tighten what is kept back, never loosen it (report-forms 2)."""

from procedures.words import RestrictionCause
from procedures.workflow import RestrictionState
from reports.answers import cell_name
from reports.gaps import Gap
from reports.material import Material, Place, places
from reports.models import Report, Restriction
from reports.restrictions import FAMILY, PROFESSIONALS, piece_of, restricted

AGREED = sorted({RestrictionState.KEPT, RestrictionState.OTHER_WORDS, RestrictionState.WITHDRAWN})
STAYS = (
    "The chair agreed that this is kept back, so a new version can’t open it. Set “Who may see it?” as it was, or "
    "telephone the conference office and ask the chair to rule again."
)


def loosened(report: Report, material: Material) -> tuple[Gap, ...]:
    """What the draft of a new version would open although the chair agreed to keep it back, with the box it is about."""
    version = report.versions.order_by("-number").first()
    if version is None:
        return ()
    now = {one.reference: set(one.kept_from) for one in restricted(material)}
    agreed = version.restrictions.filter(state__in=AGREED, cause=RestrictionCause.MARK.value)
    return tuple(
        _gap(material, one)
        for one in agreed.prefetch_related("kept_from__adult", "kept_from__child")
        if piece_of(material, one.reference) and not _covers(now.get(one.reference, set()), one)
    )


def _covers(kept_from: set[str], agreed: Restriction) -> bool:
    """Whether everybody from whom it was agreed to be kept is still among them."""
    for whom in agreed.kept_from.all():
        token = whom.group or (whom.adult or whom.child).ref
        if token not in kept_from and (token == PROFESSIONALS or FAMILY not in kept_from):
            return False
    return True


def _gap(material: Material, one: Restriction) -> Gap:
    place_key, key, row_id = f"{one.reference}//".split("/")[:3]
    if one.is_file:
        file = next(file for file in material.files if file.ref == key)
        place = next(
            place
            for place in places(material)
            if file.key in place.part.fields and _own(place) == file.subject
        )
        return Gap(place, file.key, f"file-{file.ref}-share", f"{file.name}: {STAYS}")
    place = next(place for place in places(material) if place.key == place_key)
    label = material.definition.fields[key].label
    return Gap(place, key, cell_name(key, row_id, "share"), f"“{label}”: {STAYS}")


def _own(place: Place) -> str:
    return place.subject.ref if place.subject else ""
