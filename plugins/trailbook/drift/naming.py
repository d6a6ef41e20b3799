"""What a setting is called: ``connectors[HTTP].group`` rather than ``connectors[17].group``.

Entries of a list are called by their name, title or id, so that a setting keeps its name when others come and
go: a deviation is followed through history by it, and an exception names it.
"""

import re
from typing import Any

from trailbook.drift.values import looks_secret
from trailbook.text.positions import Path

_PLAIN = re.compile(r"[\w$@-]+")
_NAMES = ("name", "title", "id")
_LONGEST = 60


def setting_name(settings: Any, path: Path) -> str:
    """The name of the setting at a path; ``.`` for the whole file."""
    value = settings
    name = ""
    for depth, step in enumerate(path, start=1):
        value = _inside(value, step)
        if isinstance(step, int):
            name += f"[{_name_of(value, path[:depth]) or step}]"
        elif _PLAIN.fullmatch(step):
            name += f".{step}" if name else step
        else:
            name += f"[{_cut(step)}]"
    return name or "."


def _inside(value: Any, step: str | int) -> Any:
    if isinstance(value, dict):
        return value.get(step)
    return value[step] if isinstance(value, list) and isinstance(step, int) and step < len(value) else None


def _name_of(entry: Any, path: Path) -> str:
    """What an entry of a list calls itself, unless that may be a credential."""
    if isinstance(entry, dict):
        return next((_cut(name) for key in _NAMES if isinstance(name := entry.get(key), str) and name.strip()), "")
    return _cut(entry) if isinstance(entry, str) and not looks_secret(path) else ""


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
