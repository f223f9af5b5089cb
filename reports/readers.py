"""Who reads an answer, said at its question wherever that isn't everyone entitled to the report (report-forms 2). Pure.

The words are those of the sharing table and of the sieve that keeps to it (procedures/sharing.py, reports/sieve.py): this
module decides nothing. Where the author picks entry by entry, the page asks for that itself and nothing is said here.
"""

from procedures.sharing import ADULT_SERVICES, MEDICAL, Audience, audiences_of
from reports.answers import columns_of
from reports.definitions.fields import Asked
from reports.material import Material, Place
from reports.restrictions import WORDS_OF_THE_CHILD, has_marks
from reports.sieve import NEVER_FAMILY, OF_EVERYBODY

THE_CHAIRS = "Only the chair reads this."
PROFESSIONALS_ONLY = "Professionals read this; the family doesn’t."
TO_BE_RELEASED = "Only the chair reads this until the chair releases it."
FOR_PROFESSIONALS = "Only the chair reads this until the chair releases it to professionals."
UNPICKED = "Only the chair reads this until the chair says who may."
NO_FILES = "The family never gets these files."
WITHOUT_PLACES = (
    "House numbers with their street, and postcodes, are left out of the copies. Names of places and schools aren’t: "
    "don’t write them."
)
THEIR_LINES = (
    "Professionals read this; in the family, each reads the lines about themselves and their own children."
)
ROW_BY_ROW = "Where an entry is about an adult, in the family that adult alone reads it."
ONE_ADULT = "Professionals read this; in the family, only the adult whom you know, if there is one alone."
SAID = {
    Audience.VAULT: THE_CHAIRS,
    Audience.CHAIR: THE_CHAIRS,
    Audience.RELEASE: TO_BE_RELEASED,
    Audience.PROF: PROFESSIONALS_ONLY,
    Audience.NOADDRESS: WITHOUT_PLACES,
}
#: Asked about one adult: theirs, and nobody else's in the family.
ONES_OWN = (Audience.SELFONLY, Audience.PERPARENT)


def who_reads(material: Material, place: Place, asked: Asked) -> str:
    """A sentence, or "" where everyone entitled reads it, or where the author says who does.

    Of a medical report only what the chair can release has a sentence: the pages say of all the rest that it is the
    chair's alone (REP-11).
    """
    audience = Audience(asked.audience)
    if material.module == MEDICAL and audience is not Audience.RELEASE:
        return ""
    if asked.key in NEVER_FAMILY:
        return FOR_PROFESSIONALS
    if asked.kind == "file":
        return NO_FILES if material.module in ADULT_SERVICES or asked.key in OF_EVERYBODY else ""
    if audience is Audience.RULE and not has_marks(asked) and asked.key not in WORDS_OF_THE_CHILD:
        return UNPICKED
    about_adult = place.part.scope == "adult"
    held = audiences_of(audience, module=material.module, about_adult=about_adult)
    if strictest := next((SAID[one] for one in SAID if one in held), ""):
        return strictest
    if about_adult:
        return _their_own(place.subject.name) if set(ONES_OWN) & set(held) else ""
    return _of_adult_services(asked) if material.module in ADULT_SERVICES else ""


def _their_own(name: str) -> str:
    return f"Professionals read this; in the family, nobody but {name} may."


def _of_adult_services(asked: Asked) -> str:
    """What these hold about an adult is that adult's at the widest, wherever it is written (report-forms 2)."""
    if asked.kind == "lines":
        return THEIR_LINES
    if any(column.kind == "about" for column in columns_of(asked)):
        return ROW_BY_ROW
    return ONE_ADULT if asked.scope == "family" else ""


def of_page(material: Material, place: Place, asked_here: list[Asked]) -> tuple[str, dict[str, str]]:
    """What holds for the whole page, where it is the same for every question of several; else by question."""
    by_key = {asked.key: who_reads(material, place, asked) for asked in asked_here}
    said = set(by_key.values())
    if len(by_key) > 1 and len(said) == 1:
        return said.pop(), dict.fromkeys(by_key, "")
    return "", by_key
