"""What is asked fits whom it is asked of, and says what to write."""

from dataclasses import replace

import pytest
from django.template.loader import render_to_string

from procedures.words import AgencyKind
from reports.answers import rows_of
from reports.definitions import definition
from reports.document import document_of
from reports.forms.part import PartForm
from reports.gaps import gaps_on
from reports.material import AdultIn, Material, asked_on, place_of, places
from reports.restrictions import restricted
from reports.tests.materials import MUM, TODAY, ZOE, child, fact, known, material, rows, told
from reports.worded import answered_words

DAD = "d" * 16
UNBORN = {"type": "P", "born_on": "", "expected_on": "2026-06-01"}


def asked_at(found: Material, page: str) -> dict:
    """The questions of one page, by key."""
    return {one.key: one for one in asked_on(found, place_of(found, page), for_page=True)}


def of(module: str, *, answers=None, **child_) -> Material:
    """A report of that service about one child whom it knows well, the mother and the father."""
    return material(
        module=module,
        children=(child(**child_),),
        adults=(
            AdultIn(MUM, "Małgorzata", "Mother", pregnant=child_.get("type") == "P"),
            AdultIn(DAD, "Dov", "Father"),
        ),
        answers={f"contact:{ZOE}": known()} | (answers or {}),
    )


def test_a_family_tree_may_be_missing():
    found = of("CSC")

    assert "genogram" in asked_at(found, "household")
    assert told(found, "household", "genogram") == []


@pytest.mark.parametrize(
    ("page", "is_unborn"), [("led_here", True), (f"worries:{ZOE}", True), ("led_here", False)]
)
def test_where_nobody_is_born_yet_a_worry_is_asked_about_in_words_for_a_baby(page, is_unborn):
    found = of("MW", **(UNBORN if is_unborn else {}))
    key = "led_here" if page == "led_here" else "harm"
    place = next(one for one in places(found) if key in one.part.fields)
    row = fact(tone="worry", impact="")
    found = replace(found, answers=found.answers | {place.key: {key: rows(row)}})
    form = PartForm(found, place, gaps=())

    missing, label = told(found, place.key, key)[0], form.fields[f"{key}-r1-impact"].label
    assert ("for the baby" in missing, "for the baby" in label) == (is_unborn, is_unborn)


REGISTER = {"att_possible", "att_auth", "att_unauth", "att_band", "att_late", "att_cert"}
AT_COLLEGE = {"setting": {"choice": "college or training", "note": ""}}
FIGURES = {"att_now": "94", "att_possible": "1", "att_auth": "4", "att_unauth": "2"}


@pytest.mark.parametrize(
    "found",
    [
        replace(of("EDUS", answers={f"attendance:{ZOE}": FIGURES}), agency_kind=AgencyKind.COLLEGE.value),
        of("EDUS", answers={f"setting:{ZOE}": AT_COLLEGE, f"attendance:{ZOE}": FIGURES}),
    ],
    ids=["the report is a college's", "the child is at a college"],
)
def test_a_college_is_not_asked_for_the_register_that_it_does_not_keep(found):
    page = f"attendance:{ZOE}"

    assert not REGISTER & set(asked_at(found, page)) and "att_now" in asked_at(found, page)
    keys = {gap.key for gap in gaps_on(found, place_of(found, page), today=TODAY)}
    assert not (REGISTER | {"att_now"}) & keys  # what was typed before is not compared either


def test_a_school_is_asked_for_its_register():
    assert set(asked_at(of("EDUS"), f"attendance:{ZOE}")) >= REGISTER


def test_a_midwife_says_only_where_her_record_has_another_date_than_the_case():
    found = of("MW", **UNBORN)

    keys = list(asked_at(found, f"baby:{ZOE}"))
    assert keys.index("edd") == keys.index("gestation") + 1
    assert told(found, f"baby:{ZOE}", "edd") == []
    half = of("MW", answers={f"baby:{ZOE}": {"edd": ["3", "", ""]}}, **UNBORN)
    assert told(half, f"baby:{ZOE}", "edd") != []


