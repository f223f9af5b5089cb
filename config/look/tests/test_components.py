"""The parts that pages are built of: what they say, and that they keep nothing of what they said to somebody else."""

import re
import sys
import threading
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from django.contrib.messages import ERROR, SUCCESS, WARNING
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.template import TemplateSyntaxError, engines
from django.template.loader import render_to_string
from django.test import RequestFactory
from lxml import html

from config.look.tests.gallery import ARABIC, AWKWARD, Everything, a_due, everything
from procedures.policy.parameters import Unit

SUMMER = datetime(2026, 7, 1, 13, 30, tzinfo=UTC)
WINTER = datetime(2026, 3, 3, 23, 30, tzinfo=UTC)


def said(template, **context):
    return engines["django"].from_string(template).render(context)


def tree(template, **context):
    return html.fromstring(f"<div>{said(template, **context)}</div>")


def words(element):
    return " ".join(" ".join(element.itertext()).split())


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{{ x|day }}", "Wednesday 1 July 2026"),
        ("{{ x|short_day }}", "1 July 2026"),
        ("{{ x|clock }}", "2:30pm"),
        ("{{ x|moment }}", "Wednesday 1 July 2026 at 2:30pm"),
        ("{{ x|iso }}", "2026-07-01T13:30:00+00:00"),
    ],
)
def test_a_moment_is_said_in_london(template, text):
    assert said(template, x=SUMMER) == text


def test_the_day_of_a_moment_is_the_day_in_london():
    assert said("{{ x|day }}", x=datetime(2026, 7, 1, 23, 30, tzinfo=UTC)) == "Thursday 2 July 2026"
    assert said("{{ x|day }}", x=WINTER) == "Tuesday 3 March 2026"


def test_a_time_is_said_as_people_say_it():
    assert said("{{ x|clock }}", x=time(9)) == "9am"
    assert said("{{ x|clock }}", x=time(0, 5)) == "12:05am"
    assert said("{{ x|clock }}", x=time(12)) == "midday"
    assert said("{{ x|clock }}", x=time(0)) == "midnight"
    assert said("{{ x|clock }}", x=time(12, 30)) == "12:30pm"


@pytest.mark.parametrize("name", ["day", "short_day", "clock", "moment", "person"])
def test_nothing_is_said_of_what_is_not_known(name):
    assert said(f"{{{{ x|{name} }}}}", x=None) == ""


def test_a_name_is_kept_apart_from_the_direction_of_its_surroundings():
    assert said("{{ x|person }}", x=AWKWARD) == '<bdi class="look-name">&lt;b&gt;O&#x27;Neil&lt;/b&gt;</bdi>'
    assert tree("{{ x|person }}", x=ARABIC).xpath("string(//bdi)") == ARABIC


def test_things_are_counted_in_words():
    assert [said('{{ n|count_of:"child,children" }}', n=n) for n in (0, 1, 2)] == [
        "0 children",
        "1 child",
        "2 children",
    ]
    assert said('{{ n|count_of:"report" }}', n=3) == "3 reports"


def test_small_filters_answer_emptily_where_there_is_nothing():
    assert said('{{ d|lookup:"a" }}|{{ d|lookup:"b" }}', d={"a": 1}) == "1|"
    assert said("{{ l|nth:1 }}|{{ l|nth:2 }}", l=["a", "b"]) == "b|"


def test_an_id_is_made_of_letters_that_ids_may_have():
    assert said("{{ x|attribute_text }}", x="child.1 <é>") == "child-1----"


def test_a_status_says_in_words_what_its_colour_says():
    assert said('{% status "Late" "late" %}') == '<strong class="govuk-tag govuk-tag--red">Late</strong>'
    with pytest.raises(KeyError):
        said('{% status "Late" "purple" %}')


@pytest.mark.parametrize(
    ("left", "tag"),
    [
        (-1, "Late by 1 working day"),
        (-2, "Late by 2 working days"),
        (0, "Due today"),
        (1, "1 working day left"),
        (9, "9 working days left"),
    ],
)
def test_a_due_date_says_how_long_is_left(left, tag):
    page = tree('{% include "components/due.html" with due=due left=left only %}', due=a_due(), left=left)
    assert words(page.xpath("//p[@class='look-due__line']")[0]) == f"Friday 17 April 2026 {tag}"


