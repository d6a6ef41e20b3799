"""Observations as CSV: a header that names the columns, then one observation a line.

The file is RFC 4180 (2005) with commas, narrowed so that it reads the same to a person, to a diff and to a
spreadsheet: UTF-8, no line breaks inside quotes, days as ISO 8601, numbers with a point, no formulas.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from trailbook.risk.indicators.model import Observation
from trailbook.text.days import read_day
from trailbook.text.files import decode
from trailbook.text.model_problems import shown
from trailbook.text.output import FORMULA
from trailbook.text.positions import Place
from trailbook.text.problem import Problem, nearest

COLUMNS = ("date", "value", "note", "source")
"""The columns that a file may have; the first two are required."""
MOST_PROBLEMS = 100
"""How many problems of one file are reported; one more says how many are left."""

HEADER = "a first line 'date,value', and after that 'note' and 'source' if you like"
_CELL = re.compile(r'[ \t]*"(?P<quoted>(?:[^"]|"")*)"[ \t]*(?=,|$)|(?P<plain>[^",]*)(?=,|$)')
_NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,15})?", re.ASCII)
_COMMA = re.compile(r"-?\d+,\d+", re.ASCII)
_MARKS = {";": "semicolons", "\t": "tabs", "|": "bars"}

Cell = tuple[int, str]
"""The column (from 1) at which a cell begins, and its text without quotes and the space around it."""


@dataclass
class _Reading:
    """One file while it is read: its observations and problems so far."""

    path: str
    columns: tuple[str, ...] = ()
    observations: dict[date, tuple[Place, Observation]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def report(self, line: int, column: int, rule: str, message: str, expected: str = "", close: str = "") -> None:
        self.problems.append(Problem(self.path, line, column, rule, message, expected, close))


def read_observations(path: str, data: bytes) -> tuple[dict[Place, Observation], list[Problem]]:
    """The observations of a file by the place of their date, oldest first, and the problems of the other lines.

    No content of the file raises an error. A line with a problem gives no observation.
    """
    text, problems = decode(data, path)
    if problems:
        empty = problems[0].rule == "empty-file"
        return {}, [replace(problem, expected=HEADER) for problem in problems] if empty else problems
    reading = _Reading(path)
    lines = [(number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip(" \t,")]
    if not lines:
        reading.report(1, 1, "wrong-header", "there are only commas", HEADER)
    elif _header(reading, *lines[0]):
        for number, line in lines[1:]:
            _row(reading, number, line)
    found = sorted(reading.observations.items())
    return {place: observation for _, (place, observation) in found}, list(_first(reading.problems))


def _first(problems: list[Problem]) -> Iterator[Problem]:
    yield from problems[:MOST_PROBLEMS]
    if left := problems[MOST_PROBLEMS:]:
        message = f"{len(left):,} more problems in this file"
        yield replace(left[0], rule="more-problems", message=message, expected="", nearest="")


def cells(line: str) -> list[Cell] | None:
    """The cells of one line; None if a quote is not closed, or there is text beside quotes."""
    if '"' not in line:
        found, start = [], 1
        for part in line.split(","):
            found.append((start, part.strip(" \t")))
            start += len(part) + 1
        return found
    found, start = [], 0
    while start <= len(line):
        if (match := _CELL.match(line, start)) is None:
            return None
        quoted = match["quoted"]
        found.append(
            (start + 1, match["plain"].strip(" \t") if quoted is None else quoted.replace('""', '"').strip(" \t"))
        )
        start = match.end() + 1
    return found


def _header(reading: _Reading, line: int, text: str) -> bool:
    """Read the columns; False if they have a problem."""
    named = cells(text) or [(1, text)]
    names = [name for _, name in named]
    if _has_other_delimiter(reading, line, named):
        return False
    for index, (column, name) in enumerate(named):
        if name not in COLUMNS:
            reading.report(line, column, "wrong-header", f"the column {shown(name)}", HEADER, nearest(name, COLUMNS))
        elif name in names[:index]:
            reading.report(line, column, "wrong-header", f"the column {name!r} is there twice", HEADER)
    for name in COLUMNS[:2]:
        if name not in names and not reading.problems:
            reading.report(line, 1, "wrong-header", f"there is no column {name!r}", HEADER)
    reading.columns = tuple(names)
    return not reading.problems


def _has_other_delimiter(reading: _Reading, line: int, found: list[Cell]) -> bool:
    """Whether a line has no comma and its cells are separated by something else, which is reported."""
    text = found[0][1]
    mark = next((mark for mark in _MARKS if mark in text), None) if len(found) == 1 else None
    if mark is None:
        return False
    column = found[0][0] + text.index(mark)
    reading.report(line, column, "wrong-delimiter", f"the cells are separated by {_MARKS[mark]}", "commas")
    return True


def _row(reading: _Reading, line: int, text: str) -> None:
    found = cells(text)
    if found is None:
        message = "a quote that is not closed on its line, or text beside quotes"
        return reading.report(
            line, text.index('"') + 1, "bad-quotes", message, '"text in quotes", with "" for a quote in it'
        )
    if _has_other_delimiter(reading, line, found):
        return None
    before = len(reading.problems)
    if len(found) > len(reading.columns):
        _too_many(reading, line, found)
    cell = dict(zip(reading.columns, found, strict=False))
    missing = (1 + len(text), "")
    day = _day(reading, line, *cell.get("date", missing))
    value = _value(reading, line, *cell.get("value", missing))
    note, source = (_remark(reading, line, name, *cell.get(name, missing)) for name in ("note", "source"))
    if day is None or value is None or len(reading.problems) > before:
        return None
    if day in reading.observations:
        message = f"the day {day} is on line {reading.observations[day][0].line} already"
        return reading.report(line, cell["date"][0], "duplicate-day", message, "one observation a day")
    reading.observations[day] = Place(line, cell["date"][0]), Observation(day, value, note, source)
    return None


def _too_many(reading: _Reading, line: int, found: list[Cell]) -> None:
    known = reading.columns
    surplus = found[len(known)]
    at = known.index("value")
    if _COMMA.fullmatch(f"{found[at][1]},{found[at + 1][1]}"):
        message, expected = f"{len(found)} cells for {len(known)} columns", "a number with a point, such as 2.5"
    else:
        message, expected = f"{len(found)} cells for {len(known)} columns", "quotes around text that has a comma"
    reading.report(line, surplus[0], "too-many-cells", message, expected)


def _day(reading: _Reading, line: int, column: int, text: str) -> date | None:
    if day := read_day(text):
        return day
    message = f"the date is {shown(text)}" if text else "the date is missing"
    reading.report(line, column, "bad-date", message, "an existing day, such as 2026-03-31")
    return None


def _value(reading: _Reading, line: int, column: int, text: str) -> float | None:
    if _NUMBER.fullmatch(text):
        return float(text) + 0.0  # there is no -0
    message, expected = f"the value is {shown(text)}", "a number with a point, such as 2.5"
    if not text:
        message, expected = "the value is missing", "a number; leave out the line where nothing was observed"
    elif text.startswith(FORMULA[:1]):
        expected = "a number, not a formula"
    reading.report(line, column, "not-a-number", message, expected)
    return None


def _remark(reading: _Reading, line: int, name: str, column: int, text: str) -> str:
    if text.startswith(FORMULA):
        message = f"the {name} {shown(text)} begins like a formula"
        reading.report(line, column, "formula-cell", message, "text that a spreadsheet does not run; begin with a word")
    elif not text.isprintable():
        reading.report(line, column, "control-character", f"the {name} {shown(text)}", "text that can be printed")
    return text
