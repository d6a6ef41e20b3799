"""The diff of a decision as text, in the unified format of ``diff -u`` and git."""

import re
from collections.abc import Sequence
from difflib import unified_diff
from itertools import takewhile

CONTEXT = 3
"""How many lines are shown around a change."""

_NO_END = "\n\\ No newline at end of file\n"
_HUNK = re.compile(r"@@ -(\d+)(,\d+)? \+(\d+)(,\d+)? @@")


def unified(before: bytes | None, after: bytes | None, old: str, new: str) -> str:
    """The difference between two contents, which are None if there is no file. ``old`` and ``new`` are the paths.

    Bytes that are not UTF-8 become replacement characters.
    """
    first, second = _lines(before or b""), _lines(after or b"")
    head = max(_common_start(first, second) - CONTEXT, 0)
    first, second = first[head:], second[head:]
    tail = max(_common_start(first[::-1], second[::-1]) - CONTEXT, 0)
    paths = (f"a/{old}" if before is not None else "/dev/null", f"b/{new}" if after is not None else "/dev/null")
    lines = list(unified_diff(first[: len(first) - tail], second[: len(second) - tail], *paths, n=CONTEXT))
    if tail and not lines[-1].startswith(" "):  # among equal lines, where a hunk may only end with the file
        lines = list(unified_diff(first, second, *paths, n=CONTEXT))
    return "".join(_shifted(line, head) if line.startswith("@@") else line for line in lines)


def _lines(content: bytes) -> list[str]:
    *lines, rest = content.decode("utf-8", "replace").split("\n")
    ended = [f"{line}\n" for line in lines]
    return [*ended, rest + _NO_END] if rest else ended


def _common_start(first: Sequence[str], second: Sequence[str]) -> int:
    """The number of equal lines that two texts begin with. Comparing only the rest takes far less time."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, second, strict=False)))


def _shifted(hunk: str, by: int) -> str:
    """The head of a hunk, with line numbers counted from the beginning of the files."""
    return _HUNK.sub(
        lambda found: f"@@ -{int(found[1]) + by}{found[2] or ''} +{int(found[3]) + by}{found[4] or ''} @@", hunk
    )