def test_a_due_date_explains_itself_with_its_rule_its_source_and_the_days_left_out():
    page = tree('{% include "components/due.html" with due=due only %}', due=a_due("First core group"))
    assert words(page.xpath("//p[@class='look-due__line']")[0]) == "Friday 17 April 2026"
    assert words(page.xpath("//summary")[0]) == "Why this date?"
    why = words(page.xpath("//div[@class='govuk-details__text']")[0])
    assert "First core group POL-22" in why
    assert "10 working days from the initial conference" in why
    assert "Derby and Derbyshire safeguarding procedures" in why
    assert "borrowed from Derby & Derbyshire" in why
    left_out = [words(item) for item in page.xpath("//ul/li")]
    assert left_out == [
        "Friday 3 April 2026: Good Friday",
        "Saturday 4 April 2026",
        "Sunday 5 April 2026",
        "Monday 6 April 2026: Easter Monday",
        "Saturday 11 April 2026",
        "Sunday 12 April 2026",
    ]


def test_days_that_a_limit_in_weeks_or_months_counts_are_not_said_to_be_left_out():
    by_months = replace(a_due(), unit=Unit.MONTHS)

    assert by_months.skipped and not tree(
        '{% include "components/due.html" with due=due only %}', due=by_months
    ).xpath("//ul/li")


def test_what_was_done_in_time_is_not_counted_any_more():
    page = tree(
        '{% include "components/due.html" with due=due done_on=on left=-3 hidden="of the school" only %}',
        due=a_due(),
        on=date(2026, 4, 16),
    )
    assert (
        words(page.xpath("//p[@class='look-due__line']")[0]) == "Friday 17 April 2026 Done on 16 April 2026"
    )
    assert words(page.xpath("//summary")[0]) == "Why this date? of the school"


def test_a_button_that_changes_something_posts_with_its_token():
    page = tree(
        '{% post_button "Withdraw" "/w" kind="warning" name="who" value=who hidden="it" %}',
        csrf_token="t",
        who=AWKWARD,
    )
    [form] = page.xpath("//form")
    assert (form.get("method"), form.get("action")) == ("post", "/w")
    assert form.xpath("input/@name") == ["csrfmiddlewaretoken", "who"]
    assert form.xpath("input/@value") == ["t", AWKWARD]
    assert words(form.xpath("button")[0]) == "Withdraw it"
    assert "look-linkbutton" in said('{% post_button "Back" "/b" kind="link" %}')


def test_pages_keep_the_filters_of_the_list():
    request = RequestFactory().get("/", {"kind": "review", "page": "9"})
    page = Paginator(range(100), 10).page(9)
    nav = tree("{% pagination page %}", page=page, request=request)
    assert nav.xpath("//a[@rel='prev']/@href") == ["?kind=review&page=8"]
    assert nav.xpath("//a[@aria-current='page']/@href") == ["?kind=review&page=9"]
    assert nav.xpath("//a[@aria-label]/@aria-label") == ["Page 1", "Page 8", "Page 9", "Page 10"]
    last = tree('{% pagination page "p" %}', page=Paginator(range(20), 10).page(2), request=request)
    assert not last.xpath("//a[@rel='next']")
    assert last.xpath("//a[@rel='prev']/@href") == ["?kind=review&page=9&p=1"]
    assert tree("{% pagination page %}", page=Paginator([], 10).page(1), request=request).xpath("//nav") == []


def test_a_page_of_a_list_can_drop_a_filter():
    request = RequestFactory().get("/", {"kind": "review", "late": "on"})
    assert said('{% query late="" kind="initial" %}', request=request) == "?kind=initial"
    assert said("{% query late=None %}", request=request) == "?kind=review"


def test_content_inside_a_component_is_rendered_once_and_its_options_are_text():
    page = tree(
        "{% card title=name %}{% summary %}{% row key=name %}{{ name }}{% endrow %}{% endsummary %}{% endcard %}",
        name=AWKWARD,
    )
    assert not page.xpath("//b")
    assert page.xpath("string(//dt)") == page.xpath("string(//dd)") == page.xpath("string(//h2)") == AWKWARD


def test_a_component_wants_its_options_by_name():
    with pytest.raises(TemplateSyntaxError, match="takes name=value, not title"):
        said("{% details title %}{% enddetails %}")


