"""Which of two versions is the higher one, where both are written so that this can be told."""

import re

_VERSION = re.compile(r"v?(\d+(?:\.\d+)*)(?:-([0-9A-Za-z]+(?:[.-][0-9A-Za-z]+)*))?", re.IGNORECASE)

Precedence = tuple[tuple[int, ...], bool, tuple[tuple[bool, int, str], ...]]


def precedence(version: str) -> Precedence | None:
    """A key that orders versions as Semantic Versioning 2.0.0, section 11, does; None for what is no such version.

    Any number of numbers counts, so that ``2026.11`` has a place, too; 1.0 is as high as 1.0.0.
    """
    match = _VERSION.fullmatch(version)
    if match is None:
        return None
    numbers = [int(part) for part in match[1].split(".")]
    while numbers and not numbers[-1]:
        numbers.pop()
    before = match[2].split(".") if match[2] else []
    parts = ((False, int(part), "") if part.isdigit() else (True, 0, part) for part in before)
    return tuple(numbers), not before, tuple(parts)


def is_lower(version: str, than: str) -> bool:
    """Whether a version is lower than another, as far as both can be compared."""
    one, other = precedence(version), precedence(than)
    return one is not None and other is not None and one < other
