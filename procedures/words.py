"""The vocabulary: the procedures' own words, one enum each, with the label that a reader sees.

Codes are what the database keeps and never change; labels are what the screen says and may.
"""

from enum import StrEnum
from typing import Self


class Word(StrEnum):
    """A code with its label. `Role("chair").label` answers what the screen calls it."""

    label: str

    def __new__(cls, code: str, label: str) -> Self:
        word = str.__new__(cls, code)
        word._value_ = code
        word.label = label
        return word

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """(code, label) pairs in the order of the enum, for form fields and columns."""
        return [(word.value, word.label) for word in cls]


class Role(Word):
    """What a person is, at an authority or an agency, from one day to another (decisions 4)."""

    ADMINISTRATOR = "administrator", "Child protection administrator"
    CHAIR = "chair", "Chair (child protection manager)"
    TEAM_MANAGER = "team_manager", "Team manager"
    SOCIAL_WORKER = "social_worker", "Social worker"
    REVIEWING_OFFICER = "reviewing_officer", "Independent reviewing officer"
    DESIGNATED_MANAGER = "designated_manager", "Designated manager"
    AGENCY_WRITER = "agency_writer", "Report writer"
    AGENCY_SIGNER = "agency_signer", "Signs off reports"
    AGENCY_LEAD = "agency_lead", "Agency lead"
    PANEL_MEMBER = "panel_member", "Panel member"
    INFORMATION_GOVERNANCE = "information_governance", "Information governance"
    SYSTEM_ADMINISTRATOR = "system_administrator", "System administrator"
    PARENT = "parent", "Parent"
    YOUNG_PERSON = "young_person", "Young person"

    @property
    def of_agency(self) -> bool:
        """True where the role is held at an agency, False where it is held at an authority."""
        return self in (Role.AGENCY_WRITER, Role.AGENCY_SIGNER, Role.AGENCY_LEAD)


class AgencyKind(Word):
    """Each surgery, school or service is an agency of one kind (decisions 2)."""

    CHILDRENS_SOCIAL_CARE = "childrens_social_care", "Children's social care"
    EDUCATION_SCHOOL = "education_school", "School"
    EARLY_YEARS = "early_years", "Early years setting"
    COLLEGE = "college", "College"
    HEALTH_VISITING = "health_visiting", "Health visiting"
    SCHOOL_NURSING = "school_nursing", "School nursing"
    MIDWIFERY = "midwifery", "Midwifery"
    GP = "gp", "GP practice"
    PAEDIATRICS = "paediatrics", "Paediatrics"
    POLICE = "police", "Police"
    PROBATION = "probation", "Probation"
    YOUTH_JUSTICE = "youth_justice", "Youth justice"
    HOUSING = "housing", "Housing"
    EARLY_HELP = "early_help", "Early help"
    ADULT_MENTAL_HEALTH = "adult_mental_health", "Adult mental health"
    SUBSTANCE_MISUSE = "substance_misuse", "Drug and alcohol service"
    DOMESTIC_ABUSE = "domestic_abuse", "Domestic abuse service"
    FOSTER_CARE = "foster_care", "Foster carer"
    ORIGINATING_AUTHORITY = "originating_authority", "Originating authority"
    GENERIC = "generic", "Other service"

    @property
    def is_education(self) -> bool:
        """Schools, and with them early years and colleges (POL-15, ours)."""
        return self in (AgencyKind.EDUCATION_SCHOOL, AgencyKind.EARLY_YEARS, AgencyKind.COLLEGE)


class ConferenceKind(Word):
    """CON-03. The kind belongs to the child in the conference; the strictest leads."""

    INITIAL = "initial", "Initial conference"
    PRE_BIRTH = "pre_birth", "Pre-birth conference"
    TRANSFER_IN = "transfer_in", "Transfer-in conference"
    REVIEW = "review", "Review conference"
    EARLY_REVIEW = "early_review", "Early review conference"
    RECONVENED = "reconvened", "Reconvened conference"

    @property
    def counts_as_initial(self) -> bool:
        """Pre-birth and transfer-in have an initial's standing (CON-03, CON-08); the rest follow another."""
        return self in (ConferenceKind.INITIAL, ConferenceKind.PRE_BIRTH, ConferenceKind.TRANSFER_IN)


