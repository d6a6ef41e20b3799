"""The diff of a decision as text, in the form that ``diff -u`` and git write."""

import re
from collections.abc import Sequence
from difflib import unified_diff
from itertools import takewhile

CONTEXT = 3
"""How many lines are shown around what changed."""

_NO_END = "\n\\ No newline at end of file\n"
_HUNK = re.compile(r"@@ -(\d+)(,\d+)? \+(\d+)(,\d+)? @@")


def unified(before: bytes | None, after: bytes | None, old: str, new: str) -> str:
    """What changed from one content to the other; None stands for no file. ``old`` and ``new`` are the paths.

    Bytes that are no UTF-8 are shown as replacement characters.
    """
    one, two = _lines(before or b""), _lines(after or b"")
    head = max(_same(one, two) - CONTEXT, 0)
    one, two = one[head:], two[head:]
    tail = max(_same(one[::-1], two[::-1]) - CONTEXT, 0)
    paths = (f"a/{old}" if before is not None else "/dev/null", f"b/{new}" if after is not None else "/dev/null")
    lines = list(unified_diff(one[: len(one) - tail], two[: len(two) - tail], *paths, n=CONTEXT))
    if tail and not lines[-1].startswith(" "):  # among equal lines; a hunk that ends so stands for the end of the file
        lines = list(unified_diff(one, two, *paths, n=CONTEXT))
    return "".join(_moved(line, head) if line.startswith("@@") else line for line in lines)


def _lines(content: bytes) -> list[str]:
    *lines, rest = content.decode("utf-8", "replace").split("\n")
    ended = [f"{line}\n" for line in lines]
    return [*ended, rest + _NO_END] if rest else ended


def _same(one: Sequence[str], two: Sequence[str]) -> int:
    """How many lines two texts begin with alike. To compare what is left takes far less time."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, two, strict=False)))


def _moved(hunk: str, by: int) -> str:
    """The head of a hunk, with its places counted from the beginning of the files."""
    return _HUNK.sub(
        lambda found: f"@@ -{int(found[1]) + by}{found[2] or ''} +{int(found[3]) + by}{found[4] or ''} @@", hunk
    )
