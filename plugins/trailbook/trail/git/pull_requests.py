"""Which pull request a commit came with."""

import re

from trailbook.trail.git.commits import Commit
from trailbook.trail.messages import read_message

_IN_TITLE = (
    re.compile(r"^Merge pull request (#\d+)\b"),
    re.compile(r"^Auto merge of (#\d+)\b"),
    re.compile(r"^Merge (#\d+)$"),
    re.compile(r"\(pull request (#\d+)\)$"),
    re.compile(r"\(([#!]\d+)\)$"),
)


_NUMBERED = re.compile(r"[#!]\d|^pr-url", re.IGNORECASE | re.MULTILINE)
"""What a message has that names a pull request: most name none, and need not be parsed."""


_BELOW = re.compile(r"^(?:See merge request \S*?(?=!)|GitHub-Pull-Request: \S*(?=#))([#!]\d+)\s*$", re.MULTILINE)


def pull_request(commit: Commit, merge: Commit | None) -> str | None:
    """The pull request that a commit came with: ``#12``, ``!12`` or an address; None if nothing names one.

    The lists of a squash name other pull requests, so that a number counts in the title alone.
    """
    for source in (commit, merge):
        if source is None or not _NUMBERED.search(source.message):
            continue
        message = read_message(source.message)
        if stated := message.values("PR-URL"):
            return stated[0]
        found = next((found for form in _IN_TITLE if (found := form.search(message.title))), None)
        if found := found or _BELOW.search(source.message):
            return found[1]
    return None
