"""Which settings of a snapshot a check looks at."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from trailbook.drift.values import MISSING, same
from trailbook.records.kinds.template import Check
from trailbook.records.setting_path import EACH, Steps, parse_path
from trailbook.text.positions import Path


@dataclass(frozen=True)
class Setting:
    """A setting: the way to it, what is there (``MISSING`` for nothing), and the entry of the last list around it.

    ``no_list`` means that the check asks for each entry here, and what is there has none.
    """

    path: Path
    value: Any
    entry: Any = field(default=MISSING, repr=False)
    no_list: bool = False


def settings_of(check: Check, snapshot: Any) -> Iterator[Setting]:
    """The settings that a check looks at, in the order of the file."""
    when, unless = _conditions(check.when), _conditions(check.unless)
    for setting in _walk(Setting((), snapshot, snapshot), parse_path(check.where)):
        if setting.no_list or (_all_hold(when, setting.entry) and not (unless and _all_hold(unless, setting.entry))):
            yield setting


def _walk(at: Setting, steps: Steps) -> Iterator[Setting]:
    if not steps:
        yield at
        return
    step, rest = steps[0], steps[1:]
    if step is not EACH:
        there = isinstance(at.value, dict) and step in at.value
        yield from _walk(Setting((*at.path, step), at.value[step] if there else MISSING, at.entry), rest)
    elif isinstance(at.value, dict):
        for key, value in at.value.items():
            yield from _walk(Setting((*at.path, key), value, value), rest)
    elif isinstance(at.value, list):
        for index, value in enumerate(at.value):
            yield from _walk(Setting((*at.path, index), value, value), rest)
    else:
        yield Setting(at.path, at.value, MISSING, no_list=True)


def _conditions(stated: Mapping[str, Any]) -> list[tuple[Steps, tuple[Any, ...]]]:
    return [(parse_path(path), value if isinstance(value, tuple) else (value,)) for path, value in stated.items()]


def _all_hold(conditions: list[tuple[Steps, tuple[Any, ...]]], entry: Any) -> bool:
    return all(any(same(_at(entry, steps), wanted) for wanted in accepted) for steps, accepted in conditions)


def _at(value: Any, steps: Steps) -> Any:
    for step in steps:
        value = value.get(step, MISSING) if isinstance(value, dict) else MISSING
    return value
