"""Reading a file of observations: each case of ``files.yaml``, and what holds for any bytes."""

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from trailbook.risk.indicators.csv_text import MOST_PROBLEMS, cells, read_observations
from trailbook.risk.indicators.model import Observation
from trailbook.text.positions import Place

CASES = yaml.safe_load(Path(__file__).with_name("files.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["rule"] for case in CASES])
def test_a_file_gives_its_observations_and_its_problems(case: dict[str, Any]) -> None:
    found, problems = read_observations("f.csv", case.get("bytes") or case["text"].encode())
    assert [in_words(observation) for observation in found.values()] == case.get("gives", [])
    said, expected = [str(problem) for problem in problems], case.get("says", [])
    assert len(said) == len(expected) and all(map(matches, expected, said)), "\n".join(["", *said])


def in_words(observation: Observation) -> str:
    note = f" ({observation.note})" if observation.note else ""
    return f"{observation.day} {observation.value:g}{note}" + (f" [{observation.source}]" if observation.source else "")


def matches(expected: str, said: str) -> bool:
    return re.fullmatch(".*".join(map(re.escape, expected.split("…"))), said) is not None


def test_an_observation_comes_with_the_place_of_its_date() -> None:
    found, _ = read_observations("f.csv", b"value,date\n3,2026-01-31\n")
    assert list(found) == [Place(2, 3)]


@pytest.mark.slow
def test_a_file_of_a_hundred_thousand_lines_is_read_whole() -> None:
    days = [date(1800, 1, 1) + timedelta(days=index) for index in range(100_000)]
    text = "date,value\n" + "".join(f"{day},{index % 9}\n" for index, day in enumerate(days))
    found, problems = read_observations("f.csv", text.encode())
    assert (len(found), problems) == (100_000, [])


def test_of_very_many_problems_the_first_are_told_and_the_others_counted() -> None:
    _, problems = read_observations("f.csv", b"date,value\n" + b"x,1\n" * 5000)
    assert len(problems) == MOST_PROBLEMS + 1
    assert str(problems[-1]) == f"f.csv:{MOST_PROBLEMS + 2}:1: {5000 - MOST_PROBLEMS:,} more problems in this file"


@given(
    st.binary(max_size=200)
    | st.text(max_size=200).map(lambda text: ("date,value,note\n" + text).encode("utf-8", "replace"))
)
def test_any_bytes_give_observations_or_problems_with_a_place_in_the_file(data: bytes) -> None:
    found, problems = read_observations("f.csv", data)
    lines = len(data.split(b"\n")) + data.count(b"\r")
    assert all(1 <= problem.line <= lines and problem.column >= 1 for problem in problems)
    assert all(str(problem).isprintable() for problem in problems)
    days = [observation.day for observation in found.values()]
    assert days == sorted(set(days))


@given(st.text('",a \t', max_size=40))
def test_cells_stand_where_they_are_said_to(line: str) -> None:
    for column, text in cells(line) or []:
        assert line[column - 1 :].lstrip(' \t"').startswith(text.split('"')[0].lstrip(" \t")[:1])


VALUES = st.decimals(-(10**9), 10**9, places=3, allow_nan=False, allow_infinity=False)


@given(st.dictionaries(st.dates(), VALUES, max_size=20))
def test_what_is_written_is_what_is_read(values: dict[date, Any]) -> None:
    text = "date,value\n" + "".join(f"{day},{value:f}\n" for day, value in values.items())
    found, problems = read_observations("f.csv", text.encode())
    assert not problems
    assert {o.day: o.value for o in found.values()} == {day: float(value) for day, value in values.items()}
