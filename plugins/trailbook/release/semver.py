"""Which of two versions is higher, if both have a form that can be compared."""

import re

_VERSION = re.compile(r"v?(\d+(?:\.\d+)*)(?:-([0-9A-Za-z]+(?:[.-][0-9A-Za-z]+)*))?", re.IGNORECASE)

Precedence = tuple[tuple[int, ...], bool, tuple[tuple[bool, int, str], ...]]


def precedence(version: str) -> Precedence | None:
    """A key that orders versions as Semantic Versioning 2.0.0, section 11; None for a text of another form.

    There may be any number of numbers, so ``2026.11`` can be compared too; 1.0 is equal to 1.0.0.
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
    """Whether a version is lower than another; False if they can't be compared."""
    one, other = precedence(version), precedence(than)
    return one is not None and other is not None and one < other
