"""The comparisons that a check can make. Each returns what is wrong with a value, and nothing if it passes.

None of them raises, whatever the value is: a value of the wrong type fails.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from trailbook.drift.json_schema import schema_violations
from trailbook.drift.values import MISSING, as_day, describe_value, json_equal, json_identity
from trailbook.records.kinds.template import Check
from trailbook.text.patterns import whole_text
from trailbook.text.positions import Path
from trailbook.text.prose import in_prose


@dataclass(frozen=True)
class Fault:
    """What is wrong inside a setting: the path from it to the wrong value, that value, and a note on it.

    ``expected`` is given if it says more than the words of the comparison.
    """

    path: Path = ()
    value: Any = MISSING
    note: str = ""
    expected: str = ""


def faults(check: Check, value: Any, today: date) -> Iterable[Fault]:
    """What is wrong with the value of a setting."""
    name = check.comparison
    if value is MISSING and name != "absent":
        return () if check.optional else (Fault(),)
    return _COMPARISONS[name][0](getattr(check, name), value, today)


def asks_for_today(check: Check) -> bool:
    """Whether what a check expects depends on the day on which it is asked."""
    name = check.comparison
    return name == "within_days" or (name in ("before", "after") and getattr(check, name) == "today")


def expectation(check: Check, today: date | None = None) -> str:
    """What a check expects, in words. Without a day they say "today"."""
    return _COMPARISONS[check.comparison][1](getattr(check, check.comparison), today)


def too_old_since(check: Check, value: Any, today: date) -> date | None:
    """The first day on which a day was too long ago for a check; None if it is not, or the check asks for no such."""
    day = as_day(value) if check.within_days is not None else None
    if day is None or check.within_days is None or (today - day).days <= check.within_days:
        return None
    return day + timedelta(check.within_days + 1)


_Compare = Callable[[Any, Any, date], Iterable[Fault]]
_Describe = Callable[[Any, date | None], str]


def _simple(passes: Callable[[Any, Any, date], bool]) -> _Compare:
    return lambda wanted, value, today: () if passes(wanted, value, today) else (Fault((), value),)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_among(wanted: Iterable[Any], value: Any) -> bool:
    return any(json_equal(value, part) for part in wanted)


def _has_value(value: Any) -> bool:
    if isinstance(value, str):
        return bool(value.strip())
    return value is not None and value not in ([], {})


def _matches(pattern: str, value: Any) -> bool:
    return isinstance(value, str) and whole_text(pattern)(value)


def _contains(wanted: Iterable[Any], value: Any, today: date) -> Iterator[Fault]:
    if not isinstance(value, list):
        yield Fault((), value)
    elif missing := [part for part in wanted if not _is_among(value, part)]:
        yield Fault((), value, f"without {describe_values(missing, 'and')}")


def _subset(allowed: Iterable[Any], value: Any, today: date) -> Iterator[Fault]:
    if not isinstance(value, list):
        yield Fault((), value)
        return
    known = {json_identity(part) for part in allowed}
    for index, part in enumerate(value):
        if json_identity(part) not in known:
            yield Fault((index,), part)


def _unique(key: str | bool, value: Any, today: date) -> Iterator[Fault]:
    if not isinstance(value, list):
        yield Fault((), value)
        return
    seen: dict[Any, int] = {}
    for index, part in enumerate(value):
        inner = part.get(key, MISSING) if isinstance(part, dict) and isinstance(key, str) else part
        if inner is MISSING:
            continue
        if (mark := json_identity(inner)) in seen:
            path: Path = (index, key) if isinstance(key, str) and isinstance(part, dict) else (index,)
            yield Fault(path, inner, f"as in entry {seen[mark] + 1}")
        seen.setdefault(mark, index)


def _limit(stated: date | str, today: date) -> date:
    return stated if isinstance(stated, date) else today


def _day_words(stated: date | str, today: date | None) -> str:
    day = stated if isinstance(stated, date) else today
    return in_prose(day) if day else "today"


def _is_recent(days: int, value: Any, today: date) -> bool:
    day = as_day(value)
    return day is not None and today - timedelta(min(days, (today - date.min).days)) <= day <= today


def _is_before(limit: date | str, value: Any, today: date) -> bool:
    day = as_day(value)
    return day is not None and day < _limit(limit, today)


def _is_after(limit: date | str, value: Any, today: date) -> bool:
    day = as_day(value)
    return day is not None and day > _limit(limit, today)


def _fits(schema: dict[str, Any], value: Any, today: date) -> Iterator[Fault]:
    for path, part, expected in schema_violations(schema, value):
        yield Fault(path, part, expected=expected)


def describe_values(values: Any, word: str = "or") -> str:
    """One value or several, in words."""
    if not isinstance(values, (tuple, list)):
        return describe_value(values)
    *others, last = [describe_value(value) for value in values]
    return f"{', '.join(others)} {word} {last}" if others else last


def _differ(key: str | bool) -> str:
    return f"entries that differ in {key!r}" if isinstance(key, str) else "a list in which no entry comes twice"


_COMPARISONS: dict[str, tuple[_Compare, _Describe]] = {
    "equals": (_simple(lambda wanted, value, _: json_equal(value, wanted)), lambda wanted, _: describe_value(wanted)),
    "one_of": (_simple(lambda wanted, value, _: _is_among(wanted, value)), lambda wanted, _: describe_values(wanted)),
    "none_of": (
        _simple(lambda wanted, value, _: not _is_among(wanted, value)),
        lambda wanted, _: f"anything but {describe_values(wanted)}",
    ),
    "at_most": (
        _simple(lambda most, value, _: _is_number(value) and value <= most),
        lambda most, _: f"a number of at most {most:g}",
    ),
    "at_least": (
        _simple(lambda least, value, _: _is_number(value) and value >= least),
        lambda least, _: f"a number of at least {least:g}",
    ),
    "matches": (
        _simple(lambda pattern, value, _: _matches(pattern, value)),
        lambda pattern, _: f"text of the form {pattern}",
    ),
    "present": (_simple(lambda _, value, __: _has_value(value)), lambda _, __: "a value"),
    "absent": (_simple(lambda _, value, __: value is MISSING or value is None), lambda _, __: "nothing"),
    "contains": (_contains, lambda wanted, _: f"a list that holds {describe_values(wanted, 'and')}"),
    "subset_of": (_subset, lambda wanted, _: f"a list of nothing but {describe_values(wanted, 'and')}"),
    "unique": (_unique, lambda key, _: _differ(key)),
    "within_days": (
        _simple(_is_recent),
        lambda days, today: f"a date of the {days:,} days up to {_day_words('today', today)}",
    ),
    "before": (_simple(_is_before), lambda limit, today: f"a date before {_day_words(limit, today)}"),
    "after": (_simple(_is_after), lambda limit, today: f"a date after {_day_words(limit, today)}"),
    "fits": (_fits, lambda _, __: "a value that fits the JSON Schema of the check"),
}
