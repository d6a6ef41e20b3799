"""The commits whose classifications apply today, whatever is checked out."""

import re

from trailbook.trail.git.command import Git, HistoryError

BRANCHES = ("refs/heads", "refs/remotes")
EVIDENCE = "trailbook-evidence"
"""The branch that keeps what forges said of requests (``trail.requests.branch``), on which nobody works."""
TODAY = "refs/trailbook/today"
"""Where a clone that is at an old commit records the branches of the repository that it was made from."""
_EVIDENCE = re.compile(rf"(?:refs/)?(?:heads|remotes/[^/]+)/{EVIDENCE}")
MAIN_NAMES = ("main", "master", "trunk")
"""What main branches are called, the likeliest first."""
_NAMES = "|".join(MAIN_NAMES)
_MAIN = re.compile(rf"heads/(?:{_NAMES})|remotes/[^/]+/(?:HEAD|{_NAMES})")


def commits_of_today(git: Git) -> tuple[str, ...]:
    """The commits of which each has a say, the one that is checked out first.

    The others are the one that is checked out in the repository of which this is a clone, the main branch there and at
    its remotes, and every branch that has gone on from what is checked out. Where no branch is called as main branches
    are, each counts. Raises ``HistoryError`` if no branch is known: what is checked out may be old then.
    """
    head = git.text("rev-parse", "HEAD")
    branches = _branches(git)
    if not any(name != "HEAD" for name in branches):
        raise HistoryError(
            "no branch is known here, so what is classified today is unknown; bring the branches with "
            "\"git fetch origin '+refs/heads/*:refs/remotes/origin/*'\""
        )
    newer = _branches(git, "--contains", head).values()
    main = [commit for name, commit in branches.items() if _MAIN.fullmatch(name)]
    origin = [branches["HEAD"]] if "HEAD" in branches else []
    return tuple(dict.fromkeys((head, *origin, *newer, *(main or branches.values()))))


def is_evidence(ref: str) -> bool:
    """Whether the full name of a branch, here or at a remote, is that of what forges said."""
    return _EVIDENCE.fullmatch(ref) is not None


def _branches(git: Git, *which: str) -> dict[str, str]:
    """The commits at which branches stand, by their names without ``refs/``; in a clone, as ``TODAY`` has them."""
    is_noted = bool(git.text("for-each-ref", "--count=1", TODAY))
    below, places = (f"{TODAY}/", (TODAY,)) if is_noted else ("refs/", BRANCHES)
    listed = git.text("for-each-ref", *which, "--format=%(objecttype) %(objectname) %(refname)", *places)
    lines = [line.split(" ", 2) for line in listed.splitlines()]
    return {name.removeprefix(below): id for kind, id, name in lines if kind == "commit" and not is_evidence(name)}
