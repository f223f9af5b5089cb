"""A pack that was released and what becomes known afterwards: every way out asks anew, and searches only when it has to."""

import pytest
from django.utils import timezone

from conferences import operations as case_operations
from conferences.models import Address
from conferences.tests.factories import children_of, make_family
from conferences.tests.pages import text_of
from partnership.tests.factories import client_for
from procedures.words import AgencyKind, AmendmentKind, HandedOver, RenderState
from reports.models import Release, RenderJob
from reports.operations import closing
from reports.operations.releasing import Closed, hand_over
from reports.queries.closing import AMENDED, FOUND_SINCE, OFF_RECORD, finds_more
from reports.tests.materials import fact
from reports.tests.released import approved, prepared
from reports.tests.test_releasing import amended, exclude, signed
from reports.tests.test_releasing_pages import as_drawn, invited, page
from reports.tests.two_homes import TwoHomes
from reports.vault import keep

pytestmark = pytest.mark.django_db
SAYS_IT, SAYS_NOTHING = "She lives at 14 Larch Close now.", "Came without a coat."
READ_PACK_QUERIES = 63  # eight compare what is hidden with what it was


@pytest.fixture
def case():
    return TwoHomes()


@pytest.fixture
def searches(monkeypatch):
    """How often a pack was looked through."""
    seen = []

    def counted(*args, **more):
        seen.append(args)
        return finds_more(*args, **more)

    monkeypatch.setattr(closing, "finds_more", counted)
    return seen


def hide(case):
    Address.objects.filter(pk=case.home.pk).update(confidential=True)


def released(case, member, text, *, hidden=False):
    """A pack that was released while nobody had to be safe there, or was, and what it says."""
    Address.objects.filter(pk=case.home.pk).update(confidential=hidden)
    version = signed(case, fact(text), kind=AgencyKind.EDUCATION_SCHOOL)
    return as_drawn(approved(case.setting, case.conference, member)), version


def read_on_screen(case, release):
    return client_for(case.setting.officer).get(page("read_pack", release.ref))


def opened_as_pdf(case, release):
    return client_for(case.setting.officer).post(page("open_pack", release.ref))


def opened_as_file(case, release):
    file = release.files.first().attachment.ref
    return client_for(case.setting.officer).post(page("open_pack", release.ref), {"file": file})


def given_by_hand(case, release):
    return client_for(case.setting.office).post(page("hand_over_pack", release.ref), {"how": "by_hand"})


TO_AN_AGENCY = [read_on_screen, opened_as_pdf, opened_as_file]


def reader_of(case, way):
    return invited(case, case.setting.police) if way in TO_AN_AGENCY else case.father


@pytest.mark.parametrize("way", [*TO_AN_AGENCY, given_by_hand])
def test_no_way_out_of_a_pack_that_says_what_was_hidden_since(case, searches, way):
    # SCD-02
    release, _ = released(case, reader_of(case, way), SAYS_IT)
    assert way(case, release).status_code == 200
    left = release.downloads.count()
    hide(case)
    searches.clear()
    for _ in range(2):
        answer = way(case, Release.objects.get(pk=release.pk))
        assert answer.status_code == 410
        assert "Larch" not in text_of(answer)
    assert len(searches) == 1
    assert release.downloads.count() == left
    shown = text_of(answer)
    if way in TO_AN_AGENCY:
        assert "look through it again" in shown and FOUND_SINCE not in shown
        assert case.setting.authority.office_telephone in shown
    else:
        assert FOUND_SINCE in shown and "Prepare it anew" in shown


@pytest.mark.parametrize("way", [*TO_AN_AGENCY, given_by_hand])
def test_a_pack_that_does_not_say_it_stays_open_and_is_searched_once(case, searches, way):
    release, _ = released(case, reader_of(case, way), SAYS_NOTHING)
    hide(case)
    for _ in range(3):
        assert way(case, Release.objects.get(pk=release.pk)).status_code == 200
    assert len(searches) == 1


def test_the_family_hears_nothing_either_from_a_pack_closed_by_an_exclusion(case):
    # EXC-03
    release, _ = released(case, case.father, SAYS_NOTHING)
    assert given_by_hand(case, release).status_code == 200
    exclude(case, case.father)
    answer = given_by_hand(case, release)
    assert answer.status_code == 410 and "excluded" in text_of(answer)
    worker = client_for(case.setting.worker)
    answer = worker.post(page("hand_over_pack", release.ref), {"how": "by_hand"})
    assert case.setting.authority.office_telephone in text_of(answer)


