"""Hides credentials in texts, and in the problems that other checks report."""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from trailbook.credentials.finding import find_credentials
from trailbook.text.problem import Problem

MASK = "(hidden)"
_BEGINNING = 12


def mask(text: str) -> str:
    """The text with each credential in it hidden."""
    for found in reversed(find_credentials(text)):  # from the end, so that offsets stay valid
        text = text[: found.start] + MASK + text[found.end :]
    return text


def masker(credentials: Iterable[str]) -> Callable[[str], str]:
    """A function that hides these credentials in a text, also where only the beginning of one is quoted."""
    parts = [re.escape(text[:_BEGINNING]) for text in sorted(credentials, key=len, reverse=True)]
    pattern = re.compile(rf"(?:{'|'.join(parts)})[^\s'\"]*")
    return lambda text: pattern.sub(MASK, text) if parts else text


def mask_in_problems(problems: Iterable[Problem], credentials: Iterable[str]) -> list[Problem]:
    """The problems with these credentials hidden, also where only the beginning of one is quoted."""
    hide = masker(credentials)
    return [replace(p, message=hide(p.message), expected=hide(p.expected), nearest=hide(p.nearest)) for p in problems]
