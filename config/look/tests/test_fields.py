"""What a form looks like: every widget, every name, every id that an error leads to."""

import re
from datetime import date

import pytest
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Div, Field, Fieldset, Hidden, Layout, Row, Submit
from django import forms
from django.template import engines
from lxml import html

from config.look.fields import errors_of, field_html, target_id
from config.look.tests.gallery import ARABIC, AWKWARD, Everything
from partnership.fields import DayField, MomentField
from partnership.layout import Button, Buttons, Reveal, Section

pytestmark = pytest.mark.filterwarnings("error")


def printed(form, template="{% load crispy_forms_tags %}{% error_summary form %}{% crispy form %}"):
    return engines["django"].from_string(template).render({"form": form})


def tree(form, **kwargs):
    return html.fromstring(f"<div>{printed(form, **kwargs)}</div>")


def one(name, field, data=None, **options):
    """The form group of a form of one field, as a tree."""
    form = type("One", (forms.Form,), {name: field})(data, **options)
    return html.fromstring(f"<div>{field_html(form[name])}</div>")


def test_every_error_in_the_summary_leads_to_a_box_that_is_there_once():
    page = tree(Everything({"answer": "perhaps", "ref": "x"}))
    links = page.xpath("//div[contains(@class, 'govuk-error-summary')]//a/@href")
    assert len(links) == 15
    for link in links:
        boxes = page.xpath(f"//*[@id='{link[1:]}']")
        assert [box.tag in ("input", "select", "textarea") for box in boxes] == [True], link


def test_the_error_of_radios_leads_to_the_first_of_them():
    page = tree(Everything({"ref": "x"}))
    [link] = [a for a in page.xpath("//a[@href='#id_answer']")]
    assert link.text == "Choose an answer to “Are you coming to the conference?”"
    [box] = page.xpath("//*[@id='id_answer']")
    assert (box.get("type"), box.get("value")) == ("radio", "yes")


def test_no_id_stands_on_a_page_twice_and_nothing_points_at_an_id_that_is_not_there():
    page = tree(Everything({"answer": "no", "ref": "x"}))
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    pointers = page.xpath(
        "//@aria-describedby | //@aria-labelledby | //@aria-controls | //@data-opens | //@for"
    )
    pointed = {name for pointer in pointers for name in pointer.split()}
    assert "id_answer-error" not in pointed
    assert "id_story-info" in pointed
    assert pointed <= set(ids)


def test_the_error_and_the_hint_of_a_box_are_read_with_it():
    group = one("name", forms.CharField(label="Name", help_text="As on the certificate"), {"name": ""})
    [box] = group.xpath("//input")
    assert box.get("aria-describedby") == "id_name-hint id_name-error"
    assert group.xpath("string(//*[@id='id_name-hint'])").strip() == "As on the certificate"
    assert "Enter the name" in group.xpath("string(//*[@id='id_name-error'])")


@pytest.mark.parametrize("name", [AWKWARD, ARABIC, 'a" onfocus="x', "{{ form }}{% boom %}", "\u202eO'Neil"])
def test_a_name_is_text_wherever_a_form_puts_it(name):
    class About(forms.Form):
        box = forms.CharField(label=name, help_text=name, initial=name)
        text = forms.CharField(
            label=name, help_text=name, initial=name, widget=forms.Textarea(attrs={"count": 9})
        )
        pick = forms.ChoiceField(label=name, help_text=name, choices=[(name, name)])
        grouped = forms.ChoiceField(label=name, choices=[(name, [(name, name)])])
        radio = forms.ChoiceField(
            label=name, choices=[(name, name)], widget=forms.RadioSelect(attrs={"hints": {name: name}})
        )
        many = forms.MultipleChoiceField(
            label=name, choices=[(name, name)], widget=forms.CheckboxSelectMultiple
        )
        tick = forms.BooleanField(label=name, help_text=name)
        on = DayField(label=name, help_text=name)
        file = forms.FileField(label=name, help_text=name)
        password = forms.CharField(label=name, widget=forms.PasswordInput)
        affixed = forms.CharField(label=name, widget=forms.TextInput(attrs={"prefix": name, "suffix": name}))

        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            self.helper = FormHelper()
            self.helper.layout = Layout(
                Section(name, *[field for field in self.fields if field not in ("radio", "text")], hint=name),
                Reveal("radio", {name: ["text"]}),
                Buttons(Button(name, name="who", value=name)),
            )

    wrong = {field: [name] for field in About.base_fields} | {
        "on_day": name,
        "on_month": name,
        "on_year": name,
    }
    for form in (About(), About({}), About(wrong)):
        page = tree(form)
        elements = {element.tag for element in page.iter()}
        assert not elements & {"b", "script", "boom"}
        assert not page.xpath("//@onfocus")
        assert name in " ".join(page.xpath("string(//legend)").split()) or "\u202e" in name
        assert page.xpath("//button/@value") == [name]


