"""Problems without the credentials that other checks may have quoted."""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from trailbook.credentials.finding import find
from trailbook.text.problem import Problem

MASK = "(hidden)"
_BEGINNING = 12


def masked(text: str) -> str:
    """The text with each credential that is found in it hidden."""
    for found in reversed(find(text)):  # from the end, so that places stay true
        text = text[: found.start] + MASK + text[found.end :]
    return text


def without(problems: Iterable[Problem], credentials: Iterable[str]) -> list[Problem]:
    """The problems with each credential hidden, also where only its beginning is quoted."""
    hidden = hiding(credentials)
    return [
        replace(one, message=hidden(one.message), expected=hidden(one.expected), nearest=hidden(one.nearest))
        for one in problems
    ]


def hiding(credentials: Iterable[str]) -> Callable[[str], str]:
    """What hides each credential in a text, also where only its beginning stands there."""
    parts = [re.escape(text[:_BEGINNING]) for text in sorted(credentials, key=len, reverse=True)]
    pattern = re.compile(rf"(?:{'|'.join(parts)})[^\s'\"]*")
    return lambda text: pattern.sub(MASK, text) if parts else text
