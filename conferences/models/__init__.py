"""Tables of this floor, one file a subject."""

from conferences.models.codes import is_code, new_code
from conferences.models.conferences import (
    INVITED_STATES,
    Conference,
    ConferenceChild,
    ConferenceEvent,
    ConveningDecision,
    ConveningReason,
    Delay,
)
from conferences.models.enquiries import Enquiry, EnquiryChild
from conferences.models.families import (
    Address,
    AddressKnownTo,
    Adult,
    AdultService,
    CaseResponsibility,
    Child,
    ChildService,
    Family,
    FamilyEvent,
    FamilyMembership,
    Relationship,
    Residence,
)
from conferences.models.invitations import Exclusion, FamilyInvitation, Invitation, InvitationEvent
from conferences.models.submissions import Submission

__all__ = [
    "INVITED_STATES",
    "Address",
    "AddressKnownTo",
    "Adult",
    "AdultService",
    "CaseResponsibility",
    "Child",
    "ChildService",
    "Conference",
    "ConferenceChild",
    "ConferenceEvent",
    "ConveningDecision",
    "ConveningReason",
    "Delay",
    "Enquiry",
    "EnquiryChild",
    "Exclusion",
    "Family",
    "FamilyEvent",
    "FamilyInvitation",
    "FamilyMembership",
    "Invitation",
    "InvitationEvent",
    "Relationship",
    "Residence",
    "Submission",
    "is_code",
    "new_code",
]
