from datetime import date
from pathlib import Path

from tests.repositories import Repo

from trailbook.trail.git.at_revision import last_release

FILES = {
    "threat-models/a.yaml": "first",
    "threat-models/a.md": "not asked for",
    "other/a.yaml": "not asked for",
}


def test_without_a_tag_or_a_repository_there_is_no_release(repo: Repo, tmp_path: Path) -> None:
    assert last_release(tmp_path, ["threat-models"]) is None
    repo.commit("One", FILES)
    assert last_release(repo.root, ["threat-models"]) is None


def test_the_release_holds_the_files_of_the_record_folders_as_they_were(repo: Repo) -> None:
    repo.commit("One", FILES)
    repo.git("tag", "v1")
    repo.commit("Two", {"threat-models/a.yaml": "second", "threat-models/b.yaml": "new"})
    release = last_release(repo.root, ["threat-models", "missing"], (".yaml",))
    assert release
    assert (release.name, release.day) == ("v1", date(2026, 1, 1))
    assert release.contents == {"threat-models/a.yaml": b"first"}


def test_a_commit_that_is_released_itself_is_compared_with_the_release_before(repo: Repo) -> None:
    repo.commit("One", FILES)
    repo.git("tag", "v1")
    repo.commit("Two")
    repo.git("tag", "--annotate", "--message=Two", "v2")
    release = last_release(repo.root, ["threat-models"])
    assert release
    assert release.name == "v1"


def test_a_tag_on_another_branch_is_no_release_of_this_one(repo: Repo) -> None:
    repo.commit("One", FILES)
    repo.branch("other")
    repo.commit("Two")
    repo.git("tag", "v1")
    repo.checkout("main")
    assert last_release(repo.root, ["threat-models"]) is None


def test_paths_are_those_inside_the_folder_of_the_knowledge_base(repo: Repo) -> None:
    repo.commit("One", {"kb/threat-models/ä b.yaml": "first"})
    repo.git("tag", "v1")
    repo.commit("Two")
    release = last_release(repo.root / "kb", ["threat-models"])
    assert release
    assert release.contents == {"threat-models/ä b.yaml": b"first"}
