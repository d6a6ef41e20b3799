"""One page read alone: as it is among all, and without the comparisons of pages that have nothing to do with it."""

from pathlib import Path

import pytest
from tests.building import noting
from tests.repositories import Repo

from trailbook.trail.decisions import Trail
from trailbook.trail.git.repository import Repository
from trailbook.trail.revisions import Pair, Revisions, Scope
from trailbook.trail.trails import read_page_trails, read_trails
from trailbook.workspace.workspace import open_workspace

TEXT = "# Rules\n\nLock the door of the office in the evening, and the windows as well.\n"
POLICY = "---\nid: POL-A\nkind: policy\nowner: Team\nreview: {cadence: yearly}\n---\n\n# A\n\nAs it is.\n"


def alone(repo: Repo, page: str) -> tuple[Trail, ...] | None:
    repository = Repository(repo.root)
    return read_page_trails(repository, Scope(repository.prefix, ("docs",)), page)


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    repo = Repo(tmp_path / "repo")
    repo.commit("begin", {"docs/rules.md": TEXT})
    repo.commit("others", {"docs/other.md": "# Other\n", "docs/more.md": "# More\n"})
    repo.commit("move", {"docs/rules.md": None, "docs/house/rules.md": f"{TEXT}\nAt once.\n"})
    repo.commit("more of the other", {"docs/other.md": "# Other\n\nIt goes on.\n"})
    return repo


def test_only_the_commits_of_a_page_are_compared(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Pair] = []
    monkeypatch.setattr(Revisions, "changes", noting(Revisions.changes, lambda _, *pair: asked.append(pair)))
    found = alone(repo, "docs/house/rules.md")
    assert found is not None
    assert [decision.title for decision in found[0].decisions] == ["move", "begin"]
    assert {side.path for pair in asked for side in pair if side} == {"docs/rules.md", "docs/house/rules.md"}


def test_a_page_is_kept_until_somebody_commits(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    first = alone(repo, "docs/other.md")
    repo.commit("once more", {"docs/other.md": "# Other\n\nIt goes on and on.\n"})
    second = alone(repo, "docs/other.md")
    assert first is not None
    assert second is not None
    assert (len(first[0].decisions), len(second[0].decisions)) == (2, 3)
    monkeypatch.setattr(Repository, "history", None)
    assert alone(repo, "docs/other.md") == second


def test_a_record_is_not_read_alone_nor_a_page_that_changed_with_one(repo: Repo) -> None:
    repo.commit("a policy", {"docs/policy.md": POLICY, "docs/more.md": "# More\n\nAnd more.\n"})
    assert alone(repo, "docs/policy.md") is None
    assert alone(repo, "docs/more.md") is None
    assert open_workspace(repo.root).trail("docs/more.md").decisions[0].title == "a policy"


def test_a_page_that_nobody_knows_has_no_trail(repo: Repo) -> None:
    assert alone(repo, "docs/unknown.md") == ()


def test_whoever_asks_for_many_pages_reads_all(repo: Repo) -> None:
    workspace = open_workspace(repo.root)
    whole = {trail.record: trail for trail in read_trails(Repository(repo.root), ("docs",))}
    repo.commit("many", {f"docs/{number}.md": f"# Page {number}\n" for number in range(6)})
    for page in ("docs/other.md", "docs/more.md", "docs/house/rules.md"):
        assert workspace.trail(page) == whole[page]
    for number in range(6):
        assert workspace.trail(f"docs/{number}.md").decisions[0].title == "many"
