"""What forges said by the time of a commit, which a build of that commit takes whatever was fetched since."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.audit.ledgers.ledgers import release
from tests.kept_requests import WHO, keep, request
from tests.repositories import Repo

from trailbook.release.reproduce import evidence_at, moment_of
from trailbook.trail.git.checkout import checked_out
from trailbook.trail.git.command import HistoryError
from trailbook.trail.git.repository import Repository
from trailbook.trail.requests.branch import evidence_branch
from trailbook.trail.trails import read_trails


def said(root: Path, revision: str) -> str:
    moment = moment_of(root, revision)
    return evidence_at(root, [moment])[moment.commit]


def kept_at(repo: Repo, landed: str, number: int, monkeypatch: pytest.MonkeyPatch, day: str) -> str:
    monkeypatch.setitem(WHO, "GIT_COMMITTER_DATE", f"{day}T12:00:00Z")
    return keep(repo, request(landed, number=number, description="It was asked for by two vendors.")).head


def test_a_release_takes_what_its_ledger_names_and_other_commits_what_was_fetched_by_then(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = repo.commit("Begin (#1)", {"docs/a.md": "# A\n\nOne.\n"})
    release(repo, "1.0.0")
    one = kept_at(repo, first, 1, monkeypatch, "2025-12-01")
    release(repo, "1.1.0")
    kept_at(repo, first, 2, monkeypatch, "2026-06-01")
    repo.commit("Go on", {"docs/a.md": "# A\n\nTwo.\n"})
    assert [said(repo.root, revision) for revision in ("1.0.0", "1.1.0", "HEAD", first)] == ["", one, one, one]


def test_what_a_release_names_is_taken_though_its_clock_was_ahead(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    first = repo.commit("Begin (#1)", {"docs/a.md": "# A\n\nOne.\n"})
    ahead = kept_at(repo, first, 1, monkeypatch, "2030-01-01")
    release(repo, "1.0.0")
    repo.commit("Go on", {"docs/a.md": "# A\n\nTwo.\n"})
    assert said(repo.root, "HEAD") == ahead
    assert said(repo.root, first) == ""


def test_a_clone_at_a_commit_has_what_was_said_then_and_nothing_since(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = repo.commit("Begin (#1)", {"docs/a.md": "# A\n\nOne.\n"})
    one = kept_at(repo, first, 1, monkeypatch, "2025-12-01")
    release(repo, "1.0.0")
    kept_at(repo, first, 1, monkeypatch, "2026-06-01")
    for evidence, source in (("", "title"), (one, "request")):
        with checked_out(repo.root, first, evidence) as clone:
            assert evidence_branch(Repository(clone).git).head == evidence
            decision = read_trails(Repository(clone), ["docs"])[0].decisions[0]
            assert decision.rationale.source == source
            assert not decision.request or decision.request.fetched == datetime(2026, 1, 3, 9, tzinfo=UTC)


def test_a_clone_that_lacks_what_a_release_names_says_how_to_get_it(repo: Repo) -> None:
    first = repo.commit("Begin (#1)", {"docs/a.md": "# A\n\nOne.\n"})
    keep(repo, request(first))
    release(repo, "1.0.0")
    clone = Repo(repo.root.parent / "clone")
    clone.git("pull", "--quiet", str(repo.root), "main")
    with pytest.raises(HistoryError, match="git fetch origin trailbook-evidence:trailbook-evidence"):
        said(clone.root, "HEAD")