def test_paediatrics_declares_only_what_its_form_has():
    assert "sharing marks set" not in asked_at(of("PAED"), "files")["declare"].choices
    assert "sharing marks set" in asked_at(of("EDUS"), "files")["declare"].choices


OF_THE_AUTHORITY = {
    *("suffered", "likely", "parenting", "plan_right"),
    *("recommend", "recommend_review", "category", "move_risk", "end_ground", "left_undone"),
}
OF_THE_PARENTS = {"parent_view", "parent_change", "parent_hopes", "risks_pre"}


@pytest.mark.parametrize("type", list("IPRT"))
def test_a_foster_carer_reports_on_the_child_and_judges_neither_the_parents_nor_the_plan(type):
    plan = {"recommend": {"choice": "plan", "note": ""}}
    unborn = UNBORN if type == "P" else {}
    found = of("FOST", answers={f"view:{ZOE}": plan}, **unborn | {"type": type})

    pages = places(found)
    keys = {one.key for page in pages for one in asked_on(found, page, for_page=True)}
    assert not (OF_THE_AUTHORITY | OF_THE_PARENTS) & keys
    assert {"scale", "harm", "strengths", "meaning", "days"} <= keys
    assert ("care_needs" in keys) == (type != "P")
    assert not [page for page in pages if page.part.scope == "adult"]


def test_whoever_works_with_the_parents_is_asked_about_them_and_for_a_view():
    for type in "IPRT":
        found = of("GEN", **(UNBORN if type == "P" else {}) | {"type": type})
        keys = {one.key for page in places(found) for one in asked_on(found, page, for_page=True)}
        assert {"likely", "parenting"} <= keys and keys & OF_THE_PARENTS


def test_the_sending_authority_gives_each_of_its_people_with_telephone_and_mail():
    found = of("ORIG", type="T")

    titles = [column.title for column in asked_at(found, "sending")["sending_contacts"].columns]
    assert titles == ["Name", "Role", "Telephone number", "E-mail address"]
    assert told(found, "sending", "sending_contacts") == [
        "“Originating authority’s contacts”: add a row for the social worker there, with name, telephone number and "
        "e-mail address"
    ]


@pytest.mark.parametrize(
    ("day", "sentences"),
    [
        (["20", "3", "2026"], []),
        (["21", "3", "2026"], [
            "“Date the receiving authority was told in writing”: Saturday 21 March 2026 is in the future. Write the day on which it happened"
        ]),
    ],
)  # fmt: skip
def test_the_day_on_which_the_host_was_told_has_come(day, sentences):
    found = of("ORIG", type="T", answers={"sending": {"notified": day}})

    assert told(found, "sending", "notified") == sentences


def test_an_event_may_be_neither_a_strength_nor_a_worry():
    rating = next(one for one in definition().fields["chronology"].columns if one.name == "rating")

    assert rating.choices == ("harm", "worrying", "strength", "neither")


def test_before_a_birth_a_parent_is_asked_once_what_they_say():
    before, after = of("GEN", **UNBORN), of("GEN")

    assert {"parent_view", "parent_hopes"} & set(asked_at(before, f"adult:{MUM}")) == {"parent_hopes"}
    assert {"parent_view", "parent_hopes"} & set(asked_at(after, f"adult:{MUM}")) == {"parent_view"}


def test_only_the_mother_is_offered_what_can_be_said_of_a_mother_alone():
    found = of("GEN", **UNBORN)

    offered = {ref: asked_at(found, f"adult:{ref}")["risks_pre"].choices for ref in (MUM, DAD)}
    assert set(offered[MUM]) - set(offered[DAD]) == {
        "mother under 13",
        "mother under 16 with further concerns",
    }
    assert "none known to us" in offered[DAD]


