"""Who reads an answer, said at its question wherever that isn't everyone entitled to the report (report-forms 2). Pure.

The words are the table's own (procedures/sharing.py): this module decides nothing. Where the author picks entry by entry,
the page asks for that itself and nothing is said here.
"""

from procedures.sharing import ADULT_SERVICES, MEDICAL, Audience, audiences_of
from reports.definitions.fields import Asked
from reports.material import Material, Place

THE_CHAIRS = "Only the chair reads this."
PROFESSIONALS_ONLY = "Professionals read this; the family doesn’t."
SAID = {
    Audience.VAULT: THE_CHAIRS,
    Audience.CHAIR: THE_CHAIRS,
    Audience.RELEASE: "Only the chair reads this until the chair releases it.",
    Audience.PROF: PROFESSIONALS_ONLY,
    Audience.NOADDRESS: "Places and addresses are left out of every copy.",
}
#: About one adult: theirs, and nobody else's in the family.
ONES_OWN = (Audience.SELFONLY, Audience.PERPARENT)


def who_reads(material: Material, place: Place, asked: Asked) -> str:
    """A sentence, or "" where everyone entitled reads it, or where the author says who does.

    Of a medical report only what the chair can release has a sentence: the pages say of all the rest that it is the
    chair's alone (REP-11).
    """
    audience = Audience(asked.audience)
    if material.module == MEDICAL and audience is not Audience.RELEASE:
        return ""
    about_adult = place.part.scope == "adult"
    of_adults = about_adult or (asked.scope == "family" and material.module in ADULT_SERVICES)
    held = audiences_of(audience, module=material.module, about_adult=of_adults)
    if strictest := next((SAID[one] for one in SAID if one in held), ""):
        return strictest
    if not set(ONES_OWN) & set(held):
        return ""
    if about_adult:
        return f"Professionals and {place.subject.name} may read this; nobody else in the family."
    if Audience.SELFONLY in held and not of_adults:
        return PROFESSIONALS_ONLY
    return "Professionals read this; in the family, each adult only what is about themselves alone."


def of_page(material: Material, place: Place, asked_here: list[Asked]) -> tuple[str, dict[str, str]]:
    """What holds for the whole page, where it is the same for every question of several; else by question."""
    by_key = {asked.key: who_reads(material, place, asked) for asked in asked_here}
    said = set(by_key.values())
    if len(by_key) > 1 and len(said) == 1:
        return said.pop(), dict.fromkeys(by_key, "")
    return "", by_key
