"""Requests as a forge would describe them, kept in the evidence branch of a test's repository."""

from datetime import UTC, datetime
from typing import Any

from tests.repositories import Repo

from trailbook.trail.git.command import open_work_tree
from trailbook.trail.requests.branch import EvidenceBranch, RequestName, append, evidence_branch
from trailbook.trail.requests.statement import Account, Fetched, Request, RequestReview, ReviewState, statement_file

WHO = {
    "GIT_AUTHOR_NAME": "Fetcher",
    "GIT_AUTHOR_EMAIL": "fetcher@example.org",
    "GIT_COMMITTER_NAME": "Fetcher",
    "GIT_COMMITTER_EMAIL": "fetcher@example.org",
}
MERGED = datetime(2026, 1, 2, 9, tzinfo=UTC)
FETCHED = datetime(2026, 1, 3, 9, tzinfo=UTC)


def request(landed: str, **stated: Any) -> Request:
    """A request that ada wrote and that landed with a commit, with whatever else is stated of it."""
    known: dict[str, Any] = {
        "kind": "github",
        "host": "github.com",
        "project": "org/kb",
        "number": 12,
        "address": "https://github.com/org/kb/pull/12",
        "title": "Lower the limit",
        "description": "",
        "tells_edits": True,
        "author": Account(name="ada"),
        "merged": MERGED,
        "landed": landed,
        "target": "main",
        "head": "f" * 40,
        "updated": MERGED,
    }
    return Request(**{**known, **stated})


def review(
    account: str, state: ReviewState = "approved", commit: str | None = "f" * 40, **stated: Any
) -> RequestReview:
    """A review of the last commit, unless another is named."""
    return RequestReview(account=Account(name=account), state=state, at=MERGED, commit=commit, **stated)


def keep(repo: Repo, *requests: Request, at: datetime = FETCHED) -> EvidenceBranch:
    """Keep requests in the branch, each as the next version of it."""
    git = open_work_tree(repo.root).git.using(**WHO)
    branch = EvidenceBranch(git, evidence_branch(git).head)
    files = []
    for one in requests:
        name = RequestName.of(one)
        version = len(branch.versions.get(name, ())) + 1
        fetched = Fetched(at=at, raw="0" * 64, source="test")
        files.append((f"{name.folder}/{version:04}-{one.landed}.json", statement_file(one, fetched)))
    return append(branch, files, "Keep requests\n")