def refused(case, release) -> bool:
    with pytest.raises(Closed, match=FOUND_SINCE):
        hand_over(release=release, how=HandedOver.POSTED, by=case.setting.office, at=timezone.now())
    return True


def test_a_telephone_number_that_is_recorded_later_closes_it(case):
    release, _ = released(case, case.father, "Ring 07700 900999.")
    case.adult("Perpetua O’Driscoll", telephone="07700 900999")
    assert refused(case, release)


def test_a_school_that_becomes_an_address_closes_it_by_its_first_page(case):
    # SCD-02: the list of contents names it
    release, version = released(case, case.father, SAYS_NOTHING)
    agency = version.report.invitation.agency
    case_operations.add_service(
        family=case.family, member=case.zoe, agency=agency, from_on=timezone.localdate(), **case.common
    )
    hide(case)
    assert refused(case, release)


def test_a_carer_who_may_not_be_known_closes_it(case):
    release, _ = released(case, case.mother, "Bryony Close came along.", hidden=True)
    family = make_family(case.setting, names=(), ages=(), name="Close")
    carer = case.adult("Bryony Close", family=family)
    case.lives([carer, case.ivy], "7 Mill Court", from_on=timezone.localdate())
    assert refused(case, release)


def test_an_address_that_another_family_moves_to_closes_it(case):
    release, _ = released(case, case.mother, "He was seen at 7 Mill Court.")
    assert given_by_hand(case, release).status_code == 200
    family = make_family(case.setting, names=("Rhiannon",), ages=(6,), name="Close")
    case.lives(children_of(family), "7 Mill Court\nStowmere", family=family)
    assert refused(case, release)


def test_what_was_confirmed_for_one_is_asked_again_for_another(case):
    # Two persons said that this is another family's street; now it is where the children have to be safe.
    family = make_family(case.setting, names=("Rhiannon",), ages=(6,), name="Close")
    case.lives(children_of(family), "7 Mill Court\nStowmere", family=family)
    release, _ = released(case, case.father, "He was seen at 7 Mill Court.", hidden=True)
    assert given_by_hand(case, release).status_code == 200
    case.lives([case.mother, case.zoe], "7 Mill Court\nStowmere", from_on=timezone.localdate())
    assert refused(case, release)


def test_an_addendum_does_not_hide_what_the_released_words_say(case):
    release, version = released(case, case.father, SAYS_IT)
    amended(version, AmendmentKind.ADDENDUM, text="They moved.")
    assert given_by_hand(case, release).status_code == 200
    hide(case)
    assert refused(case, release)


def test_it_opens_again_once_nothing_has_to_be_hidden(case):
    release, _ = released(case, case.father, SAYS_IT)
    hide(case)
    assert refused(case, release)
    Address.objects.filter(pk=case.home.pk).update(confidential=False)
    assert given_by_hand(case, release).status_code == 200


def test_an_agencys_own_copy_for_the_family_is_refused_on_screen_and_as_a_pdf(case):
    # REP-12: the print for the family
    _, version = released(case, case.mother, SAYS_IT)
    report = version.report
    writer = client_for(version.signed_by)
    for reader, status in ((case.father, 409), (case.mother, 200)):
        job = writer.post(page("ask_copy", report.ref, reader.ref)).url
        assert "pdf" in job
        hide(case)
        printed = writer.get(page("print_copy", report.ref, reader.ref))
        assert printed.status_code == status
        if status == 409:
            assert "it answers for such a place in a pack" in text_of(printed)
            RenderJob.objects.update(state=RenderState.DONE.value, stored_as=keep(b"%PDF-1.7"), pages=1)
            assert writer.get(f"{job}file").status_code == 410
        Address.objects.filter(pk=case.home.pk).update(confidential=False)


@pytest.mark.parametrize("times", [1, 3])
def test_reading_a_pack_again_asks_no_more_than_before(case, times, django_assert_num_queries):
    release, _ = released(case, invited(case, case.setting.police), SAYS_NOTHING)
    for _ in range(times):
        read_on_screen(case, release)
    officer = client_for(case.setting.officer)
    with django_assert_num_queries(READ_PACK_QUERIES):
        officer.get(page("read_pack", release.ref))


# What those see who make packs


def packs_page(case, person) -> str:
    return text_of(client_for(person).get(page("packs", case.conference.ref)))