def test_what_was_written_comes_back_to_the_letter():
    text = "\n\n  indented\n    more <b>\n\tand a tab & more\n"

    class Writing(forms.Form):
        answer = forms.ChoiceField(choices=[("yes", "Yes")], widget=forms.RadioSelect)
        story = forms.CharField(widget=forms.Textarea)

        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            self.helper = FormHelper()
            self.helper.layout = Layout(Section("x", Reveal("answer", {"yes": ["story"]})))

    page = tree(Writing({"answer": "yes", "story": text}))
    # A browser drops the first line break after the tag: there has to be one for it to drop.
    assert page.xpath("//textarea")[0].text == f"\n{text}"
    assert (
        one("story", forms.CharField(widget=forms.Textarea), {"story": " a\n b"}).xpath("//textarea")[0].text
        == " a\n b"
    )


def test_a_further_question_stands_below_its_choice_and_nowhere_else():
    page = tree(Everything({"answer": "no"}))
    [opened] = page.xpath("//div[contains(@class, 'govuk-radios__conditional') and .//textarea]")
    assert page.xpath("//input[@value='no']/@data-opens") == [opened.get("id")]
    assert "hidden" not in opened.get("class")
    [shut] = page.xpath("//div[contains(@class, 'govuk-radios__conditional') and .//input]")
    assert "govuk-radios__conditional--hidden" in shut.get("class")
    assert len(page.xpath("//*[@name='why']")) == len(page.xpath("//*[@name='colleague']")) == 1
    assert not page.xpath("//input[@type='radio']/@aria-expanded | //@data-aria-controls")
    # the field after it has no further questions of its own
    assert not page.xpath("//div[contains(@class, 'govuk-checkboxes__conditional')]")


def test_one_checkbox_may_open_a_further_question():
    class Moved(forms.Form):
        moved = forms.BooleanField(label="They have moved", required=False)
        where = forms.CharField(label="Where to?", required=False)

        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            self.helper = FormHelper()
            self.helper.layout = Layout(Reveal("moved", {"on": ["where"]}))

    page = tree(Moved({"moved": "on"}))
    [opened] = page.xpath("//div[contains(@class, 'govuk-checkboxes__conditional')]")
    assert opened.xpath(".//input/@name") == ["where"]
    assert page.xpath("//input[@type='checkbox']/@checked")
    assert len(page.xpath("//*[@name='where']")) == 1


def test_a_day_has_three_named_boxes_and_the_wrong_one_is_marked():
    group = one("on", DayField(label="Date held"), {"on_day": "31", "on_month": "March", "on_year": "26"})
    assert group.xpath("//input/@name") == ["on_day", "on_month", "on_year"]
    assert group.xpath("//input/@value") == ["31", "March", "26"]
    assert [("error" in box.get("class")) for box in group.xpath("//input")] == [False, False, True]
    assert group.xpath("string(//legend)").strip() == "Date held"
    assert group.xpath("//fieldset/@aria-describedby") == ["id_on-error"]
    assert [label.get("for") for label in group.xpath("//label")] == [
        "id_on-day",
        "id_on-month",
        "id_on-year",
    ]


def test_the_error_of_a_day_leads_to_the_box_that_is_wrong():
    form = type("F", (forms.Form,), {"on": DayField()})({"on_day": "3", "on_month": "x", "on_year": "2026"})
    assert target_id(form["on"]) == "id_on-month"
    empty = type("F", (forms.Form,), {"on": DayField()})({})
    assert target_id(empty["on"]) == "id_on-day"


def test_a_day_known_already_stands_in_its_boxes():
    assert one("on", DayField(initial=date(2026, 3, 9))).xpath("//input/@value") == ["9", "3", "2026"]
    born = one("on", DayField(widget=DayField.widget(attrs={"autocomplete": "bday"})))
    assert born.xpath("//input/@autocomplete") == ["bday-day", "bday-month", "bday-year"]
    assert len(one("on", DayField(disabled=True)).xpath("//input[@disabled]")) == 3


def test_a_moment_has_a_fourth_box_for_the_time():
    assert one("at", MomentField()).xpath("//input/@name") == ["at_day", "at_month", "at_year", "at_time"]


