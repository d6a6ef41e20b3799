"""What each comparison holds to be right. The cases stand in ``comparisons.yaml``."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from tests.drift.drifting import TODAY, a_check

from trailbook.drift.checking import apply_check
from trailbook.records.kinds.template import COMPARISONS

CASES: dict[str, list[dict[str, Any]]] = yaml.load(
    (Path(__file__).parent / "comparisons.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader
)
ALL = [pytest.param(name, case, id=f"{name} {case['with']}") for name, cases in CASES.items() for case in cases]


def operand(name: str, value: Any) -> Any:
    if name in ("before", "after") and value != "today":
        return date.fromisoformat(value)
    return tuple(value) if isinstance(value, list) else value


def settings(value: Any) -> dict[str, Any]:
    return {} if value == "nothing" else {"a": value}


def test_every_comparison_has_cases() -> None:
    assert list(CASES) == list(COMPARISONS)


@pytest.mark.parametrize(("name", "case"), ALL)
def test_a_comparison_holds(name: str, case: dict[str, Any]) -> None:
    check = a_check(where="a", **{name: operand(name, case["with"])})
    wrong = [value for value in case["holds"] if apply_check(check, settings(value), TODAY).wrong]
    assert wrong == []


@pytest.mark.parametrize(("name", "case"), ALL)
def test_a_comparison_deviates_and_says_how(name: str, case: dict[str, Any]) -> None:
    check = a_check(where="a", **{name: operand(name, case["with"])})
    right = [value for value in case["deviates"] if not apply_check(check, settings(value), TODAY).wrong]
    assert right == []
    first = apply_check(check, settings(case["deviates"][0]), TODAY).wrong[0]
    assert f"expected {first.expected}, found {first.found}" == case["says"]


@pytest.mark.parametrize("name", [name for name in COMPARISONS if name != "absent"])
def test_an_optional_setting_may_be_missing_and_has_to_be_right_when_it_is_there(name: str) -> None:
    case = CASES[name][0]
    check = a_check(where="a", optional=True, **{name: operand(name, case["with"])})
    assert not apply_check(check, {}, TODAY).wrong
    assert apply_check(check, settings(case["deviates"][0]), TODAY).wrong


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)


@given(JSON, st.sampled_from(ALL), st.sampled_from([".", "a", "[*]", "a[*]", "[*].b", "[*][*]"]))
def test_no_value_makes_a_comparison_raise(value: Any, case: Any, where: str) -> None:
    name, stated = case.values
    check = a_check(where=where, **{name: operand(name, stated["with"])})
    for settings in (value, {"a": value}, [value], {"a": [value]}):
        found = apply_check(check, settings, TODAY)
        assert len(found.wrong) <= max(found.looked_at, 1) * 20
