"""Values of settings: when two are equal, which are days, which may be secret, and how they are described."""

import json
import re
from datetime import date
from enum import Enum
from typing import Any, Final

from trailbook.credentials.finding import find_credentials
from trailbook.credentials.masking import MASK
from trailbook.text.days import read_day
from trailbook.text.positions import Path
from trailbook.text.prose import count
from trailbook.text.spellings import name_words


class _Nothing(Enum):
    MISSING = "missing"


MISSING: Final = _Nothing.MISSING
"""The value of a setting that does not exist."""

_SECRET_WORDS = {
    "authorization",
    "bearer",
    "certificate",
    "cookie",
    "key",
    "keys",
    "passphrase",
    "private",
    "pwd",
    "sas",
}
_SECRET_PARTS = ("credential", "connectionstring", "passwd", "password", "secret", "signature", "token")
_MEASURES = {"age", "count", "days", "hours", "lifetime", "limit", "max", "min", "minutes", "months", "seconds", "size"}
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ].*)?", re.ASCII | re.DOTALL)
_SHOWN = 80


def json_equal(a: Any, b: Any) -> bool:
    """Whether two values are equal in JSON: ``1`` and ``1.0`` are, ``1`` and ``true`` are not."""
    return bool(json_identity(a) == json_identity(b))


def json_identity(value: Any) -> Any:
    """A hashable value that is equal for equal JSON values only."""
    if isinstance(value, dict):
        return ("object", frozenset((key, json_identity(part)) for key, part in value.items()))
    if isinstance(value, (list, tuple)):
        return ("list", tuple(map(json_identity, value)))
    return (isinstance(value, bool), value)


def as_day(value: Any) -> date | None:
    """The day of a text such as ``2027-03-31`` or ``2027-03-31T08:00:00Z``, as it is written there."""
    match = _DAY.fullmatch(value) if isinstance(value, str) else None
    return read_day(match[1]) if match else None


def looks_secret(path: Path) -> bool:
    """Whether the last key on the path to a value is one under which credentials are kept."""
    words = _words(path)
    return not _SECRET_WORDS.isdisjoint(words) or any(part in "".join(words) for part in _SECRET_PARTS)


def _words(path: Path) -> list[str]:
    """The words of the last key."""
    return name_words(next((part for part in reversed(path) if isinstance(part, str)), ""))


def describe_found(value: Any, path: Path) -> str:
    """What was found at a path, in a few words. A value that may be a credential is hidden."""
    if value is MISSING:
        return "nothing"
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    return MASK if may_be_credential(value, path) else describe_value(value)


def may_be_credential(value: Any, path: Path) -> bool:
    """Whether a value may be a credential: by its form, or by its key.

    True, false, null and measures are not credentials, whatever their key is.
    """
    if isinstance(value, str) and find_credentials(value):
        return True
    is_measure = isinstance(value, (int, float)) and not _MEASURES.isdisjoint(_words(path))
    return value is not None and not isinstance(value, bool) and looks_secret(path) and not is_measure


def describe_value(value: Any) -> str:
    """A value as in the file: text in quotes, lists and objects by their size."""
    if isinstance(value, dict):
        return f"an object with {count(len(value), 'key')}"
    if isinstance(value, (list, tuple)):
        return f"a list of {count(len(value), 'entry', 'entries')}" if value else "an empty list"
    if isinstance(value, str):
        value = value if len(value) <= _SHOWN else value[: _SHOWN - 1] + "…"
    return json.dumps(value, ensure_ascii=False, default=str)
