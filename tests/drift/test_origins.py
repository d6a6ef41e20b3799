"""Since which commit a setting deviates, on real histories."""

import json
from pathlib import Path

import pytest
from tests.drift.drifting import TODAY, a_template, base, write
from tests.repositories import Repo

from trailbook.drift.detection import compare_snapshots
from trailbook.drift.origins import SnapshotHistory, snapshot_history
from trailbook.records.loading import load

TEMPLATE = a_template(where="apps[*].open", equals=False)
APP = "configurations/app.json"


def apps(**states: bool) -> str:
    listed = ",\n  ".join(f'{{"name": "{name}", "open": {str(state).lower()}}}' for name, state in states.items())
    return f'{{"apps": [\n  {listed}\n]}}\n'


def since(root: Path, past: SnapshotHistory | None = None) -> dict[str, str | None]:
    """The title of the commit since which each setting deviates."""
    found = compare_snapshots(root, load(root), TODAY, past or snapshot_history(root))
    return {
        deviation.setting: deviation.since.title if deviation.since else None
        for result in found.results
        for deviation in result.deviations
    }


@pytest.fixture
def kb(repo: Repo) -> Repo:
    repo.commit("Begin", dict(base(TEMPLATE)))
    return repo


def test_the_commit_that_made_it_deviate_and_not_a_later_one(kb: Repo) -> None:
    kb.commit("Export", {APP: apps(a=False, b=False)})
    kb.commit("Open a", {APP: apps(a=True, b=False)})
    kb.commit("Open b", {APP: apps(a=True, b=True)})
    kb.commit("Add c", {APP: apps(c=False, a=True, b=True)})
    assert since(kb.root) == {"apps[a].open": "Open a", "apps[b].open": "Open b"}


def test_what_deviated_from_the_first_export_on(kb: Repo) -> None:
    kb.commit("Export", {APP: apps(a=True)})
    kb.commit("Other", {"content/other.md": "# Other\n"})
    assert since(kb.root) == {"apps[a].open": "Export"}


def test_what_was_mended_and_came_back_deviates_since_it_came_back(kb: Repo) -> None:
    kb.commit("Export", {APP: apps(a=True)})
    kb.commit("Mend", {APP: apps(a=False)})
    kb.commit("Open again", {APP: apps(a=True)})
    assert since(kb.root) == {"apps[a].open": "Open again"}


def test_what_was_recent_in_its_time_does_not_deviate_since_the_first_export(repo: Repo) -> None:
    template = a_template(within_days=8, where="scanned")
    repo.commit("Begin", dict(base(template)))
    for title, day in (("Scan in May", "2026-05-01"), ("Scan in June", "2026-06-01")):
        repo.commit(title, {APP: json.dumps({"scanned": day})})
    repo.commit("Look again", {APP: json.dumps({"scanned": "2026-06-01", "apps": []})})
    assert since(repo.root) == {"scanned": "Scan in June"}


def test_a_setting_is_followed_when_others_come_and_go_before_it(kb: Repo) -> None:
    kb.commit("Export", {APP: apps(a=False, b=True)})
    kb.commit("Remove a", {APP: apps(b=True)})
    kb.commit("Add c and d", {APP: apps(c=False, d=False, b=True)})
    assert since(kb.root) == {"apps[b].open": "Export"}


def test_a_file_is_followed_through_a_rename(kb: Repo) -> None:
    old = "configurations/old.json"
    kb.commit("Export", {old: apps(a=True, b=False, c=False, d=False)})
    kb.git("mv", old, APP)
    kb.commit("Rename")
    assert since(kb.root) == {"apps[a].open": "Export"}


def test_a_branch_is_followed_to_the_commit_on_it(kb: Repo) -> None:
    kb.commit("Export", {APP: apps(a=False, b=False)})
    kb.branch("feature")
    kb.commit("Open a", {APP: apps(a=True, b=False)})
    kb.checkout("main")
    kb.commit("Other", {"content/other.md": "# Other\n"})
    kb.merge("feature", "Merge")
    assert since(kb.root) == {"apps[a].open": "Open a"}


def test_each_setting_is_followed_to_its_own_side_of_a_merge(kb: Repo) -> None:
    kb.commit("Export", {APP: apps(a=False, x=False, y=False, z=False, b=False)})
    kb.branch("feature")
    kb.commit("Open a", {APP: apps(a=True, x=False, y=False, z=False, b=False)})
    kb.checkout("main")
    kb.commit("Open b", {APP: apps(a=False, x=False, y=False, z=False, b=True)})
    kb.merge("feature", "Merge", {APP: apps(a=True, x=True, y=False, z=False, b=True)})
    assert since(kb.root) == {"apps[a].open": "Open a", "apps[b].open": "Open b", "apps[x].open": "Merge"}


def test_what_is_not_committed_has_no_commit(kb: Repo) -> None:
    kb.commit("Export", {APP: apps(a=True, b=False)})
    write(kb.root, {APP: apps(a=True, b=True)})
    assert since(kb.root) == {"apps[a].open": "Export", "apps[b].open": None}


def test_a_snapshot_that_is_not_committed_says_so(kb: Repo) -> None:
    write(kb.root, {APP: apps(a=True)})
    found = compare_snapshots(kb.root, load(kb.root), TODAY, snapshot_history(kb.root))
    assert found.has_history and found.snapshots[0].committed is None
    assert since(kb.root) == {"apps[a].open": None}


def test_a_revision_that_can_not_be_read_ends_the_way_back(kb: Repo) -> None:
    kb.commit("Export", {APP: apps(a=True)})
    kb.commit("Break", {APP: "{"})
    kb.commit("Repair", {APP: apps(a=True)})
    assert since(kb.root) == {"apps[a].open": "Repair"}


def test_a_snapshot_tells_when_it_was_committed_last(kb: Repo) -> None:
    kb.commit("Export", {APP: apps(a=False)})
    changed = kb.commit("Again", {APP: apps(a=False, b=False)})
    kb.commit("Other", {"content/other.md": "# Other\n"})
    (snapshot,) = compare_snapshots(kb.root, load(kb.root), TODAY, snapshot_history(kb.root)).snapshots
    assert snapshot.committed and snapshot.committed.commit == changed
    assert str(snapshot.committed.day) == "2026-01-01"


def test_a_knowledge_base_in_a_folder_of_a_repository(repo: Repo) -> None:
    inside = {f"kb/{path}": text for path, text in base(TEMPLATE).items()}
    repo.commit("Begin", {**inside, f"kb/{APP}": apps(a=True), APP: apps(a=False)})
    assert since(repo.root / "kb") == {"apps[a].open": "Begin"}


def test_without_git_all_but_the_commit_is_reported(tmp_path: Path) -> None:
    write(tmp_path, {**base(TEMPLATE), APP: apps(a=True)})
    past = snapshot_history(tmp_path)
    assert "git init" in past.gap
    found = compare_snapshots(tmp_path, load(tmp_path), TODAY, past)
    assert not found.has_history and found.count(covered=False) == 1
