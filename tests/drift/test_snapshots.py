"""Snapshots: values and places are those of the file, and what can't be read is reported."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trailbook.drift.snapshots import read_snapshot
from trailbook.text.positions import Place

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=20,
)


def paths(value: Any, path: tuple[str | int, ...] = ()) -> dict[tuple[str | int, ...], Any]:
    found = {path: value}
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        found |= paths(part, (*path, key))
    return found


@given(JSON, st.sampled_from([None, 2]), st.booleans())
def test_every_value_of_a_json_text_has_the_place_at_which_it_is_written(
    value: Any, indent: int | None, ascii: bool
) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii)
    snapshot, problems = read_snapshot("configurations/a.json", text.encode())
    assert snapshot is not None and problems == []
    assert snapshot.settings == value
    lines = text.split("\n")
    expected = paths(value)
    assert snapshot.positions.values.keys() == expected.keys()
    for path, part in expected.items():
        place = snapshot.positions.of(path)
        rest = "\n".join([lines[place.line - 1][place.column - 1 :], *lines[place.line :]])
        assert json.JSONDecoder().raw_decode(rest)[0] == part


def test_yaml_has_places_lists_and_days_as_text() -> None:
    text = "# exported\nhosts:\n  - name: a\n    until: 2026-03-01\n  - {name: b, at: 2026-03-01T08:00:00Z}\n"
    snapshot, _ = read_snapshot("configurations/a.yaml", text.encode())
    assert snapshot is not None
    assert snapshot.settings["hosts"][0] == {"name": "a", "until": "2026-03-01"}
    assert snapshot.settings["hosts"][1]["at"].startswith("2026-03-01T08:00:00")
    assert snapshot.positions.of(("hosts", 0, "until")) == Place(4, 12)
    assert snapshot.positions.of(("hosts", 1, "missing")) == Place(5, 5)


@pytest.mark.parametrize(
    ("path", "text", "said"),
    [
        ("a.json", "{", "a.json:1:2: not valid JSON: the end of the file where a key in double quotes is expected"),
        ("a.json", '{\n  "a": 1,\n  "a": 2}', "a.json:3:3: the key 'a' is given twice (first on line 2)"),
        ("a.json", '[{"b": 1, "\\u0062": 2}]', "a.json:1:11: the key 'b' is given twice"),
        ("a.json", "[NaN]", "a.json:1:2: not valid JSON: 'NaN]' where a value is expected"),
        ("a.json", "[-Infinity]", "a.json:1:2: not valid JSON: '-Infinity]' where a value is expected"),
        ("a.json", "1" * 5000, "a.json:1:1: not valid JSON: "),
        ("a.json", "[" * 60 + "]" * 60, "a.json:1:1: the document has more than 100,000 values or 50 levels"),
        ("a.json", "[" * 200_000, "a.json:1:1: "),
        ("a.json", "", "a.json:1:1: the file is empty"),
        ("a.json", b'["\xff"]', "a.json:1:3: byte 0xff is not UTF-8"),
        ("a.yaml", "a: 1\na: 2\n", "a.yaml:2:1: the key 'a' is given twice"),
        ("a.yaml", "a: [1\n", "a.yaml:1:4: not valid YAML"),
        ("a\x1b.json", "{}", "the name of the file holds characters"),
    ],
)
def test_what_can_not_be_read_is_reported_with_its_place(path: str, text: str | bytes, said: str) -> None:
    snapshot, problems = read_snapshot(path, text if isinstance(text, bytes) else text.encode())
    assert snapshot is None
    assert said in str(problems[0])


def test_fifty_levels_are_read() -> None:
    assert read_snapshot("a.json", ("[" * 50 + "]" * 50).encode())[1] == []


@given(st.binary(max_size=60), st.sampled_from(["a.json", "a.yaml"]))
def test_no_bytes_make_reading_raise(data: bytes, path: str) -> None:
    snapshot, problems = read_snapshot(path, data)
    assert (snapshot is None) == bool(problems)
