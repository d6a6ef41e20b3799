"""Why a decision was taken: the rationale ladder.

From the strongest source to the weakest: a ``Rationale:`` trailer, the prose of the commit, the prose of
the merge that brought the commit to the main line, the title, nothing. The rung is always told.
"""

import re

from trailbook.trail.commits import Commit
from trailbook.trail.decisions import Rationale
from trailbook.trail.messages import read_message

# Titles that tools write, or that say no more than that something changed.
_EMPTY_TITLE = re.compile(
    r"^(merge\b.*|wip|fix(up|es|ed)?!?|update[sd]?|changes?|initial commit|\.+"
    r"|(create|update|add|delete) \S+\.(md|ya?ml))$",
    re.IGNORECASE,
)


def rationale(commit: Commit, merge: Commit | None) -> Rationale:
    """The reason for a commit. ``merge`` is the one that brought it to the main line, if any."""
    message = read_message(commit.message)
    if stated := message.values("Rationale"):
        return Rationale("\n\n".join(stated), "trailer", commit.id)
    if message.prose:
        return Rationale(message.prose, "body", commit.id)
    if merge is not None:
        explained = read_message(merge.message)
        if stated := explained.values("Rationale"):
            return Rationale("\n\n".join(stated), "merge", merge.id)
        if explained.prose:
            return Rationale(explained.prose, "merge", merge.id)
    if message.title and not _EMPTY_TITLE.match(message.title):
        return Rationale(message.title, "title", commit.id)
    return Rationale("", "none", commit.id)


_PULL_REQUEST = (
    re.compile(r"\bMerge pull request (#\d+)\b"),
    re.compile(r"\bSee merge request \S*?(!\d+)"),
    re.compile(r"\(pull request (#\d+)\)"),
    re.compile(r"\(([#!]\d+)\)\s*$", re.MULTILINE),
)


def pull_request(commit: Commit, merge: Commit | None) -> str | None:
    """The pull request that a commit came with: ``#12``, ``!12`` or an address; None where nothing names one."""
    for source in (commit, merge):
        if source is None:
            continue
        if stated := read_message(source.message).values("PR-URL"):
            return stated[0]
        for form in _PULL_REQUEST:
            if found := form.search(source.message):
                return found[1]
    return None
