"""Problems without the credentials that other checks may have quoted."""

import re
from collections.abc import Iterable
from dataclasses import replace

from trailbook.records.problem import Problem

MASK = "(hidden)"
_BEGINNING = 12


def without(problems: Iterable[Problem], credentials: Iterable[str]) -> list[Problem]:
    """The problems with each credential hidden, also where only its beginning is quoted."""
    parts = [re.escape(text[:_BEGINNING]) for text in sorted(credentials, key=len, reverse=True)]
    if not parts:
        return list(problems)
    pattern = re.compile(rf"(?:{'|'.join(parts)})[^\s'\"]*")

    def hidden(text: str) -> str:
        return pattern.sub(MASK, text)

    return [
        replace(one, message=hidden(one.message), expected=hidden(one.expected), nearest=hidden(one.nearest))
        for one in problems
    ]
