"""The diff of a decision as text, in the form that ``diff -u`` and git write."""

from difflib import unified_diff

_NO_END = "\n\\ No newline at end of file\n"


def unified(before: bytes | None, after: bytes | None, old: str, new: str) -> str:
    """What changed from one content to the other; None stands for no file. ``old`` and ``new`` are the paths.

    Bytes that are no UTF-8 are shown as replacement characters.
    """
    one = f"a/{old}" if before is not None else "/dev/null"
    two = f"b/{new}" if after is not None else "/dev/null"
    return "".join(unified_diff(_lines(before or b""), _lines(after or b""), one, two))


def _lines(content: bytes) -> list[str]:
    *lines, rest = content.decode("utf-8", "replace").split("\n")
    ended = [f"{line}\n" for line in lines]
    return [*ended, rest + _NO_END] if rest else ended
