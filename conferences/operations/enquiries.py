"""Section 47 enquiries: two dates, and for each child the concern and the result."""

from django.db import transaction

from conferences.models import Child, Enquiry, EnquiryChild, Family
from conferences.operations.moves import Refused, note_family, raise_facts
from procedures.reckoning import london_day
from procedures.words import EnquiryResult

FUTURE_STRATEGY = "The strategy discussion is in the future. Record the enquiry once it has taken place."
FUTURE_DECISION = "The decision to hold a conference is in the future. Leave it empty until it was taken."
DECIDED_FIRST = "The decision to hold a conference can’t be before the strategy discussion."


def _check_dates(*, strategy_on, decided_on, today) -> None:
    if strategy_on > today:
        raise Refused(FUTURE_STRATEGY, field="strategy_on")
    if decided_on is not None and decided_on > today:
        raise Refused(FUTURE_DECISION, field="decided_on")
    if decided_on is not None and decided_on < strategy_on:
        raise Refused(DECIDED_FIRST, field="decided_on")


@transaction.atomic
def record_enquiry(
    *, family: Family, strategy_on, concerns: dict[Child, str], by, at, decided_on=None
) -> Enquiry:
    """The enquiry begun at the strategy discussion of that day, with the concern about each child.

    Both dates start a clock (POL-02). Raises Refused for a day in the future, a decision before the discussion,
    no child, or an enquiry of the same day.
    """
    _check_dates(strategy_on=strategy_on, decided_on=decided_on, today=london_day(at))
    if not concerns:
        raise Refused("Choose at least one child that the enquiry is about.", field="children")
    if family.enquiries.filter(strategy_on=strategy_on).exists():
        raise Refused(
            "An enquiry with a strategy discussion on that day is already recorded for this family.",
            field="strategy_on",
        )
    enquiry = Enquiry.objects.create(
        family=family, strategy_on=strategy_on, decided_on=decided_on, by=by, recorded_at=at
    )
    EnquiryChild.objects.bulk_create(
        EnquiryChild(enquiry=enquiry, child=child, concern=concern) for child, concern in concerns.items()
    )
    note_family(family=family, what="enquiry", by=by, at=at, enquiry=enquiry, strategy_on=strategy_on)
    return enquiry


@transaction.atomic
def change_enquiry(
    *,
    enquiry: Enquiry,
    strategy_on,
    by,
    at,
    decided_on=None,
    results: dict[Child, EnquiryResult] | None = None,
) -> Enquiry:
    """Correct the dates or record what was found for each child; conferences after it reckon their limits anew."""
    _check_dates(strategy_on=strategy_on, decided_on=decided_on, today=london_day(at))
    early = enquiry.conferences.filter(held_on__lt=strategy_on).first()
    if early:
        raise Refused(f"Conference {early.code} was held before that day.", field="strategy_on")
    if enquiry.family.enquiries.exclude(pk=enquiry.pk).filter(strategy_on=strategy_on).exists():
        raise Refused(
            "An enquiry with a strategy discussion on that day is already recorded for this family.",
            field="strategy_on",
        )
    enquiry.strategy_on, enquiry.decided_on = strategy_on, decided_on
    enquiry.save(update_fields=["strategy_on", "decided_on"])
    for child, result in (results or {}).items():
        enquiry.children.filter(child=child).update(result=str(result))
    raise_facts(enquiry=enquiry)
    note_family(family=enquiry.family, what="enquiry_changed", by=by, at=at, enquiry=enquiry)
    return enquiry