def test_djangos_own_pair_of_boxes_is_drawn_as_well():
    group = one("at", forms.SplitDateTimeField(), {"at_0": "x", "at_1": "y"})
    assert group.xpath("//input/@name") == ["at_0", "at_1"]


def test_the_browser_never_cuts_what_is_typed():
    group = one("name", forms.CharField(max_length=5, widget=forms.TextInput(attrs={"placeholder": "Name"})))
    [box] = group.xpath("//input")
    assert set(box.keys()) == {"class", "id", "name", "type", "value", "dir"}
    [number] = one("n", forms.IntegerField(min_value=1, max_value=5), {"n": "3 or 4"}).xpath("//input")
    assert (number.get("type"), number.get("inputmode"), number.get("value")) == ("text", "numeric", "3 or 4")
    [part] = one("n", forms.DecimalField()).xpath("//input")
    assert part.get("inputmode") == "decimal"


@pytest.mark.parametrize(
    ("field", "data", "sentence"),
    [
        (forms.CharField(label="Date of birth"), "", "Enter the date of birth"),
        (forms.CharField(label="Your full name"), "", "Enter your full name"),
        (forms.CharField(label="GP surgery"), "", "Enter the GP surgery"),
        (forms.CharField(label="E-mail address"), "", "Enter the e-mail address"),
        (forms.CharField(label="What happened?"), "", "Answer “What happened?”"),
        (forms.ChoiceField(label="Kind", choices=[("a", "A")]), "", "Choose the kind"),
        (forms.ChoiceField(label="Is it so?", choices=[("a", "A")]), "", "Choose an answer to “Is it so?”"),
        (
            forms.ChoiceField(label="Kind", choices=[("a", "A")]),
            "z",
            "Choose one of the answers that are offered: Kind",
        ),
        (forms.BooleanField(label="I have read it"), "", "Tick “I have read it” to go on"),
        (forms.FileField(label="Certificate"), "", "Choose a file: Certificate"),
        (
            forms.CharField(label="Code", max_length=3),
            "abcd",
            "Code: write 3 characters or fewer (you have written 4)",
        ),
        (
            forms.CharField(label="Code", error_messages={"required": "We need the code"}),
            "",
            "We need the code",
        ),
        (forms.IntegerField(label="How many?"), "x", "Enter a whole number."),
    ],
)
def test_an_error_makes_sense_away_from_its_box(field, data, sentence):
    form = type("One", (forms.Form,), {"it": field})({"it": data}, {})
    summary = html.fromstring(printed(form, template="<div>{% error_summary form %}</div>"))
    assert [text.strip() for text in summary.xpath("//li//text()") if text.strip()] == [sentence]


def test_an_error_about_the_form_as_a_whole_stands_without_a_link():
    form = Everything({})
    form.add_error(None, "The conference was moved meanwhile")
    page = tree(form)
    items = page.xpath("//ul[contains(@class, 'govuk-error-summary__list')]/li")
    assert items[0].text_content().strip() == "The conference was moved meanwhile"
    assert not items[0].xpath("a")
    # and one about something hidden, which nobody could be led to
    assert items[-1].text_content().strip() == "Enter the ref"
    assert not items[-1].xpath("a")


def test_a_hidden_field_is_hidden_and_nothing_else():
    assert str(field_html(Everything()["ref"])) == '<input type="hidden" name="ref" value="x" id="id_ref">'


def test_a_list_of_checkboxes_can_say_none_of_these():
    page = tree(Everything())
    [none] = page.xpath("//input[@data-behaviour='exclusive']")
    assert none.get("value") == "none"
    assert page.xpath("string(//div[@class='govuk-checkboxes__divider'])") == "or"


def test_choices_are_drawn_as_asked():
    kind = forms.ChoiceField(choices=[("", "---------"), ("a", "A")])
    assert [option.text for option in one("kind", kind).xpath("//option")] == ["Choose one", "A"]
    radio = forms.ChoiceField(
        choices=[("", "---------"), ("a", "A")],
        widget=forms.RadioSelect(attrs={"inline": True, "small": True}),
    )
    group = one("kind", radio, {"kind": "a"})
    assert group.xpath("//input/@value") == ["a"]
    assert group.xpath("//input[@checked]/@value") == ["a"]
    assert group.xpath("//div[@data-module]/@class") == [
        "govuk-radios govuk-radios--inline govuk-radios--small"
    ]
    many = one("kind", forms.MultipleChoiceField(choices=[("a", "A"), ("b", "B")]), {"kind": ["b"]})
    assert many.xpath("//select/@multiple") == [""]
    assert many.xpath("//option[@selected]/@value") == ["b"]
    maybe = one("kind", forms.NullBooleanField(), {"kind": "true"})
    assert [option.text for option in maybe.xpath("//option[@selected]")] == ["Yes"]
    grouped = one("kind", forms.ChoiceField(choices=[("Health", [("h", "Midwifery")])]))
    assert [option.text for option in grouped.xpath("//option")] == ["Health: Midwifery"]


