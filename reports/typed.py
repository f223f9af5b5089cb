"""What was typed, read: numbers, weeks of pregnancy, and days of which only the month or the year may be known. Pure."""

import re
from datetime import date

from partnership.fields import month_number

MOST_WEEKS = 44
WEEKS = re.compile(r"(\d{1,2})(?:\s*weeks?)?(?:(?:\s*(?:\+|and)\s*|\s+)([0-6])(?:\s*days?)?)?")
YEAR = re.compile(r"(?:1[89]|20|21)\d{2}")


def whole(text: str) -> int | None:
    return int(text.strip()) if text.strip().isdecimal() else None


def weeks(text: str) -> tuple[int, int] | None:
    """Weeks and days of pregnancy out of "12", "12+3" or "12 weeks 3 days"; None when it can't be told."""
    found = WEEKS.fullmatch(text.strip().lower())
    if found is None or int(found[1]) > MOST_WEEKS:
        return None
    return int(found[1]), int(found[2] or 0)


def percent(text: str) -> float | None:
    """0 to 100 out of "92.5", "92,5" or "92.5 %"; None when it can't be told."""
    plain = text.strip().rstrip("%").strip().replace(",", ".")
    if not re.fullmatch(r"\d{1,3}(\.\d+)?", plain):
        return None
    return float(plain) if float(plain) <= 100 else None


def fuzzy_fault(text: str, *, today: date, instead: tuple[str, ...] = (), ahead: bool = False) -> str | None:
    """What is wrong with a day, a month or a year as typed; None when it can be read and, unless `ahead`, has begun by `today`.

    `instead` are words that will do as well.
    """
    if text.strip().casefold() in instead:
        return None
    first = fuzzy_start(text)
    if first is None:
        told = "isn't a day, a month or a year. Write it like 3 March 2026, March 2026 or 2026"
        return f"“{text.strip()}” {told}{or_words(instead)}"
    if first > today and not ahead:
        return f"“{text.strip()}” is in the future"
    return None


def or_words(words: tuple[str, ...]) -> str:
    """The words that will do as well, as the end of a sentence; nothing where there are none."""
    if not words:
        return ""
    *most, last = (f"“{word}”" for word in words)
    return f", or write {', '.join(most)} or {last}"


def fuzzy_start(text: str) -> date | None:
    """The first day of what was written: "3 March 2026", "3/3/2026", "2026-03-03", "March 2026", "3/2026" or "2026".

    "3/3/26" is of this century, "3/3/94" of the last.
    """
    short = re.fullmatch(r"(\d{1,2}[/.]\d{1,2}[/.])(\d\d)", text.strip())
    if short:
        text = f"{short[1]}{'20' if short[2] < '70' else '19'}{short[2]}"
    words = [word for word in re.split(r"[\s/.,-]+", text.strip()) if word]
    if words and YEAR.fullmatch(words[0]):
        words.reverse()
    if not 1 <= len(words) <= 3 or not YEAR.fullmatch(words[-1]):
        return None
    day, month, year = ["1", "1", *words][-3:] if len(words) == 1 else ["1", *words][-3:]
    number = month_number(month)
    day = re.sub(r"(?<=\d)(st|nd|rd|th)$", "", day.lower())
    if number is None or not day.isdecimal():
        return None
    try:
        return date(int(year), number, int(day))
    except (ValueError, OverflowError):
        return None
