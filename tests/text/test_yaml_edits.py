"""One value of a YAML text changed or added, and every other byte of it kept."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from trailbook.text.positions import Path
from trailbook.text.yaml_edits import YamlEditError, put_value


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        ("a: 1  # one\nb: 2\n", ("a",), "a: x  # one\nb: 2\n"),
        ("a: >-\n  long\n  text\n\nb: 2\n", ("a",), "a: x\n\nb: 2\n"),
        ("a:\nb: 2", ("a",), "a: x\nb: 2\n"),
        ("a: [1, 2]\n", ("a",), "a: x\n"),
        ("m:\n  k: 1  # one\n\n# end\n", ("m", "n"), "m:\n  k: 1  # one\n  n: x\n\n# end\n"),
        ("m: {k: 1}\n", ("m", "n"), "m: {k: 1, n: x}\n"),
        ("m: {k: 1,}\n", ("m", "n"), "m: {k: 1, n: x,}\n"),
        ("m: {\n  k: 1  # one\n}\n", ("m", "n"), "m: {\n  k: 1, n: x  # one\n}\n"),
        ("m: {}\n", ("m", "n"), "m: {n: x}\n"),
        ("l:\n- k: 1\n  z: 9\n- k: 2\n", ("l", 0, "n"), "l:\n- k: 1\n  n: x\n  z: 9\n- k: 2\n"),
        ("l:\n  - k: |\n      text\n", ("l", 0, "n"), "l:\n  - k: |\n      text\n    n: x\n"),
    ],
)
def test_a_value_is_put_at_its_place(text: str, path: Path, expected: str) -> None:
    assert put_value(text, path, "x", ("k", "n", "z")) == expected


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("a: &x 1\nb: *x\n", ("a",)),
        ("a: 1\n", ("a", "b")),
        ("a: 1\n", ("c", "b")),
        ("a: &m {k: 1}\nb: *m\n", ("b", "n")),
    ],
)
def test_what_is_bound_together_is_left_to_its_author(text: str, path: Path) -> None:
    with pytest.raises(YamlEditError):
        put_value(text, path, "x")


_SCALARS = st.one_of(st.text("ab :#'\"\n-", max_size=8), st.integers(), st.booleans(), st.none())
_VALUES = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abcd"), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from("klm"), _VALUES, min_size=1), st.sampled_from("kln"), st.booleans())
def test_nothing_else_changes_in_any_text(values: dict[str, object], key: str, flow: bool) -> None:
    text = yaml.safe_dump(values, default_flow_style=flow, sort_keys=False)
    assert yaml.safe_load(put_value(text, (key,), "[x]")) == {**values, key: ["x"]}