def test_a_question_can_be_the_pages_heading():
    heading = {"page-heading": True, "label-size": "l"}
    box = one("name", forms.CharField(label="Who?", widget=forms.TextInput(attrs=heading)))
    assert box.xpath("string(//h1)").strip() == "Who?"
    assert "govuk-label--l" in box.xpath("//label/@class")[0]
    radios = one("yes", forms.ChoiceField(label="Yes?", choices=[], widget=forms.RadioSelect(attrs=heading)))
    assert radios.xpath("string(//h1)").strip() == "Yes?"
    plain = one("name", forms.CharField(widget=forms.TextInput(attrs={"label-size": "regular"})))
    assert plain.xpath("//label/@class") == ["govuk-label"]


def test_attributes_of_the_authors_reach_the_box():
    widget = forms.EmailInput(
        attrs={
            "autocomplete": "email",
            "data-x": "1",
            "class": "govuk-input--width-20",
            "hidden": False,
            "autofocus": True,
        }
    )
    [box] = one("mail", forms.EmailField(widget=widget)).xpath("//input")
    assert (box.get("autocomplete"), box.get("data-x"), box.get("spellcheck"), box.get("autofocus")) == (
        "email",
        "1",
        "false",
        "",
    )
    assert "govuk-input--width-20" in box.get("class")
    assert "hidden" not in box.keys()


def test_several_files_can_be_chosen_where_asked():
    class Many(forms.ClearableFileInput):
        allow_multiple_selected = True

    assert one("f", forms.FileField(widget=Many(attrs={"multiple": True}))).xpath("//input[@multiple]")
    assert not one("f", forms.FileField()).xpath("//input/@multiple")


def test_the_rows_of_a_text_are_the_authors():
    assert one("t", forms.CharField(widget=forms.Textarea)).xpath("//textarea/@rows") == ["5"]
    assert one("t", forms.CharField(widget=forms.Textarea(attrs={"rows": 10}))).xpath("//textarea/@rows") == [
        "10"
    ]


def test_a_widget_without_a_component_is_refused_by_name():
    class Odd(forms.Widget):
        pass

    with pytest.raises(TypeError, match="Odd"):
        one("odd", forms.Field(widget=Odd))


def test_a_form_without_ids_still_has_them_in_the_page():
    group = one("name", forms.CharField(), None, auto_id=False)
    assert group.xpath("//input/@id") == group.xpath("//label/@for") == ["name"]


def test_the_form_tag_is_the_helpers():
    form = Everything()
    form.helper.form_action = "/somewhere"
    form.helper.attrs = {"data-autosave": "/save"}
    form.helper.form_id = "the-form"
    [tag] = tree(form).xpath("//form")
    assert dict(tag.attrib) == {
        "method": "post",
        "novalidate": "",
        "enctype": "multipart/form-data",
        "action": "/somewhere",
        "data-autosave": "/save",
        "id": "the-form",
    }
    form = Everything()
    form.helper.form_tag = False
    assert not tree(form).xpath("//form")


def test_a_posted_form_carries_its_token_and_a_search_does_not():
    class Search(forms.Form):
        q = forms.CharField()

    template = engines["django"].from_string("{% load crispy_forms_tags %}{% crispy form %}")
    assert "csrfmiddlewaretoken" in template.render({"form": Search(), "csrf_token": "t"})
    form = Search()
    form.helper = FormHelper()
    form.helper.form_method = "get"
    assert "csrfmiddlewaretoken" not in template.render({"form": form, "csrf_token": "t"})


def test_a_form_without_a_layout_shows_all_its_fields():
    class Search(forms.Form):
        q = forms.CharField()
        late = forms.BooleanField(required=False)

    assert tree(Search()).xpath("//input/@name") == ["q", "late"]
    short = html.fromstring(
        printed(Search(), template="{% load crispy_forms_tags %}<div>{{ form|crispy }}</div>")
    )
    assert short.xpath("//input/@name") == ["q", "late"]


