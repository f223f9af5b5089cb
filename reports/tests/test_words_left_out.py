"""What a parent says is wrong of a place goes to those who have the place, and to nobody from whom it is kept (REP-12)."""

import pytest
from django.utils import timezone

from conferences.tests.factories import children_of, make_conference, make_setting, mother_of
from procedures.sharing import Reader
from procedures.words import CorrectionVerdict
from reports.models import DraftPart
from reports.operations.family import answer_correction, record_correction
from reports.operations.restricting import answer, rule
from reports.queries.restricting import rendition_of
from reports.queries.writing import report_document
from reports.renditions import strings
from reports.sieve import Viewer
from reports.tests.factories import shared
from reports.tests.materials import fact
from reports.tests.restricted import secret, signed_again, signed_with

pytestmark = pytest.mark.django_db
OF_HIDDEN = "He did not wait outside the school."
OF_ANSWER = "The caretaker saw him there."
OF_OPEN = "She has a coat."
OF_ALL = "Mostly fair."
PROFESSIONAL = Viewer(Reader.PROFESSIONAL, leaves=True)


@pytest.fixture
def version():
    """Of two rows one is for the chair alone; the mother says of each that it is wrong, and the agency answers."""
    setting = make_setting()
    conference = make_conference(setting)
    made = signed_with(secret(), fact("Came without a coat."), setting=setting, conference=conference)
    harm, by = f"worries:{children_of(conference.family)[0].ref}/harm", made.signed_by
    sharing = shared(
        made, person=mother_of(conference.family), by=by, said=OF_ALL, wrong=OF_OPEN, wrong_place=f"{harm}/r2"
    )
    told = record_correction(sharing=sharing, text=OF_HIDDEN, place=f"{harm}/r1", by=by, at=timezone.now())
    answer_correction(
        correction=told, verdict=CorrectionVerdict.NOT, reason=OF_ANSWER, by=by, at=timezone.now()
    )
    return made


def said_to(viewer, version):
    return "\n".join(strings(rendition_of(version, viewer).document))


def mother_reads(version):
    mother = mother_of(version.report.invitation.conference.family)
    return Viewer(Reader.PARENT, mother.ref, mother.name, leaves=True)


def test_words_about_a_row_that_is_kept_from_professionals_are_kept_from_them_as_well(version):
    read = said_to(PROFESSIONAL, version)

    assert OF_HIDDEN not in read and OF_ANSWER not in read
    assert OF_OPEN in read and OF_ALL in read


def test_a_copy_of_the_family_holds_their_own_words_about_what_is_in_it(version):
    own = said_to(mother_reads(version), version)
    assert OF_OPEN in own and OF_ALL in own
    assert OF_HIDDEN not in own and OF_ANSWER not in own  # the row isn't in her copy, nor what was said of it

    other = said_to(Viewer(Reader.PARENT, "f" * 16, "Tobias"), version)
    assert not any(words in other for words in (OF_HIDDEN, OF_ANSWER, OF_OPEN, OF_ALL))


def test_chair_and_author_read_every_word_beside_its_row(version):
    chair, author = (rendition_of(version, Viewer(one)).document for one in (Reader.CHAIR, Reader.AUTHOR))

    for document in (chair, author, report_document(version)):
        beside = [one for part in document.sections for field in part.fields for one in field.words]
        assert sorted(one.word.text for one in beside) == sorted([OF_HIDDEN, OF_OPEN])
        assert all(one.quote for one in beside) and [one.text for one in document.words] == [OF_ALL]


def test_they_are_read_once_the_row_is_shared(version):
    kept = version.restrictions.get(reference__contains=f"{first_child(version)}/harm/r1")
    told = {"by": version.signed_by, "at": timezone.now()}
    rule(restriction=kept, move="refuse", reason="They know.", **told)
    answer(restriction=kept, move="share", **told)

    assert OF_HIDDEN in said_to(PROFESSIONAL, version) and OF_HIDDEN in said_to(
        mother_reads(version), version
    )


def first_child(version):
    return children_of(version.report.invitation.conference.family)[0].ref


def test_words_about_a_row_that_is_gone_stand_with_the_whole_for_those_who_could_read_it(version):
    for part in DraftPart.objects.filter(report=version.report, place__startswith="worries"):
        part.answers["harm"]["rows"] = [{"id": "r3"} | fact("Somebody else fetched her.")]
        part.save()
    newer = signed_again(version.report)

    read = said_to(PROFESSIONAL, newer)
    assert OF_HIDDEN not in read and OF_ANSWER not in read and OF_OPEN in read
    assert OF_HIDDEN not in said_to(mother_reads(newer), newer)
    document = rendition_of(newer, Viewer(Reader.CHAIR)).document
    assert {OF_HIDDEN, OF_OPEN} <= {one.text for one in document.said}
