r"""The path to settings of a configuration: ``connectors[*].group``.

A path is keys joined by full stops. ``[*]`` means each entry of a list or each value of an object. A key with
characters other than letters, digits, ``_``, ``-``, ``$`` and ``@`` is written ``["like.this"]``. ``.`` alone is the
whole file.
"""

import json
import re

EACH = None
"""The step to every entry."""

Steps = tuple[str | None, ...]
"""A path taken apart: keys, and ``EACH`` for ``[*]``."""

_STEP = re.compile(r'(?P<dot>\.?)(?P<key>[\w$@-]+)|(?P<each>\[\*\])|\[(?P<quoted>"(?:[^"\\\x00-\x1f]|\\.)*")\]')


class SettingPathError(ValueError):
    """The text is not a path. ``at`` is the number of the character, from 1, at which it goes wrong."""

    def __init__(self, at: int) -> None:
        super().__init__(f"it can't be read from character {at} on")
        self.at = at


def parse_path(text: str) -> Steps:
    """The steps of a path. Raises ``SettingPathError`` if the text is not a path."""
    if text == ".":
        return ()
    steps: list[str | None] = []
    position = 0
    while position < len(text):
        match = _STEP.match(text, position)
        if match is None or (match["key"] and bool(match["dot"]) != bool(steps)):
            raise SettingPathError(position + 1)
        steps.append(match["key"] or (EACH if match["each"] else _unquoted(match["quoted"], position)))
        position = match.end()
    if not steps:
        raise SettingPathError(1)
    return tuple(steps)


def _unquoted(text: str, position: int) -> str:
    try:
        return str(json.loads(text))
    except ValueError as error:
        raise SettingPathError(position + 1) from error