def test_crispys_own_layout_parts_have_their_templates():
    class Search(forms.Form):
        a = forms.CharField()
        b = forms.CharField()
        c = forms.CharField()
        d = forms.CharField()

        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            self.helper = FormHelper()
            self.helper.layout = Layout(
                Fieldset("{{ who }}", "a", css_id="first", css_class="x"),
                Div("b", css_id="second", css_class="y"),
                Row(Column("c"), Field("d", css_class="govuk-input--width-3")),
                Hidden("kept", "1"),
            )
            self.helper.add_input(Submit("go", "Go"))

    template = engines["django"].from_string("{% load crispy_forms_tags %}{% crispy form %}")
    page = html.fromstring(template.render({"form": Search(), "who": AWKWARD}))
    assert page.xpath("string(//legend)") == AWKWARD
    assert page.xpath("//*[@id='second']//input/@name") == ["b"]
    assert page.xpath("//div[contains(@class, 'look-row')]//input/@name") == ["c", "d"]
    assert page.xpath("//button/@value") == ["Go"]
    assert page.xpath("//input[@type='hidden']/@value") == ["1"]


class Row_(forms.Form):
    happened_on = DayField(label="When", named="the day")
    what = forms.CharField(label="What")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout(Section("Entry", "happened_on", "what"))


Rows = forms.formset_factory(Row_, extra=2, min_num=1, validate_min=True, can_delete=True)


def test_the_rows_of_a_formset_have_ids_of_their_own_and_their_errors_lead_to_them():
    data = {
        "form-TOTAL_FORMS": "2",
        "form-INITIAL_FORMS": "0",
        "form-0-what": "x",
        "form-1-happened_on_day": "1",
        "form-1-happened_on_month": "13",
        "form-1-happened_on_year": "2026",
    }
    rows = Rows(data)
    helper = FormHelper()
    helper.layout = Layout(Section("Entry", "happened_on", "what", "DELETE"))
    template = engines["django"].from_string(
        "{% load crispy_forms_tags %}<div>{% error_summary rows %}{% crispy rows helper %}</div>"
    )
    page = html.fromstring(template.render({"rows": rows, "helper": helper}))
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert page.xpath("//a/@href") == [
        "#id_form-0-happened_on-day",
        "#id_form-1-happened_on-month",
        "#id_form-1-what",
    ]
    assert page.xpath("//input[@name='form-TOTAL_FORMS']")
    assert len(page.xpath("//*[@class='look-formset-row']")) == 2


def test_too_few_rows_are_said_at_the_top():
    rows = Rows({"form-TOTAL_FORMS": "0", "form-INITIAL_FORMS": "0"})
    said = html.fromstring(printed(rows, template="<div>{% error_summary form %}</div>"))
    assert "Please submit at least 1 form." in said.text_content()


def test_a_formset_without_helper_shows_all_rows():
    page = html.fromstring(
        printed(Rows(), template="{% load crispy_forms_tags %}<div>{{ form|crispy }}</div>")
    )
    assert len(page.xpath("//*[@class='look-formset-row']")) == 3
    page = html.fromstring(
        printed(Rows(), template="{% load crispy_forms_tags %}<div>{% crispy form %}</div>")
    )
    assert len(page.xpath("//*[@class='look-formset-row']")) == 3


def test_nothing_is_said_of_a_form_that_was_not_sent():
    template = "{% error_summary form nothing %}{% has_errors form nothing as wrong %}{{ wrong }}"
    assert printed(Everything(), template=template) == "False"
    assert printed(Everything({}), template=template).endswith("True")
    assert printed(Rows(), template=template) == "False"


def test_each_label_is_said_once_for_each_box():
    page = tree(Everything())
    for box in page.xpath("//input[not(@type='hidden')] | //select | //textarea"):
        assert len(page.xpath(f"//label[@for='{box.get('id')}']")) == 1, box.get("id")
    assert not re.search(r"\sstyle=|\son\w+=", printed(Everything({})))


def test_a_layout_knows_the_fields_that_a_choice_opens():
    names = [pointer.name for pointer in Everything().helper.layout.get_field_names()]
    assert {"answer", "colleague", "why", "strategy_on"} <= set(names)
    assert set(names) == set(Everything.base_fields)


class Laid(forms.Form):
    below = forms.CharField(label="Below")
    beside = forms.CharField(label="Beside", required=False)
    above = forms.CharField(label="Above")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout(
            Section("x", Reveal("above", {"yes": ["below"]})), Buttons(Button("Send"))
        )


class Unlaid(Laid):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()


@pytest.mark.parametrize(
    ("form", "ids"), [(Laid, ["id_above", "id_below"]), (Unlaid, ["id_below", "id_above"])]
)
def test_errors_are_listed_in_the_order_in_which_their_fields_stand(form, ids):
    assert [where for where, _ in errors_of(form({}))] == ids
