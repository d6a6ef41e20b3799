"""A snapshot's text line by line, as it may be published: without what may be a credential."""

import re
from collections.abc import Iterator
from typing import Any

from trailbook.credentials.masking import MASK, mask
from trailbook.drift.snapshots import Snapshot
from trailbook.drift.values import is_hidden
from trailbook.text.positions import Path

_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*+"|\'(?:[^\']|\'\')*+\'')
_IN_JSON = re.compile(r'"(?:[^"\\]|\\.)*+"|[^\s,\]}]++')


def masked_lines(snapshot: Snapshot) -> list[str]:
    """The lines of a snapshot's text. A value under a key such as ``client_secret`` is hidden, wherever it ends.

    What has the form of a credential is hidden anywhere, in comments as well.

    What can't be told apart from such a value on its line is hidden with it.
    """
    lines = snapshot.text.rstrip("\n").split("\n")
    token = _IN_JSON if snapshot.path.endswith(".json") else _QUOTED
    positions = snapshot.positions
    starts = sorted({place.line for place in (*positions.values.values(), *positions.keys.values())})
    places = [
        snapshot.positions.values[path] for path in _hidden(snapshot.settings, ()) if path in snapshot.positions.values
    ]
    for place in sorted(places, reverse=True):  # from the end of a line, so that columns stay true
        text, start = lines[place.line - 1], place.column - 1
        whole = token.match(text, start)
        lines[place.line - 1] = text[:start] + MASK + (text[whole.end() :] if whole else "")
        if not whole:
            following = next((line for line in starts if line > place.line), len(lines) + 1)
            for number in range(place.line, following - 1):
                lines[number] = MASK if lines[number].strip() else ""
    return [mask(line) for line in lines]


def _hidden(value: Any, path: Path) -> Iterator[Path]:
    """The paths of the single values that are not to be shown."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _hidden(part, (*path, key))
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from _hidden(part, (*path, index))
    elif is_hidden(value, path):
        yield path