def release_page(case, release) -> str:
    return text_of(client_for(case.setting.office).get(page("release", release.ref)))


def test_the_list_says_which_packs_are_out_of_date_why_and_the_one_next_step(case):
    release, version = released(case, case.mother, SAYS_NOTHING)
    agency = version.report.invitation.agency.name
    assert "Hand it over" in packs_page(case, case.setting.office)
    amended(version, AmendmentKind.ADDENDUM, text="They moved.")
    shown = packs_page(case, case.setting.office)
    assert "1 reader has a pack closed or out of date" in shown and "Out of date" in shown
    assert f"{agency} signed an addendum" in shown and "doesn’t hold it" in shown
    assert "Prepare it anew" in shown and "Hand it over" not in shown
    assert "The office prepares it anew" in packs_page(case, case.setting.chair)
    one = release_page(case, release)
    assert "This pack is out of date." in one and "Prepare it anew" in one and "Given by hand" in one

    amended(version, AmendmentKind.NEW_VERSION)
    assert f"{agency} signed a new version" in packs_page(case, case.setting.office)
    one = release_page(case, release)
    assert "No further copy of this pack leaves." in one and AMENDED in one and "Given by hand" not in one
    leaving = page("hand_over_pack", release.ref)
    assert "Prepare it anew" in text_of(client_for(case.setting.office).get(leaving))
    shown = text_of(client_for(case.setting.worker).get(leaving))
    assert (
        AMENDED in shown
        and "Prepare it anew" not in shown
        and case.setting.authority.office_telephone in shown
    )
    assert "Given by hand" not in shown


def test_the_next_step_is_the_one_that_was_prepared_until_it_takes_the_others_place(case):
    _, version = released(case, case.mother, SAYS_NOTHING)
    amended(version, AmendmentKind.ADDENDUM, text="They moved.")
    prepared(case.setting, case.conference, case.mother)
    shown = packs_page(case, case.setting.office)
    assert "Look at the one that was prepared" in shown and "Prepare it anew" not in shown
    assert "closed or out of date. The tables" not in shown
    assert "Somebody approves the one that was prepared" in packs_page(case, case.setting.worker)
    amended(version, AmendmentKind.ADDENDUM, text="They moved again.")
    assert "Prepare it anew" in packs_page(case, case.setting.office)
    approved(case.setting, case.conference, case.mother)
    shown = packs_page(case, case.setting.office)
    assert "Hand it over" in shown and "Out of date" not in shown


def test_the_list_says_that_a_pack_is_closed_since_something_was_found(case):
    release, _ = released(case, case.father, SAYS_IT)
    hide(case)
    given_by_hand(case, release)
    shown = packs_page(case, case.setting.office)
    assert "Closed" in shown and FOUND_SINCE in shown and "Prepare it anew" in shown
    assert FOUND_SINCE in release_page(case, release)


def test_a_pack_of_somebody_on_the_record_no_longer_stands_with_those_of_the_past(case):
    release, _ = released(case, case.father, SAYS_NOTHING)
    case.father.relationships.update(kinship="other", parental_responsibility="no")
    shown = packs_page(case, case.setting.office)
    assert f"{case.father.name} , prepared" in shown and "Its reader is on the record no longer." in shown
    one = release_page(case, release)
    assert OFF_RECORD in one and "Prepare it anew" not in one
    shown = text_of(given_by_hand(case, release))
    assert OFF_RECORD in shown and "Prepare it anew" not in shown


def test_an_agency_sees_that_what_it_received_is_out_of_date(case):
    release, version = released(case, invited(case, case.setting.police), SAYS_NOTHING)
    officer = client_for(case.setting.officer)
    listed, read = page("released", case.conference.ref), page("read_pack", release.ref)
    assert "out of date" not in text_of(officer.get(listed)) + text_of(officer.get(read))
    amended(version, AmendmentKind.ADDENDUM, text="They moved.")
    shown = text_of(officer.get(listed))
    assert "out of date" in shown and "Open it as a PDF" in shown
    shown = text_of(officer.get(read))
    assert "Something was added since" in shown and "Open it as a PDF" in shown
    amended(version, AmendmentKind.NEW_VERSION)
    assert "Open it as a PDF" not in text_of(officer.get(listed))
    shown = text_of(officer.get(read))
    assert "what you received is out of date" in shown and "Open it as a PDF" not in shown
    assert case.setting.authority.office_telephone in shown