def test_how_and_when_the_child_was_spoken_with_is_asked_for_with_an_example():
    spoke = {"consulted": {"choice": "yes", "note": ""}}
    found = of("EDUS", answers={f"voice:{ZOE}": spoke})

    assert told(found, f"voice:{ZOE}", "consulted_how") == [
        "“How and when?”: say when you talked with the child, and where. Add a row, for example “3 March 2026” and "
        "“at school, in the quiet room”"
    ]


@pytest.mark.parametrize(
    ("module", "where", "key"),
    [
        ("POL", "events", "da"),
        ("POL", f"records:{DAD}", "bail"),
        ("POL", f"records:{DAD}", "convictions"),
        ("POL", f"policing:{ZOE}", "pol_missing"),
        ("HOU", "home", "members"),
        ("HOU", "tenancy", "homeless"),
    ],
)
def test_each_row_says_who_may_see_it_so_that_the_chair_is_asked_about_one_row_and_not_the_table(
    module, where, key
):
    first = next(one.name for one in definition().fields[key].columns)
    told_rows = rows(*({first: words} for words in ("A", "B", "C")))
    for row, share in zip(rows_of(told_rows), ("everyone", f"not:{MUM}", ""), strict=True):
        row["share"] = share
    found = of(module, answers={where: {key: told_rows}})

    kept = [one.reference for one in restricted(found) if one.reference.startswith(f"{where}/{key}")]
    everyone = [] if key != "convictions" else [f"{where}/{key}/r1"]  # nobody was named, so the chair says
    assert kept == [*everyone, f"{where}/{key}/r2", f"{where}/{key}/r3"]
    assert any("row 3: choose who may see it" in text for text in told(found, where, key))
    read = next(
        one for s in document_of(found).sections if s.key == where for one in s.fields if one.key == key
    )
    assert [row[-1] for row in read.rows] == ["Everyone entitled", "Not with Małgorzata", "Not chosen yet"]


WELLBEING = f"wellbeing:{MUM}"
CALLED = {"date": "20 March 2026", "time": "", "who was told": "Duty team", "service": ""}


def thoughts(choice, **more):
    return of("AMH", answers={WELLBEING: {"child_thoughts": {"choice": choice, "note": "On Friday."}} | more})


def test_thoughts_about_harming_the_child_are_said_by_telephone_before_the_report_can_be_signed():
    assert told(thoughts("no"), WELLBEING, "thoughts_told") == []
    assert told(thoughts("yes"), WELLBEING, "thoughts_told") == [
        "“Whom did you tell of this by telephone, and when?”: telephone children’s social care today, in an emergency the "
        "police on 999: a report is not enough. Then add a row that says when, and whom you told"
    ]
    assert told(thoughts("yes", thoughts_told=rows(CALLED)), WELLBEING, "thoughts_told") == []
    unsaid = rows(CALLED | {"date": "", "who was told": ""})
    assert told(thoughts("yes", thoughts_told=unsaid), WELLBEING, "thoughts_told") == [
        "“Whom did you tell of this by telephone, and when?”, row 1: fill in “Date”",
        "“Whom did you tell of this by telephone, and when?”, row 1: fill in “Who was told”",
    ]


def test_the_page_says_what_cannot_wait_below_the_answer_that_makes_it_so():
    form = PartForm(thoughts("yes"), place_of(thoughts("yes"), WELLBEING))
    opened = {block["asked"].key: block["reveals"] for block in form.laid_out()}

    assert "thoughts_told" not in opened
    assert "Say it today, by telephone" in opened["child_thoughts"]["yes"]
    assert "govuk-warning-text" in opened["child_thoughts"]["yes"]
    assert " open>" in opened["child_thoughts"]["yes"]
    other = PartForm(of("GP"), place_of(of("GP"), f"profile:{ZOE}"))
    assert not any("govuk-warning-text" in render(block) for block in other.laid_out())


def render(block):
    return render_to_string(block["template"], {"block": block, "place": None})


