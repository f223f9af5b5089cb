from datetime import timedelta

import pytest
from django.urls import reverse

from conferences.models import Conference
from conferences.tests.conftest import MONDAY
from conferences.tests.factories import children_of, make_conference, make_enquiry, make_family, make_setting
from conferences.tests.pages import day, errors_of, text_of, token_of
from partnership.tests.factories import client_for

pytestmark = pytest.mark.django_db
TODAY = MONDAY.date()


@pytest.fixture
def setting():
    return make_setting()


@pytest.fixture
def family(setting):
    return make_family(setting)


@pytest.fixture
def worker(setting):
    return client_for(setting.worker)


def page(family):
    return reverse("conferences:request", args=[family.ref])


def way(enquiry):
    return {"way_in": "enquiry", "enquiry": enquiry.ref}


def kinds(family, kind="initial"):
    told = {}
    for child in children_of(family):
        told |= {f"kind_{child.ref}": kind, f"reason_{child.ref}": "Likely to suffer harm."}
    return told


def plans(family):
    told = {}
    for child in children_of(family):
        told |= {f"plan_{child.ref}": "Grandmother stays."} | day(f"shared_{child.ref}", TODAY)
    return told


def test_a_conference_is_asked_for_in_four_steps(setting, family, worker):
    enquiry = make_enquiry(setting, family)
    first = worker.get(page(family))
    assert "step 1 of 4" in text_of(first)
    assert first.context["form"]["enquiry"].value() == enquiry.ref
    data = way(enquiry) | {"step": "1"}
    second = worker.post(page(family), data)
    assert "step 2 of 4" in text_of(second)
    assert second.context["form"][f"kind_{children_of(family)[0].ref}"].value() == "initial"
    third = worker.post(page(family), data | kinds(family) | {"step": "2"})
    assert "step 3 of 4" in text_of(third)
    fourth = worker.post(page(family), data | kinds(family) | plans(family) | {"step": "3"})
    for expected in (
        "Check before you ask",
        "Initial conference",
        "Likely to suffer harm.",
        "Safety plan shared",
    ):
        assert expected in text_of(fourth)
    assert Conference.objects.count() == 0
    done = worker.post(
        page(family), data | kinds(family) | plans(family) | {"step": "4", "token": token_of(fourth)}
    )
    conference = Conference.objects.get()
    assert done.headers["Location"] == reverse("conferences:conference", args=[conference.ref])
    assert [row.interim_safety_plan for row in conference.children.all()] == ["Grandmother stays."] * 2
    assert "A team manager decides whether to convene it" in text_of(worker.get(done.headers["Location"]))


def test_the_same_request_sent_twice_is_recorded_once(setting, family, worker):
    data = (
        way(make_enquiry(setting, family)) | kinds(family) | plans(family) | {"step": "4", "token": "t" * 32}
    )
    first = worker.post(page(family), data)
    second = worker.post(page(family), data, follow=True)
    assert second.redirect_chain[0][0] == first.headers["Location"]
    assert "already recorded" in text_of(second)
    assert Conference.objects.count() == 1


def test_a_token_that_nobody_gave_out_is_replaced(setting, family, worker):
    data = way(make_enquiry(setting, family)) | kinds(family) | plans(family)
    worker.post(page(family), data | {"step": "4", "token": "\x00"})
    assert Conference.objects.count() == 1


def test_what_was_typed_travels_with_the_steps_back_and_forth(setting, family, worker):
    data = way(make_enquiry(setting, family)) | kinds(family) | plans(family)
    zoe = children_of(family)[0]
    back = worker.post(page(family), data | {f"plan_{zoe.ref}": "", "step": "3", "back": "1"})
    assert "step 2 of 4" in text_of(back)
    assert back.context["form"][f"reason_{zoe.ref}"].value() == "Likely to suffer harm."
    kept = dict(back.context["kept"])
    assert kept["way_in"] == "enquiry"
    assert kept[f"shared_{zoe.ref}_day"] == "2"
    assert f"reason_{zoe.ref}" not in kept
    start = worker.post(page(family), data | {"step": "1", "back": "1"})
    assert "step 1 of 4" in text_of(start)
    forth = worker.post(page(family), data | {"step": "2"})
    assert forth.context["form"][f"plan_{zoe.ref}"].value() == "Grandmother stays."


def test_the_first_step_that_is_wrong_is_shown_again_with_everything_typed(setting, family, worker):
    data = way(make_enquiry(setting, family)) | kinds(family) | plans(family)
    zoe = children_of(family)[0]
    response = worker.post(page(family), data | {f"reason_{zoe.ref}": "", "step": "4"})
    assert errors_of(response) == {f"reason_{zoe.ref}": ["Enter the reason for Zoë O’Driscoll"]}
    assert "step 2 of 4" in text_of(response)
    assert Conference.objects.count() == 0