class WayIn(Word):
    """How a conference came to be asked for (CON-01)."""

    ENQUIRY = "enquiry", "After a section 47 enquiry"
    ANOTHER_AGENCY = "another_agency", "Asked for by another agency through a senior manager"
    PROCEEDINGS = "proceedings", "Child in care proceedings or the Public Law Outline"
    LOOKED_AFTER_REVIEW = "looked_after_review", "Decided by a looked-after review"
    TRANSFER = "transfer", "Child on another authority's plan has moved here"
    REVIEW_DUE = "review_due", "Review of a plan"
    NEW_CONCERN = "new_concern", "Early review: new concern or changed circumstances"
    COMPLAINT = "complaint", "Reconvened after a complaint or dissent"


class ParentalResponsibility(Word):
    YES = "yes", "Has parental responsibility"
    NO = "no", "No parental responsibility"
    NOT_KNOWN = "not_known", "Parental responsibility not known"


class Kinship(Word):
    """What an adult is to a child."""

    MOTHER = "mother", "Mother"
    FATHER = "father", "Father"
    STEP_PARENT = "step_parent", "Step-parent"
    PARTNER = "partner", "Parent's partner"
    GRANDPARENT = "grandparent", "Grandparent"
    AUNT_OR_UNCLE = "aunt_or_uncle", "Aunt or uncle"
    SIBLING = "sibling", "Adult brother or sister"
    FOSTER_CARER = "foster_carer", "Foster carer"
    SPECIAL_GUARDIAN = "special_guardian", "Special guardian"
    OTHER = "other", "Other"


class Sex(Word):
    FEMALE = "female", "Female"
    MALE = "male", "Male"
    NOT_KNOWN = "not_known", "Not known"


class Responsibility(Word):
    """SCD-01: who has, or had, the case."""

    OPERATIONAL = "operational", "Operational responsibility (allocated worker)"
    LINE = "line", "Line-management responsibility"


class Attending(Word):
    """How somebody will take part."""

    IN_PERSON = "in_person", "In person"
    VIDEO = "video", "By video"
    TELEPHONE = "telephone", "By telephone"


class ExclusionGround(Word):
    """EXC-01, in its own order."""

    WELFARE = "welfare", "Their presence may seriously prejudice the child's welfare"
    BEHAVIOUR = "behaviour", "Evidence of behaviour that would seriously interfere with the conference"
    CHILD_ASKS = "child_asks", "A child asks that they are not there while the child is"
    FEAR = "fear", "A practitioner could not contribute properly for fear of violence or intimidation"
    CONFIDENTIAL = (
        "confidential",
        "Confidential information that would otherwise be unavailable, agreed beforehand",
    )
    CONFLICT = "conflict", "Conflict between family members"


class ExclusionRuling(Word):
    WHOLE = "whole", "Excluded from the whole conference"
    PART = "part", "Excluded from part of the conference"
    REFUSED = "refused", "Not excluded"


class Category(Word):
    """PLN-02: the primary concern when the plan began."""

    NEGLECT = "neglect", "Neglect"
    PHYSICAL = "physical", "Physical abuse"
    EMOTIONAL = "emotional", "Emotional abuse"
    SEXUAL = "sexual", "Sexual abuse"


class Outcome(Word):
    """What a held conference decided for a child (decisions 17: enough to give a review its clock)."""

    PLAN = "plan", "Child protection plan"
    PLAN_CONTINUES = "plan_continues", "Child protection plan continues"
    PLAN_ENDS = "plan_ends", "Child protection plan ends"
    CHILD_IN_NEED = "child_in_need", "Child in need support"
    NO_PLAN = "no_plan", "No plan"


class StatementStatus(Word):
    """REP-04: fact, observation, allegation and opinion are kept apart."""

    FACT = "fact", "Fact"
    OBSERVATION = "observation", "Observation"
    ALLEGATION = "allegation", "Allegation"
    OPINION = "opinion", "Opinion"


class StatementSource(Word):
    """REP-04: second- and third-hand information is marked with its source."""

    FIRST_HAND = "first_hand", "First hand"
    SECOND_HAND = "second_hand", "Second hand"
    THIRD_HAND = "third_hand", "Third hand"
    OUR_RECORDS = "our_records", "Our records"
    OTHER_RECORDS = "other_records", "Another agency's record"


