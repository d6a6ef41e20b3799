"""Which settings a check looks at, and where they stand."""

from typing import Any

import pytest
from tests.drift.drifting import TODAY, a_check

from trailbook.drift.checking import apply_check
from trailbook.records.setting_path import EACH, SettingPathError, parse_path

APPS = {
    "apps": [
        {"name": "One", "tier": "custom", "host": {"runs.on": "x"}, "open": 1},
        {"name": "Two", "tier": "standard", "host": {"runs.on": "y"}, "open": 2},
        {"name": "Three", "open": 3},
    ],
    "by_name": {"One": {"open": 1}, "a b": {"open": 2}},
}


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        (".", ()),
        ("a", ("a",)),
        ("a.b-c.@d.$e", ("a", "b-c", "@d", "$e")),
        ("a[*].b", ("a", EACH, "b")),
        ("[*]", (EACH,)),
        ("[*][*].a", (EACH, EACH, "a")),
        ('a["b.c"].d', ("a", "b.c", "d")),
        ('["\\u00e9\\""]', ('é"',)),
        ("größe", ("größe",)),
    ],
)
def test_a_path_is_read(text: str, steps: tuple[Any, ...]) -> None:
    assert parse_path(text) == steps


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("", 1),
        (".a", 1),
        ("a.", 2),
        ("a..b", 2),
        ("a b", 2),
        ("a[0]", 2),
        ("a[*]b", 5),
        ('a["b', 2),
        ("[*", 1),
        ('["\\x"]', 1),
    ],
)
def test_what_is_no_path_is_refused_with_the_character(text: str, at: int) -> None:
    with pytest.raises(SettingPathError) as raised:
        parse_path(text)
    assert raised.value.at == at


@pytest.mark.parametrize(
    ("conditions", "found"),
    [
        ({}, ["apps[One].open", "apps[Two].open", "apps[Three].open"]),
        ({"when": {"tier": "custom"}}, ["apps[One].open"]),
        ({"when": {"tier": ("custom", "standard")}}, ["apps[One].open", "apps[Two].open"]),
        ({"when": {"tier": "custom", "name": "Two"}}, []),
        ({"when": {'host["runs.on"]': "y"}}, ["apps[Two].open"]),
        ({"unless": {"tier": "custom"}}, ["apps[Two].open", "apps[Three].open"]),
        ({"when": {"tier": "standard"}, "unless": {"name": "Two"}}, []),
    ],
)
def test_conditions_choose_entries(conditions: dict[str, Any], found: list[str]) -> None:
    check = a_check(where="apps[*].open", equals=0, **conditions)
    assert [finding.setting for finding in apply_check(check, APPS, TODAY).wrong] == found


def test_each_value_of_an_object_is_an_entry() -> None:
    check = a_check(where="by_name[*].open", equals=0)
    assert [f.setting for f in apply_check(check, APPS, TODAY).wrong] == ["by_name.One.open", "by_name[a b].open"]


@pytest.mark.parametrize(
    ("value", "said"),
    [("none", 'a list, "none"'), (None, "a list, null"), (3, "a list, 3")],
)
def test_a_list_that_is_none_deviates_whatever_the_conditions(value: Any, said: str) -> None:
    check = a_check(where="a[*].b", equals=0, when={"c": 1}, unless={"d": 1})
    (finding,) = apply_check(check, {"a": value}, TODAY).wrong
    assert (f"{finding.expected}, {finding.found}", finding.setting) == (said, "a")


def test_a_list_that_is_missing_is_no_way_to_pass() -> None:
    assert apply_check(a_check(where="a[*].b", none_of=("x",)), {}, TODAY).wrong
    assert not apply_check(a_check(where="a[*].b", none_of=("x",), optional=True), {}, TODAY).wrong
    assert not apply_check(a_check(where="a[*].b", absent=True), {}, TODAY).wrong


def test_it_is_counted_what_was_looked_at() -> None:
    assert apply_check(a_check(where="apps[*].open", present=True), APPS, TODAY).looked_at == 3
    assert apply_check(a_check(where="apps[*].open", present=True, when={"tier": "none"}), APPS, TODAY).looked_at == 0


@pytest.mark.parametrize(
    ("key", "value", "found"),
    [
        ("clientSecret", "s3cret", "(hidden)"),
        ("api_key", "s3cret", "(hidden)"),
        ("APIKey", 12345, "(hidden)"),
        ("connectionstring", "s3cret", "(hidden)"),
        ("refresh_token", ["s3cret"], "(hidden)"),
        ("authorization", {"s3cret": "s3cret"}, "(hidden)"),
        ("token_required", False, "false"),
        ("password", None, "null"),
        ("token_lifetime_days", 90, "90"),
        ("token_lifetime_days", "s3cret", "(hidden)"),
        ("keyboard", "layout", '"layout"'),
    ],
)
def test_a_value_that_may_be_a_credential_is_not_shown(key: str, value: Any, found: str) -> None:
    (finding,) = apply_check(a_check(where=f"{key}", equals="other"), {key: value}, TODAY).wrong
    assert finding.found == found


def test_a_credential_in_a_list_is_neither_shown_nor_taken_for_a_name() -> None:
    check = a_check(where="api_keys", subset_of=("known",))
    message = repr(apply_check(check, {"api_keys": ["known", "s3cret"]}, TODAY))
    assert "api_keys[1]" in message and "s3cret" not in message


def test_a_long_value_and_a_long_name_are_cut() -> None:
    (finding,) = apply_check(a_check(where="[*].a", equals=1), [{"name": "n" * 500, "a": "v" * 500}], TODAY).wrong
    assert len(finding.found) < 90 and len(finding.setting) < 70
