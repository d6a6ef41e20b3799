"""Decides whether a release is refused, and says why: every reason at once, each with its remedy."""

from collections.abc import Iterator

from trailbook.audit.ledgers.audit import REWRITES
from trailbook.release.versions import in_history, is_lower
from trailbook.text.prose import count
from trailbook.text.unseen import printable
from trailbook.trail.git.command import Git
from trailbook.workspace.workspace import Workspace


def refusals(workspace: Workspace, version: str, last: str | None, rewritten: str = "") -> list[str]:
    """Why a release can't be made of what is checked out; none if it can.

    ``last`` is the tag of the last release, on whatever branch. ``rewritten`` is the stated reason of a history that
    was rewritten on purpose, which need not continue the last release.
    """
    git = Git(workspace.root)
    return [
        *_problems(workspace),
        *_obstacles(git, version, None if rewritten else last),
        *_altered(workspace, rewritten),
    ]


def _problems(workspace: Workspace) -> Iterator[str]:
    """What a check finds, and apart from it what only the history holds: a plain check does not read that."""
    problems = workspace.problems()
    errors = [problem for problem in problems if problem.level == "error"]
    if errors:
        yield f"'trailbook check' finds {count(len(errors), 'error')}, first {errors[0]}"
    past = sorted({*workspace.credentials_in_history()} - {*problems})
    if past:
        yield (
            f"'trailbook check --history' finds {count(len(past), 'credential')} in what was committed, first {past[0]}"
            "; revoke it, and then allow it with a reason in 'credentials' of trailbook/records in mkdocs.yml"
        )


def _obstacles(git: Git, version: str, last: str | None) -> Iterator[str]:
    """What in the repository prevents a release of this version after the last one."""
    if git.text("status", "--porcelain", "--", "."):
        yield "the work tree has changes that are not committed; commit them, or put them aside with 'git stash -u'"
    if not git.says("symbolic-ref", "--quiet", "HEAD"):
        yield "no branch is checked out, so the release would be on none; run 'git switch main'"
    same = [tag for tag in git.text("tag", "--list").splitlines() if tag.casefold() == version.casefold()]
    if same:
        yield f"the tag {same[0]} already exists; name another version"
    if last is not None and is_lower(version, last):
        yield f"{version} is lower than {last}, the last release; name a higher version"
    if last is not None and not in_history(git, last):
        yield f"release {last} is not part of the history of HEAD; release from the main branch, which has it"
    elif last is not None and git.text("rev-parse", f"refs/tags/{last}^{{commit}}") == git.text("rev-parse", "HEAD"):
        yield f"nothing was committed since release {last}"


def _altered(workspace: Workspace, rewritten: str) -> Iterator[str]:
    """What ledgers say against the history; one that was rewritten on purpose need not be what it was."""
    ledgers = workspace.ledgers()
    for finding in ledgers.findings if ledgers else ():
        is_rewrite = rewritten and finding.kind in REWRITES
        if finding.level == "problem" and finding.kind != "no-ledger" and not is_rewrite:
            yield f"'trailbook audit ledger' finds: {printable(finding.detail)}"