def test_a_table_repeats_its_headings_for_a_narrow_screen():
    page = tree(
        '{% include "components/table.html" with caption="Reports" head=head rows=rows only %}',
        head=["Agency", "Late by"],
        rows=[[AWKWARD, None], ["School", 0]],
    )
    assert page.xpath("//tbody//@data-label") == ["Agency", "Late by"] * 2
    assert [words(cell) for cell in page.xpath("//td")] == ["", "0"]
    assert page.xpath("//div[@role='region']/@aria-label") == ["Reports"]


def test_a_month_says_why_a_day_is_closed_and_what_is_on_it():
    page = tree(
        '{% include "components/month.html" with month=month only %}', month=everything(AWKWARD)["month"]
    )
    closed = [words(cell) for cell in page.xpath("//td[.//p[@class='look-month__closed']]")]
    assert closed == ["Friday 3 April 2026 Good Friday", "Monday 6 April 2026 Easter Monday"]
    assert len(page.xpath("//td[contains(@class, '--closed')]")) == 2 + 5 * 2
    [today] = page.xpath("//td[@aria-current='date']")
    assert words(today) == "Wednesday 8 April 2026 Today"
    entries = [words(entry) for entry in page.xpath("//td//li")]
    assert entries == [f"10am {AWKWARD} Room 2", "2:30pm Review"]


def render_all(name, page):
    """Everything that the look can draw, with one name in every place; returns text without what is the same for all."""
    request = RequestFactory().get("/", {"who": name})
    context = everything(name, page) | {"request": request}
    return render_to_string("look_components.html", context) + said(
        "{% load crispy_forms_tags %}{% error_summary form %}{% crispy form %}",
        form=Everything(
            {"full_name": name, "story": name, "answer": "colleague", "colleague": name}, name=name
        ),
    )


MARK = re.compile(r"person-\d+-\d+")


def test_four_threads_at_once_never_show_somebody_elses_data(gallery_templates):
    """Every component, again and again, each time with a name that nobody else has."""
    strangers, done, gate = [], [], threading.Barrier(4)
    pace = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)  # threads take turns in the middle of things

    def work(thread):
        gate.wait()
        for turn in range(30):
            name = f"person-{thread}-{turn}"
            text = render_all(name, page=turn % 10 + 5)
            found = MARK.findall(text)
            done.append(len(found))
            strangers.extend(mark for mark in found if mark != name)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sys.setswitchinterval(pace)
    assert strangers == []
    # the name stood in every component, not in a few
    assert done == [done[0]] * 120
    assert done[0] > 45


def test_every_component_takes_a_name_as_text(gallery_templates):
    page = html.fromstring(f"<div>{render_all(AWKWARD, page=2)}</div>")
    assert not page.xpath("//b")
    assert page.text_content().count(AWKWARD) > 35


def test_every_component_stands_in_the_gallery():
    """So that a new one is looked at, and rendered from four threads, before it is used."""
    shown = "".join(path.read_text() for path in (Path(__file__).parent / "templates").glob("*.html"))
    included = set(re.findall(r'"components/(\w+)\.html"', shown))
    by_tag = {
        "post_button",
        "pagination",
        "details",
        "inset",
        "warning",
        "card",
        "summary",
        "row",
        "table_frame",
    }
    by_page = {"messages"}
    folder = engines["django"].engine.dirs[0] / "components"
    assert included | by_tag | by_page == {path.stem for path in folder.glob("*.html")}
    for tag in by_tag - {"table_frame"}:
        assert re.search(rf"{{% {tag}\b", shown), tag


def test_messages_stand_as_banners_with_ids_of_their_own():
    messages = [Message(SUCCESS, AWKWARD), Message(WARNING, "Late"), Message(ERROR, "Not sent")]
    page = tree('{% include "components/messages.html" %}', messages=messages)
    banners = page.xpath("//div[@data-module]")
    assert [banner.get("role") for banner in banners] == ["alert", "region", "alert"]
    assert [words(banner) for banner in banners] == [
        f"Done {AWKWARD}",
        "Please note Late",
        "There is a problem Not sent",
    ]
    assert page.xpath("//@aria-labelledby") == page.xpath("//h2/@id")
    assert len(set(page.xpath("//h2/@id"))) == 3
