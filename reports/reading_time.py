"""How long a report takes to read. Pure."""

from reports.document import Document
from reports.worded import Answered, Statement

WORDS_A_MINUTE = 220


def words_in(document: Document) -> int:
    """The words that a reader meets: questions, answers, and what stands beside them."""
    return sum(_words_of(field) for section in document.sections for field in section.fields)


def _words_of(field: Answered) -> int:
    told = [field.label, *field.paragraphs, *field.items, field.note, *field.columns]
    told += [cell for row in field.rows for cell in row]
    told += [text for statement in field.statements for text in _texts(statement)]
    return sum(len(text.split()) for text in told)


def _texts(statement: Statement) -> tuple[str, ...]:
    return statement.text, statement.status, statement.source, statement.impact, *statement.rests_on


def minutes(words: int) -> int:
    """Whole minutes at 220 words a minute, begun ones counted; 0 for nothing."""
    return -(-words // WORDS_A_MINUTE)
