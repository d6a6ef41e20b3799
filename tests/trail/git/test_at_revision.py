from datetime import date
from pathlib import Path

import pytest
from tests.repositories import Files, Repo

from trailbook.records.loading import load
from trailbook.text.files import find_files, walk_order
from trailbook.text.problem import Problem
from trailbook.trail.git.at_revision import files_at, knowledge_at
from trailbook.trail.git.command import HistoryError, NoHistoryError

FOLDERS = ("content", "./models/")
PAGE = "# A page\n\nText.\n"
POLICY = """---
id: POL-A
kind: policy
owner: ada
status: active
review: {cadence: yearly}
roles: [maker]
controls:
  - {id: C1, level: must}
---
# A

## Rule {#C1}

See TM-NONE.T1.
"""
FILES: Files = {
    "content/z.md": POLICY,
    "content/a/b.md": POLICY,
    "content/ä b.md": PAGE,
    "content/empty.md": "",
    "content/.hidden/a.md": PAGE,
    "content/a/.hidden.md": PAGE,
    "content/picture.png": b"\x89",
    "models/a.yaml": "id: TM-A\nkind: threat-model\n",
    "other/a.md": PAGE,
}


def test_a_revision_reads_as_it_would_if_it_were_checked_out(repo: Repo) -> None:
    (repo.root / "content").mkdir()
    for link, target in {"in": "../other/a.md", "out": "../../a.md", "lost": "none.md", "circle": "circle.md"}.items():
        (repo.root / f"content/{link}.md").symlink_to(target)
    repo.commit("One", FILES)
    expected = load(repo.root, FOLDERS)
    repo.commit("Two", {"content/z.md": "# Something else\n", "models/a.yaml": None})
    assert knowledge_at(repo.root, "HEAD~1", FOLDERS) == expected
    assert {problem.rule for problem in expected.problems} >= {"duplicate-id", "unreadable", "link-outside"}


def test_paths_are_those_inside_the_folder_of_the_knowledge_base(repo: Repo) -> None:
    commit = repo.commit("One", {f"kb/{path}": content for path, content in FILES.items()})
    found = files_at(repo.root / "kb", "main", ["content"], (".png",))
    assert (found.commit, found.day) == (commit, date(2026, 1, 1))
    assert found.contents == {"content/picture.png": b"\x89"}


def test_the_whole_tree_can_be_asked_for(repo: Repo) -> None:
    repo.commit("One", {"a.md": PAGE, "b/c.md": PAGE, ".github/d.md": PAGE})
    assert list(files_at(repo.root, "HEAD", ["."]).contents) == ["a.md", "b/c.md"]


def test_a_file_that_is_too_large_is_a_problem(repo: Repo) -> None:
    repo.commit("One", {"content/a.md": "a" * 1_001})
    found = files_at(repo.root, "HEAD", ["content"], largest=1_000)
    assert not found.contents
    assert found.problems == (Problem("content/a.md", 1, 1, "too-large", "the file has 1,001 bytes", "at most 1,000"),)


def test_a_file_whose_content_git_has_lost_is_a_problem(repo: Repo) -> None:
    repo.commit("One", {"content/a.md": PAGE, "content/b.md": "# Another page\n"})
    blob = repo.git("rev-parse", "HEAD:content/a.md")
    (repo.root / ".git/objects" / blob[:2] / blob[2:]).unlink()
    found = files_at(repo.root, "HEAD", ["content"])
    assert list(found.contents) == ["content/b.md"]
    assert [(problem.path, problem.rule) for problem in found.problems] == [("content/a.md", "unreadable")]


@pytest.mark.parametrize("revision", ["nowhere", "--all", "HEAD:content", "HEAD~9"])
def test_a_revision_that_is_not_there_is_an_error_with_its_remedy(repo: Repo, revision: str) -> None:
    repo.commit("One", FILES)
    with pytest.raises(HistoryError, match=r"there is no revision .*git fetch.*fetch-depth: 0"):
        files_at(repo.root, revision, FOLDERS)


def test_without_a_repository_there_is_no_history(tmp_path: Path) -> None:
    with pytest.raises(NoHistoryError, match="git init"):
        files_at(tmp_path, "HEAD", FOLDERS)


def test_disk_and_revision_are_read_in_the_same_order(tmp_path: Path) -> None:
    repo = Repo(tmp_path)
    paths = ["a/z/2.md", "a/z.md", "a/z/-/3.md", "a-b/1.md", "a/z-/4.md", "a/z/B.md", "a/z/é.md"]
    repo.commit("Begin", dict.fromkeys(paths, "# A\n"))
    folders = ["a/z-", "a-b", "a/z", "a"]
    disk = dict.fromkeys(file.relative_to(tmp_path).as_posix() for file in find_files(tmp_path, folders))
    assert list(disk) == list(files_at(tmp_path, "HEAD", folders).contents) == sorted(paths, key=walk_order)
    assert list(files_at(tmp_path, "HEAD", ["a/z", "a-b"]).contents)[-1] == "a-b/1.md"
    assert [file.name for file in find_files(tmp_path, ["a/z", "a-b"])][-1] == "1.md"
