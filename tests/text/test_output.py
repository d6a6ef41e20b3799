"""What is written for other programs: nothing in it acts, and it says what it is."""

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field, TypeAdapter

from trailbook.text.output import DIALECT, ascii_json, csv_text, inert_cell, schema_of


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+2", "'=1+2"),
        ('=1+2";=1+2', "'=1+2\";=1+2"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(1)", "'@SUM(1)"),
        ("＝1", "'＝1"),
        ("\t=1", "'=1"),
        ("\r=1", "'=1"),
        ("\n=1", "'=1"),
        (" =1", "'=1"),
        ("\u200b=1", "'=1"),
        ("a\n=1", "a =1"),
        ("1-2", "1-2"),
        ('a, "b"', 'a, "b"'),
        ("", ""),
    ],
)
def test_no_field_begins_like_a_formula(text: str, cell: str) -> None:
    assert inert_cell(text) == cell


@given(st.text())
def test_whatever_a_record_holds_a_field_stays_one_field_that_runs_nothing(text: str) -> None:
    (read, last), _ = csv.reader(io.StringIO(csv_text([text, "end"], [["a", "b"]]), newline=""), strict=True)
    assert last == "end"
    assert not read.startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))
    assert read.isprintable()


def test_a_table_has_every_field_in_quotes_and_ends_its_lines_as_rfc_4180_asks() -> None:
    assert csv_text(["a", "b"], [['say "x"', "=1"]]) == '"a","b"\r\n"say ""x""","\'=1"\r\n'


@given(st.text())
def test_json_is_ascii_and_comes_back_as_it_was(text: str) -> None:
    written = ascii_json({text: [text]})
    assert written.isascii() and written.endswith("}\n")
    assert json.loads(written) == {text: [text]}


class _Written(BaseModel):
    day: str = Field(serialization_alias="date", description="Tag – Jour")


def test_a_schema_names_its_dialect_and_describes_what_is_written() -> None:
    schema = json.loads(schema_of(_Written))
    assert next(iter(schema.items())) == ("$schema", DIALECT)
    assert list(schema["properties"]) == ["date"]
    listed = json.loads(schema_of(TypeAdapter(list[_Written])))
    assert (listed["$schema"], listed["type"]) == (DIALECT, "array")
