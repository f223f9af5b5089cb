"""Section 1 of the rulebook, typed in by hand from the page, to hold the procedure sets against.

`*` stands where the document is silent and the value is the baseline's; `-` where there is no such rule.
"""

from typing import NamedTuple

SETS = ("england", "derby", "derbyshire", "norfolk", "newham")

# id, case asked for, unit, direction, then a value for each set. England has no document of its own, so all of
# its values are shown as baseline (POL-32).
TABLE = """
POL-01              | working days       | within   | 15*  15   15   15*  15*
POL-03              | days               | within   | 15*  15   15   15*  15*
POL-04              | working days       | within   | 15*  15   15   15*  15*
POL-05              | hours              | within   | 48*  48   48   48*  48*
POL-06              | weeks of pregnancy | at       | 28*  28   28   28*  28*
POL-07              | months             | within   | 3*   3    3    3    3*
POL-08 conference   | months             | within   | 3*   3    3    3*   3*
POL-08 birth        | months             | within   | 1*   1    1    1*   1*
POL-09              | months             | within   | 6*   6    6    6    6*
POL-10              | working days       | before   | 7*   7    7    7*   7*
POL-11              | working days       | before   | 2*   2    2    2    2
POL-12              | working days       | before   | 3*   3    3    2    5
POL-13              | working days       | before   | 2*   2    2    1    1
POL-14              | working days       | before   | 3*   3    3    1    1
POL-15              | working days       | before   | -    5    5    -    -
POL-15 police       | working days       | before   | -    -    -    -    -
POL-16 initial      | working days       | before   | 2*   2    2    0    2
POL-16 review       | working days       | before   | 3*   3    3    0    5
POL-17              | copies             | at_least | 10*  10   10   12   10
POL-18              | minutes            | before   | 30*  30   30   30   30*
POL-19              | years of age       | at_least | 12*  12   12   12*  12
POL-20              | working days       | before   | 3*   3    3    3*   3*
POL-21              | practitioner groups or agencies | at_least | 2* 2 2 2* 2*
POL-22              | working days       | within   | 10*  10   10   10*  10*
POL-23              | working days       | within   | 5*   0    5    5*   5*
POL-24              | hours              | within   | 24*  24   24   24*  24*
POL-25              | working days       | within   | 20*  20   5    20*  20*
POL-26              | working days       | within   | 20*  20   15   20*  20*
POL-27              | weeks              | within   | 1*   1    1    1*   1*
POL-28              | months             | at_least | 3*   3    3    3*   3*
POL-29              | weeks              | within   | 2*   2    2    2*   2*
POL-30 review       | months weeks       | at       | 3*   3    6    3*   3*
POL-30 network      | weeks              | at       | 6*   6    -    6*   6*
POL-31              | months             | at_least | -    6    -    -    -
"""
IN_WORDS = ("POL-02", "POL-32")
LATER = ("POL-27", "POL-28", "POL-30", "POL-31")  # a non-working day moves to the next working day


class Entry(NamedTuple):
    parameter: str
    case: str
    set: str
    unit: str
    direction: str
    value: int | None
    baseline: bool


def _entries():
    for line in TABLE.strip().splitlines():
        head, unit, direction, values = (part.strip() for part in line.split("|"))
        parameter, _, case = head.partition(" ")
        for code, cell in zip(SETS, values.split(), strict=True):
            value = None if cell == "-" else int(cell.rstrip("*"))
            its_unit = unit
            if unit == "months weeks":  # Derbyshire counts these reviews in weeks
                its_unit = "weeks" if code == "derbyshire" else "months"
            yield Entry(parameter, case.strip(), code, its_unit, direction, value, cell.endswith("*"))


ENTRIES = tuple(_entries())
