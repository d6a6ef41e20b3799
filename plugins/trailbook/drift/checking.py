"""One check applied to one snapshot: which settings it looks at, what they are called, and which are wrong."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from trailbook.drift.comparisons import Fault, expectation, faults, too_old_since
from trailbook.drift.values import MISSING, as_day, describe_found, json_equal, looks_secret, may_be_credential
from trailbook.records.kinds.template import Check
from trailbook.records.setting_path import EACH, Steps, parse_path
from trailbook.text.positions import Path
from trailbook.text.prose import in_prose


@dataclass(frozen=True)
class SettingFault:
    """A setting that is not as its check expects: its path and name; what is expected and what was found, in words.

    ``too_old_since`` is the first day on which the day that was found was too long ago; None for any other fault.
    """

    path: Path
    setting: str
    expected: str
    found: str
    too_old_since: date | None = None


@dataclass(frozen=True)
class CheckOutcome:
    """How many settings a check looked at, and those that are wrong, in the order of the file."""

    looked_at: int
    wrong: tuple[SettingFault, ...]


def apply_check(check: Check, settings: Any, today: date) -> CheckOutcome:
    """Apply a check to the settings of a snapshot."""
    looked_at = 0
    wrong: list[SettingFault] = []
    for setting in _settings_of(check, settings):
        looked_at += 1
        wrong += _faults(check, setting, settings, today)
    return CheckOutcome(looked_at, tuple(wrong))


def _faults(check: Check, setting: "_Setting", settings: Any, today: date) -> Iterator[SettingFault]:
    expected = expectation(check, today)
    if setting.no_list:
        missing = setting.value is MISSING or setting.value is None
        if missing and (check.optional or check.comparison == "absent"):
            return
        found: list[Fault] = [Fault((), setting.value, expected="a list")]
    else:
        found = list(faults(check, setting.value, today))
    for fault in found:
        path = (*setting.path, *fault.path)
        words = " ".join(part for part in (_found(check, fault.value, path), fault.note) if part)
        since = too_old_since(check, fault.value, today)
        yield SettingFault(path, _setting_name(settings, path), fault.expected or expected, words, since)


def _found(check: Check, value: Any, path: Path) -> str:
    """What was found, in words: a day as the words of what is expected say theirs."""
    day = as_day(value) if check.comparison in ("within_days", "before", "after") else None
    return in_prose(day) if day and not may_be_credential(value, path) else describe_found(value, path)


# -- which settings ----------------------------------------------------------------------------


@dataclass(frozen=True)
class _Setting:
    """A setting: the path to it, its value (``MISSING`` if there is none), and the entry of the innermost list.

    ``no_list`` means that the check asks for each entry here, and the value has none.
    """

    path: Path
    value: Any
    entry: Any = field(default=MISSING, repr=False)
    no_list: bool = False


def _settings_of(check: Check, settings: Any) -> Iterator[_Setting]:
    """The settings that a check looks at, in the order of the file."""
    when, unless = _conditions(check.when), _conditions(check.unless)
    for setting in _walk(_Setting((), settings, settings), parse_path(check.where)):
        if setting.no_list or (_all_hold(when, setting.entry) and not (unless and _all_hold(unless, setting.entry))):
            yield setting


def _walk(at: _Setting, steps: Steps) -> Iterator[_Setting]:
    if not steps:
        yield at
        return
    step, rest = steps[0], steps[1:]
    if step is not EACH:
        there = isinstance(at.value, dict) and step in at.value
        yield from _walk(_Setting((*at.path, step), at.value[step] if there else MISSING, at.entry), rest)
    elif isinstance(at.value, dict):
        for key, value in at.value.items():
            yield from _walk(_Setting((*at.path, key), value, value), rest)
    elif isinstance(at.value, list):
        for index, value in enumerate(at.value):
            yield from _walk(_Setting((*at.path, index), value, value), rest)
    else:
        yield _Setting(at.path, at.value, MISSING, no_list=True)


def _conditions(stated: Mapping[str, Any]) -> list[tuple[Steps, tuple[Any, ...]]]:
    return [(parse_path(path), value if isinstance(value, tuple) else (value,)) for path, value in stated.items()]


def _all_hold(conditions: list[tuple[Steps, tuple[Any, ...]]], entry: Any) -> bool:
    return all(
        any(json_equal(_value_at(entry, steps), wanted) for wanted in accepted) for steps, accepted in conditions
    )


def _value_at(value: Any, steps: Steps) -> Any:
    for step in steps:
        value = value.get(step, MISSING) if isinstance(value, dict) else MISSING
    return value


# -- what they are called ----------------------------------------------------------------------

_PLAIN = re.compile(r"[\w$@-]+")
_NAME_KEYS = ("name", "title", "id")
_LONGEST_NAME = 60


def _setting_name(settings: Any, path: Path) -> str:
    """The name of the setting at a path, such as ``connectors[HTTP].group``; ``.`` for the whole file.

    Entries of a list are called by their name, title or id, so that a setting keeps its name when entries are added
    or removed: it is followed through the history, and excepted by policies, under this name.
    """
    value = settings
    name = ""
    for depth, step in enumerate(path, start=1):
        value = _inside(value, step)
        if isinstance(step, int):
            name += f"[{_entry_name(value, path[:depth]) or step}]"
        elif _PLAIN.fullmatch(step):
            name += f".{step}" if name else step
        else:
            name += f"[{_shorten(step)}]"
    return name or "."


def _inside(value: Any, step: str | int) -> Any:
    if isinstance(value, dict):
        return value.get(step)
    return value[step] if isinstance(value, list) and isinstance(step, int) and step < len(value) else None


def _entry_name(entry: Any, path: Path) -> str:
    """What an entry of a list calls itself, unless that may be a credential."""
    if isinstance(entry, dict):
        names = (entry.get(key) for key in _NAME_KEYS)
        return next((_shorten(name) for name in names if isinstance(name, str) and name.strip()), "")
    return _shorten(entry) if isinstance(entry, str) and not looks_secret(path) else ""


def _shorten(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST_NAME else text[: _LONGEST_NAME - 1] + "…"