WRONG = "“{}” isn't a day, a month or a year. Write it like 3 March 2026, March 2026 or 2026"
CELLS = [
    ("GEN", "involvement", "help_given", "from", "2025", ""),
    ("GEN", "involvement", "help_given", "from", "Now", ""),
    ("GEN", "involvement", "help_given", "from", "still", WRONG + ", or write “now” or “not known”"),
    ("GEN", "involvement", "help_given", "to", "March 2027", ""),
    ("GEN", "involvement", "help_given", "to", " still ", ""),
    ("GEN", "involvement", "help_given", "to", "", ""),
    ("GEN", "involvement", "help_given", "to", "we will see",
     WRONG + ", or write “now”, “still” or “not known”"),
    ("GEN", f"next:{ZOE}", "interim_part", "until", "the conference", ""),
    ("PROB", f"order:{MUM}", "order", "ends", "No end date", ""),
    ("PROB", f"order:{MUM}", "order", "ends", "still", WRONG + ", or write “no end date” or “not known”"),
    ("AMH", WELLBEING, "since", "since", "birth", ""),
    ("AMH", WELLBEING, "since", "since", "May 2026", "“May 2026” is in the future"),
    ("AMH", WELLBEING, "since", "since", "a while", WRONG + ", or write “birth” or “not known”"),
    ("PROB", f"order:{MUM}", "order", "next review", "not fixed yet", ""),
    ("PROB", f"order:{MUM}", "order", "next review", "3 May 2027", ""),
    ("PROB", f"order:{MUM}", "order", "next review", "soon", WRONG + ", or write “not fixed yet” or “not known”"),
    ("GP", f"profile:{ZOE}", "letters", "from", "Emergency department", ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("module", "part", "key", "column", "text", "sentence"),
    CELLS,
    ids=[f"{row[3]}: {row[4]}" for row in CELLS],
)
def test_from_to_since_until_and_next_review_take_a_day_or_a_word_for_it(
    module, part, key, column, text, sentence
):
    answer = rows({"help": "Breakfast", "team": "One", "order or licence": "Order", "ends": "2027", "from": "2025",
                   "since": "2025", "what": "Calls", column: text})  # fmt: skip
    found = of(module, answers={part: {key: answer}})

    faults = [one.partition("row 1: ")[2] for one in told(found, part, key)]
    assert faults == ([sentence.format(text)] if sentence else [])
    assert rows_of(found.answers[part][key])[0][column] == text


def test_a_day_says_beside_its_box_what_may_stand_there():
    found = of("GEN")
    form = PartForm(found, place_of(found, "involvement"))

    assert form.fields["help_given-r1-to"].help_text == (
        "A day, a month or a year, such as 3 March 2026, March 2026 or 2026, or write “now”, “still” or “not known”."
    )
    letters = PartForm(of("GP"), place_of(of("GP"), f"profile:{ZOE}"))
    assert not letters.fields["letters-r1-from"].help_text and letters.fields["letters-r1-date"].help_text


@pytest.mark.parametrize(
    ("module", "part", "key", "words"),
    [
        ("PROB", f"order:{MUM}", "risk-r1-level", ["Low", "Medium", "High", "Very high", "Not assessed"]),
        ("DA", f"safety:{MUM}", "dash-r1-level", ["Standard", "Medium", "High", "Not assessed"]),
        ("SUB", f"substances:{MUM}", "storage",
         ["Locked box seen", "Locked box reported", "No safe storage", "Nothing to store"]),
    ],
)  # fmt: skip
def test_how_high_a_risk_is_and_what_is_stored_are_chosen_from_words(module, part, key, words):
    form = PartForm(of(module), place_of(of(module), part))

    assert [label for _, label in form.fields[key].choices] == words


def test_a_column_says_what_it_holds():
    columns = {column.name: column.title for column in definition().fields["chronology"].columns}
    assert columns["status"] == "Fact, observation, allegation or opinion"
    assert next(one.title for one in definition().fields["mappa"].columns if one.name == "level").startswith(
        "MAPPA"
    )


def test_who_agreed_is_asked_for_by_name_role_and_day():
    assert told(of("PROB"), "approval", "mgr") == [
        "“Which manager agreed that this may be shared?”: write the name and the role, and the day"
    ]
    assert told(of("CSC", looked_after=True), f"care:{ZOE}", "lac_iro") == [
        "“Independent reviewing officer”: write the name and the role"
    ]


@pytest.mark.parametrize("type", list("IPRT"))
def test_a_short_form_has_room_for_what_an_adult_says_and_does_not_insist(type):
    # FAM-03
    little = {f"contact:{ZOE}": known("know a little")}
    found = of("SN", answers=little, **(UNBORN if type == "P" else {}) | {"type": type})

    asked = {"parent_hopes"} if type == "P" else {"parent_view"}
    assert asked <= set(asked_at(found, f"adult:{MUM}"))
    assert told(found, f"adult:{MUM}", asked.pop()) == []


def test_an_unborn_child_has_no_page_for_a_childs_words():
    pages_of = {place.key for place in places(of("MW", **UNBORN))}

    assert f"voice:{ZOE}" not in pages_of
    assert f"voice:{ZOE}" in {place.key for place in places(of("MW"))}


def test_of_an_unborn_child_the_common_questions_are_asked_in_words_that_fit():
    # report-forms 8: the scale reads "if born today", and of harm only whether it is likely
    unborn, born = (asked_at(of("MW", **more), f"view:{ZOE}") for more in (UNBORN, {}))

    assert unborn["scale"].label == "How safe would this baby be if born today?"
    assert unborn["likely"].label == "Is the baby likely to suffer significant harm?"
    assert born["scale"].label == "How safe is this child now?"
    assert born["likely"].label == "Is significant harm likely in the future?"


@pytest.mark.parametrize(
    ("more", "label"),
    [
        (UNBORN, "If it is a worry: what may it mean for the baby?"),
        ({}, "If it is a worry: what was it like for the child?"),
    ],
)
def test_what_a_worry_means_is_asked_in_the_same_way(more, label):
    found = of("MW", **more)
    form = PartForm(found, place_of(found, f"worries:{ZOE}"))

    assert form.fields["harm-r1-impact"].label == label
    assert form.fields["harm-r1-what"].label == "What"


@pytest.mark.parametrize(("more", "offered"), [(UNBORN, False), ({}, True)])
def test_nothing_is_kept_from_a_child_who_is_not_born(more, offered):
    found = of("MW", **more)
    form = PartForm(found, place_of(found, "files"))

    shares = [value for value, _ in form.fields["attach-upload-share"].choices]
    assert (f"not:{ZOE}" in shares) is offered
    assert {f"not:{MUM}", f"not:{DAD}"} <= set(shares)


def test_who_came_along_to_an_antenatal_appointment_has_a_place():
    assert [one.name for one in definition().fields["care"].columns] == [
        "date",
        "kind",
        "kept / missed / moved",
        "who came along",
    ]


@pytest.mark.parametrize(
    ("born_on", "type", "asked"),
    [("2026-03-10", "I", True), ("2016-05-01", "I", False), ("2026-03-10", "R", False)],
    ids=["a newborn", "a child of nine", "at a review"],
)
def test_a_midwife_is_asked_about_a_newborn_at_an_initial_conference(born_on, type, asked):
    # SCD-03: midwifery is invited for the unborn and the newborn child
    found = of("MW", born_on=born_on, type=type)

    assert (place_of(found, f"birth:{ZOE}") is not None) is asked


@pytest.mark.parametrize(
    ("typed", "shown"),
    [(["3", "march", "2026"], "3 March 2026"), (["31", "2", "2026"], "31 2 2026"), (["3", "", ""], "3")],
)
def test_a_day_is_shown_in_words_and_what_is_none_as_it_was_typed(typed, shown):
    found = of("ORIG", type="T", answers={"sending": {"notified": typed}})
    place = place_of(found, "sending")

    assert answered_words(found, place, asked_at(found, "sending")["notified"]).paragraphs == (shown,)
