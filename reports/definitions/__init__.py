"""The forms as data, versioned with the code: what each agency is asked (REP-02, REP-18)."""

from functools import cache
from pathlib import Path

from procedures.words import AgencyKind
from reports.definitions.fields import Definition
from reports.definitions.reading import read

FOLDER = Path(__file__).parent
CURRENT = "2027-02"

#: The module of the field list that each kind of agency has. The rest give the multi-agency report's common core.
MODULES: dict[AgencyKind, str] = {
    AgencyKind.CHILDRENS_SOCIAL_CARE: "CSC",
    AgencyKind.EDUCATION_SCHOOL: "EDUS",
    AgencyKind.COLLEGE: "EDUS",
    AgencyKind.EARLY_YEARS: "EDUY",
    AgencyKind.HEALTH_VISITING: "HV",
    AgencyKind.SCHOOL_NURSING: "SN",
    AgencyKind.MIDWIFERY: "MW",
    AgencyKind.GP: "GP",
    AgencyKind.PAEDIATRICS: "PAED",
    AgencyKind.POLICE: "POL",
    AgencyKind.PROBATION: "PROB",
    AgencyKind.YOUTH_JUSTICE: "YJS",
    AgencyKind.HOUSING: "HOU",
    AgencyKind.EARLY_HELP: "EH",
    AgencyKind.ADULT_MENTAL_HEALTH: "AMH",
    AgencyKind.SUBSTANCE_MISUSE: "SUB",
    AgencyKind.DOMESTIC_ABUSE: "DA",
    AgencyKind.FOSTER_CARE: "FOST",
    AgencyKind.ORIGINATING_AUTHORITY: "ORIG",
    AgencyKind.GENERIC: "GEN",
}


@cache
def definition(version: str = CURRENT) -> Definition:
    """A version of the forms. Raises DefinitionFaulty."""
    return read(FOLDER, version)


def versions() -> list[str]:
    """Every version that the code carries, the oldest first."""
    return sorted(path.stem for path in FOLDER.glob("*.psv"))
