"""Why a question is asked: in words, of rules that there are."""

from pathlib import Path

from reports.definitions import definition
from reports.tests.materials import asked
from reports.why import WHY, why


def test_a_question_says_the_first_of_its_rules_that_has_words():
    assert why(asked("contributors")) == WHY["REP-03"]
    assert why(asked("presentation")) == ""


def test_every_rule_stands_in_the_rulebook_and_is_cited_by_a_question():
    rulebook = Path("docs/rulebook.md").read_text(encoding="utf-8")
    cited = {rule for one in definition().fields.values() for rule in one.rules}
    assert [rule for rule in WHY if rule not in rulebook or rule not in cited] == []
