"""JSON with places: the same values as Python's own reader gives, and a place for what it refuses."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trailbook.text.json_text import read_json_with_places
from trailbook.text.positions import Place
from trailbook.text.yaml_text import MAX_DEPTH, MAX_VALUES

plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=20,
)


def listed(value: Any) -> Any:
    """The value with lists where the reader gives tuples."""
    if isinstance(value, dict):
        return {key: listed(inner) for key, inner in value.items()}
    return [listed(inner) for inner in value] if isinstance(value, (tuple, list)) else value


@given(plain, st.sampled_from([None, 2]), st.booleans())
def test_every_document_is_read_as_python_reads_it(value: Any, indent: int | None, ascii: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii)
    found, _, problems = read_json_with_places(text, "a.json")
    assert problems == []
    assert listed(found) == json.loads(text)


@given(st.text(alphabet='{}[]",:0123456789.-+eE tfn\\u\n/abc', max_size=40))
def test_what_python_refuses_is_refused_and_what_it_takes_is_taken(text: str) -> None:
    found, _, problems = read_json_with_places(text, "a.json")
    try:
        wanted = json.loads(text)
    except ValueError:
        assert problems and found is None
    else:
        if not problems:
            assert listed(found) == wanted
        else:
            assert {problem.rule for problem in problems} <= {"duplicate-key"}


def test_each_value_and_key_has_its_place() -> None:
    _, positions, _ = read_json_with_places('{\n  "a": [1,\n    {"b": true}]\n}', "a.json")
    assert positions.values["a", 1, "b"] == Place(3, 11)
    assert positions.keys["a", 1, "b"] == Place(3, 6)
    assert positions.values["a", 0] == Place(2, 9)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "1:1: not valid JSON: the end of the file where a value is expected"),
        ("{'a': 1}", "1:2: not valid JSON: \"'a': 1}\" where a key in double quotes is expected"),
        ('{"a" 1}', "1:6: not valid JSON: '1}' where ':' is expected"),
        ('{"a": 1,}', "1:8: not valid JSON: a comma before '}'"),
        ("[1 2]", "1:4: not valid JSON: '2]' where ',' or the closing bracket is expected"),
        ("[1,\n ]", "1:3: not valid JSON: a comma before ']'"),
        ('["a', "1:2: not valid JSON: a text that never ends"),
        ('["a\nb"]', "1:4: not valid JSON: a line break or another control character in a text; write \\n or \\u000a"),
        ('["\\x"]', "1:3: not valid JSON: an unknown escape in a text; write a backslash as \\\\"),
        ("[NaN]", "1:2: not valid JSON: 'NaN]' where a value is expected"),
        ("[01]", "1:3: not valid JSON: '1]' where ',' or the closing bracket is expected"),
        (f"[{'1' * 5000}]", "1:2: not valid JSON: a number of more than 4,300 digits"),
        ("{}\n{}", "2:1: not valid JSON: '{}' after the end of the document"),
        ('{"a": 1,\n "a": 2}', "2:2: the key 'a' is given twice (first on line 1)"),
    ],
)
def test_a_fault_has_a_place_and_says_what_is_expected(text: str, said: str) -> None:
    _, _, problems = read_json_with_places(text, "a.json")
    assert [str(problem) for problem in problems] == [f"a.json:{said}"]


@pytest.mark.parametrize(
    "text", ["[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1), f"[{'0,' * MAX_VALUES}0]", "[" * 100_000]
)
def test_a_document_too_deep_or_too_large_is_refused(text: str) -> None:
    value, _, problems = read_json_with_places(text, "a.json")
    assert value is None
    assert [problem.rule for problem in problems] == ["too-large"]


def test_the_deepest_allowed_document_is_read() -> None:
    assert read_json_with_places("[" * MAX_DEPTH + "]" * MAX_DEPTH, "a.json")[2] == []
