"""A school's figures of one child's attendance: whether they agree, and the band that they give. Pure."""

from collections.abc import Iterator

from reports.material import Material, Place, asked_on
from reports.typed import percent, whole


def attendance(material: Material, place: Place) -> tuple[int, int, int] | None:
    """Possible, authorised and unauthorised half-days, where they are asked and all three are whole numbers."""
    if "att_possible" not in {asked.key for asked in asked_on(material, place, for_page=False)}:
        return None
    found = [whole(material.answer(place, key) or "") for key in ("att_possible", "att_auth", "att_unauth")]
    return None if None in found else tuple(found)


def disagreeing(material: Material, place: Place) -> Iterator[tuple[str, str]]:
    """Check 13: absences within the possible half-days, the percentage within one of what they give."""
    figures = attendance(material, place) if place.part.code == "attendance" else None
    if figures is None:
        return
    possible, *absences = figures
    if sum(absences) > possible:
        yield (
            "att_possible",
            f"The absences ({sum(absences)} half-days) are more than the possible half-days ({possible})",
        )
        return
    said = percent(material.answer(place, "att_now") or "")
    if possible and said is not None and abs(said - 100 * (possible - sum(absences)) / possible) > 1:
        worked_out = round(100 * (possible - sum(absences)) / possible, 1)
        yield (
            "att_now",
            f"Attendance of {said:g} per cent doesn't agree with the half-days, which give {worked_out:g} per cent",
        )


def attendance_band(material: Material, place: Place) -> str:
    """A tenth or more missed, a half or more missed; "" while the figures aren't there (unverified, report-forms 9)."""
    figures = attendance(material, place)
    if figures is None or not figures[0]:
        return ""
    missed = (figures[1] + figures[2]) / figures[0]
    if missed >= 0.5:
        return "Half or more missed"
    return "A tenth or more missed" if missed >= 0.1 else "Less than a tenth missed"