class Tone(Word):
    STRENGTH = "strength", "Strength or safety"
    WORRY = "worry", "Worry"
    NEITHER = "neither", "Neither"


class EnquiryResult(Word):
    """What a section 47 enquiry found for a child."""

    LIKELY = "likely", "Concerns substantiated, significant harm likely"
    NOT_LIKELY = "not_likely", "Concerns substantiated, significant harm not likely"
    UNSUBSTANTIATED = "unsubstantiated", "Concerns not substantiated"


class Circumstance(Word):
    """SCD-03: why somebody has a significant contribution to make."""

    SOCIAL_CARE = "social_care", "Has the family's case"
    EDUCATION = "education", "A child's school or setting"
    MIDWIFERY = "midwifery", "Unborn or newborn child"
    HEALTH_VISITING = "health_visiting", "Child under 5"
    SCHOOL_NURSING = "school_nursing", "Child of school age"
    LEAD_HEALTH = "lead_health", "Nominated lead health practitioner"
    GP = "gp", "A family member's GP"
    PAEDIATRICS = "paediatrics", "Has seen a child"
    POLICE = "police", "Police"
    WITH_CHILD = "with_child", "Works with a child"
    WITH_ADULT = "with_adult", "Works with a parent or carer"
    ORIGIN = "origin", "Authority that the child came from"
    REVIEWING_OFFICER = "reviewing_officer", "Looked-after child's reviewing officer"
    EARLIER = "earlier", "Took part in the conference before"
    ADDED = "added", "Added by the office"


class FamilyAnswer(Word):
    """FAM-03: how a member of the family takes part."""

    ATTENDING = "attending", "Will attend"
    PART = "part", "Will attend part of it"
    IN_WRITING = "in_writing", "Will give their views in writing"
    ADVOCATE = "advocate", "Through an advocate or supporter"
    NOT_ATTENDING = "not_attending", "Will not attend"


class GroupKind(Word):
    """What the chair says of entries of several agencies; each keeps its agency and its words."""

    SAME = "same", "One event, told more than once"
    DIFFERS = "differs", "One event, told differently"
    APART = "apart", "Different events"


class RestrictionCause(Word):
    """Why a piece of a report is kept from somebody until the chair has ruled (report-forms 2 and 6)."""

    MARK = "mark", "The author marked it"
    CHILD = "child", "The child asked for it"
    UNPICKED = "unpicked", "The author did not say who may see it"
    RELEASE = "release", "Nobody sees it unless the chair releases it"


class Scan(Word):
    """Whether a file was looked through for malware."""

    NOT_SCANNED = "not_scanned", "Not scanned for malware: no scanner is set up here"
    PENDING = "pending", "Waiting to be scanned for malware"
    CLEAN = "clean", "Scanned: no malware found"
    INFECTED = "infected", "Locked away: malware was found in it"


class AmendmentKind(Word):
    """Report-forms 12: how a signed report is corrected."""

    ADDENDUM = "addendum", "Addendum"
    NEW_VERSION = "new_version", "New version"


class CorrectionVerdict(Word):
    """The agency's answer to what a member of the family says is wrong (report-forms 12)."""

    ACCEPTED = "accepted", "Accepted"
    PARTLY = "partly", "Accepted in part"
    NOT = "not", "Not accepted"


class HitAnswer(Word):
    """What somebody said to a place at which a pack may give something away (security, "What leaves")."""

    NOT_IT = "not_it", "It isn’t what it seems"
    LOOKED = "looked", "I have looked through this file"
    ASKED = "asked", "The author is asked to change it"
    CONFIRMED = "confirmed", "Confirmed by whoever approves"


class HandedOver(Word):
    """How a pack reaches its recipient. Families have no way in of their own yet."""

    OPENED = "opened", "Opened by the recipient"
    BY_HAND = "by_hand", "Given by hand"
    POSTED = "posted", "Posted"
    PORTAL = "portal", "Sent through a secure portal"


class RenderKind(Word):
    """What a PDF is of."""

    REPORT = "report", "One report"
    FAMILY = "family", "One report, as one of the family may have it"
    PACK = "pack", "Every report of a conference, for its chair"
    RELEASE = "release", "A pack for one recipient"


class RenderState(Word):
    WAITING = "waiting", "Waiting its turn"
    RENDERING = "rendering", "Being made"
    DONE = "done", "Ready"
    FAILED = "failed", "Could not be made"
