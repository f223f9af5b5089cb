"""How far a report is: "7 of 11 parts"."""

from reports.definitions.conditions import NOT_KNOWN
from reports.material import ADULT_UNKNOWN
from reports.queries.parts import parts_of
from reports.tests.materials import IVY, MUM, TODAY, ZOE, child, known, material, rows


def task(found, key):
    return next(task for task in parts_of(found, today=TODAY).tasks if task.place.key == key)


def test_parts_stand_by_whom_they_are_about():
    groups = parts_of(material(children=(child(), child(IVY, "Ivy"))), today=TODAY).groups

    assert [group.title for group in groups] == [
        "First: do you know the children?",
        "The report and the family",
        "Zoë",
        "Ivy",
        "Małgorzata",
        "Before you sign",
    ]
    assert [task.title for task in groups[0].tasks] == ["Zoë", "Ivy"]
    assert [group.detail for group in groups] == [
        "",
        "",
        "Initial conference",
        "Initial conference",
        "Mother of Zoë",
        "",
    ]


def test_a_childs_parts_wait_for_the_first_question_about_the_child():
    found = material()

    assert (task(found, f"contact:{ZOE}").status, task(found, f"contact:{ZOE}").can_open) == (
        "Not started",
        True,
    )
    waiting = task(found, f"worries:{ZOE}")
    assert (waiting.status, waiting.can_open, waiting.hint) == (
        "Can’t start yet",
        False,
        "Say first whether you know this child",
    )
    assert task(material(answers={f"contact:{ZOE}": known()}), f"worries:{ZOE}").status == "Not started"


def test_a_part_that_was_begun_all_the_same_can_be_opened():
    found = material(answers={f"worries:{ZOE}": {"harm": rows(none=True)}})

    assert task(found, f"worries:{ZOE}").can_open


def test_a_part_is_in_progress_until_nothing_is_missing():
    begun = material(answers={f"contact:{ZOE}": known()})
    seen = rows({"date": "2025", "by whom": "me", "alone": "yes", "where": "", "who else": ""})
    whole = material(answers={f"contact:{ZOE}": known() | {"last_seen": seen, "contact_pattern": "Daily."}})

    assert task(begun, f"contact:{ZOE}").status == "In progress"
    assert (task(whole, f"contact:{ZOE}").status, task(whole, f"contact:{ZOE}").hint) == (
        "Complete",
        "Know well",
    )


def test_a_child_who_is_not_known_has_one_part_and_that_is_complete():
    found = material(answers={f"contact:{ZOE}": known(NOT_KNOWN)}, children=(child(), child(IVY, "Ivy")))

    of_zoe = [task for task in parts_of(found, today=TODAY).tasks if task.place.key.endswith(ZOE)]
    assert [(task.place.part.code, task.status, task.hint) for task in of_zoe] == [
        ("contact", "Complete", "Not known to us")
    ]


def test_an_adult_who_is_not_known_is_complete():
    found = task(material(answers={f"adult:{MUM}": {ADULT_UNKNOWN: True}}), f"adult:{MUM}")

    assert (found.status, found.hint) == ("Complete", "Not known to you")


def test_an_adult_who_is_not_known_and_of_whom_something_was_written_is_not():
    said = {ADULT_UNKNOWN: True, "parent_view": rows({"words": "Fair."})}

    assert task(material(answers={f"adult:{MUM}": said}), f"adult:{MUM}").status == "In progress"


def test_parts_are_counted_as_their_pages_count_them_and_the_optional_ones_are_told():
    little = {f"contact:{ZOE}": known("know a little")}
    overview = parts_of(material(module="SN", answers=little), today=TODAY)

    optional = [task.title for task in overview.tasks if task.status == "Optional"]
    assert "Family details" in optional and "Worries" not in optional
    assert (overview.total, overview.optional) == (len(overview.tasks), len(optional))
    begun = material(
        module="SN", answers=little | {"chronology": {"chronology": rows({"event": "x"}, none=False)}}
    )
    assert parts_of(begun, today=TODAY).total == overview.total
    assert parts_of(begun, today=TODAY).optional == overview.optional - 1


def test_a_part_that_was_not_begun_is_not_complete():
    early = material(module="EDUS", children=(child(type="R"),), answers={f"contact:{ZOE}": known()})
    assert task(early, "about").status == "Not started"
    assert parts_of(early, today=TODAY).complete == 0