@pytest.mark.parametrize(
    ("data", "errors"),
    [
        ({}, {"way_in": ["Choose how it came about"]}),
        (
            {"way_in": "enquiry"},
            {
                "enquiry": [
                    "No enquiry is recorded for this family. Record it first, on the family’s page (CON-01)"
                ]
            },
        ),
        (
            {"way_in": "review_due"},
            {"follows": ["No conference of this family has been held yet, so there is nothing to review"]},
        ),
        ({"way_in": "transfer"}, {"notified_on": ["Enter the day of the notification"]}),
        (
            {"way_in": "looked_after_review"},
            {"lac_decided_on": ["Enter the day of the review’s decision"]},
        ),
        (
            {"way_in": "transfer", "notified_on_day": "1"},
            {"notified_on": ["The day of the notification must include a month and a year"]},
        ),
    ],
)
def test_each_way_in_asks_for_what_starts_its_clock(family, worker, data, errors):
    assert errors_of(worker.post(page(family), data | {"step": "1"})) == errors


def test_an_enquiry_or_a_conference_to_follow_has_to_be_chosen(setting, worker):
    held = make_conference(setting, state="held")
    for way_in, field, sentence in (
        ("enquiry", "enquiry", "Choose the enquiry"),
        ("complaint", "follows", "Choose the conference that it follows"),
    ):
        errors = errors_of(worker.post(page(held.family), {"way_in": way_in, "step": "1"}))
        assert errors == {field: [sentence]}


def test_what_only_the_operation_sees_is_said_on_the_last_page(setting, family, worker):
    enquiry = make_enquiry(setting, family)
    first = make_conference(setting, family=make_family(setting), state="requested")
    data = way(enquiry) | kinds(family) | plans(family) | {"step": "4"}
    worker.post(page(family), data)
    conference = Conference.objects.exclude(pk=first.pk).get()
    again = worker.post(page(family), data)
    assert again.status_code == 200
    assert f"already been asked for: {conference.code}" in text_of(again)
    wrong = way(enquiry) | kinds(family, "pre_birth") | plans(family) | {"step": "4"}
    assert Conference.objects.count() == 2
    assert worker.post(page(family), wrong).status_code == 200


def test_a_review_and_its_kinds_are_suggested_by_the_way_in(setting, worker):
    held = make_conference(setting, state="held")
    zoe = children_of(held.family)[0]
    for way_in, kind in (
        ("review_due", "review"),
        ("new_concern", "early_review"),
        ("complaint", "reconvened"),
    ):
        response = worker.post(page(held.family), {"way_in": way_in, "follows": held.ref, "step": "1"})
        assert response.context["form"][f"kind_{zoe.ref}"].value() == kind
    data = {"way_in": "review_due", "follows": held.ref} | kinds(held.family, "review") | {"step": "3"}
    check = text_of(worker.post(page(held.family), data))
    assert f"Follows {held.code} , held on Monday 2 March 2026" in check
    assert "No safety plan yet" in check


def test_a_transfer_suggests_transfer_in_and_an_unborn_child_pre_birth(setting, worker):
    family = make_family(setting, unborn=1)
    notified = day("notified_on", TODAY - timedelta(days=3))
    response = worker.post(page(family), {"way_in": "transfer", "step": "1"} | notified)
    zoe, _, unborn = children_of(family)
    form = response.context["form"]
    assert [form[f"kind_{child.ref}"].value() for child in (zoe, unborn)] == ["transfer_in", "pre_birth"]
    data = (
        {"way_in": "transfer"} | notified | kinds(family, "transfer_in") | {f"kind_{unborn.ref}": "pre_birth"}
    )
    check = worker.post(page(family), data | {f"plan_{zoe.ref}": "x", "step": "3"})
    assert "Notified on Friday 27 February 2026" in text_of(check)
    assert "Safety plan not shared yet" in text_of(check)


def test_a_family_without_children_is_led_back_to_add_them(setting, worker):
    family = make_family(setting, names=(), ages=())
    response = worker.get(page(family), follow=True)
    assert "Add the children of the family first" in text_of(response)


def test_a_step_that_does_not_exist_begins_anew(family, worker):
    assert "step 1 of 4" in text_of(worker.post(page(family), {"step": "99"}))


def test_agencies_ask_for_no_conference(setting, family):
    assert client_for(setting.dsl).get(page(family)).status_code == 404
