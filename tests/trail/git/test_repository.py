import subprocess
from pathlib import Path

import pytest
from tests.repositories import Repo

from trailbook.trail.git.command import HistoryError
from trailbook.trail.git.repository import Repository


def test_a_folder_in_no_repository_says_how_to_begin(tmp_path: Path) -> None:
    with pytest.raises(HistoryError, match="git init"):
        Repository(tmp_path)


def test_a_repository_with_no_commit_says_so(repo: Repo) -> None:
    with pytest.raises(HistoryError, match="nothing is committed yet"):
        Repository(repo.root).history()


def test_a_shallow_clone_says_how_to_mend_it(repo: Repo, tmp_path: Path) -> None:
    repo.commit("one", {"a.md": "a"})
    repo.commit("two", {"a.md": "b"})
    subprocess.run(["git", "clone", "-q", "--depth=1", f"file://{repo.root}", tmp_path / "shallow"], check=True)
    with pytest.raises(HistoryError, match="fetch-depth: 0"):
        Repository(tmp_path / "shallow")


def test_a_partial_clone_says_how_to_mend_it(repo: Repo, tmp_path: Path) -> None:
    repo.commit("one", {"a.md": "a"})
    repo.git("config", "uploadpack.allowFilter", "true")
    clone = ["git", "clone", "-q", "--filter=blob:none", f"file://{repo.root}", str(tmp_path / "partial")]
    subprocess.run(clone, check=True)
    with pytest.raises(HistoryError, match="without '--filter'"):
        Repository(tmp_path / "partial")


def test_an_unknown_revision_is_named(repo: Repo) -> None:
    repo.commit("one", {"a.md": "a"})
    with pytest.raises(HistoryError, match="no revision 'nowhere'"):
        Repository(repo.root).history("nowhere")


def test_a_revision_is_never_taken_for_an_option(repo: Repo) -> None:
    repo.commit("one", {"a.md": "a"})
    with pytest.raises(HistoryError):
        Repository(repo.root).history("--output=stolen")
    assert not (repo.root / "stolen").exists()


def test_commits_come_newest_first_with_their_files(repo: Repo) -> None:
    first = repo.commit("one", {"a b.md": "a\n" * 9})
    repo.git("mv", "a b.md", "ü.md")
    second = repo.commit("two")
    history = Repository(repo.root).history()
    assert list(history.commits) == [second, first]
    (change,) = history.commits[second].changes
    assert (change.old_path, change.path) == ("a b.md", "ü.md")
    assert change.before == (change.after,)


def test_a_merge_lists_only_what_it_changed_itself(repo: Repo) -> None:
    repo.commit("one", {"a.md": "a", "b.md": "b"})
    repo.branch("topic")
    repo.commit("topic", {"b.md": "changed on the branch"})
    repo.checkout("main")
    repo.commit("main", {"a.md": "changed on main"})
    merge = repo.merge("topic", "merge", {"evil.md": "changed in the merge"})
    changes = Repository(repo.root).history().commits[merge].changes
    assert [change.path for change in changes] == ["evil.md"]
    assert changes[0].before == (None, None)


def test_an_octopus_merge_with_a_change_of_its_own_is_read(repo: Repo) -> None:
    repo.commit("one", {"a.md": "a"})
    for name in ("x", "y"):
        repo.branch(name, "main")
        repo.commit(name, {f"{name}.md": name})
    repo.checkout("main")
    merge = repo.merge("x y", "octopus", {"z.md": "own", "x.md": "changed again"})
    history = Repository(repo.root).history()
    assert {change.path: len(change.before) for change in history.commits[merge].changes} == {"x.md": 3, "z.md": 3}
    assert len(history.commits) == 4


def test_the_oldest_merge_on_the_main_line_brought_a_commit(repo: Repo) -> None:
    repo.commit("one", {"a.md": "a"})
    repo.branch("topic")
    early = repo.commit("early", {"b.md": "b"})
    repo.checkout("main")
    repo.commit("main", {"a.md": "aa"})
    repo.checkout("topic")
    back = repo.merge("main", "Merge branch 'main' into topic")
    late = repo.commit("late", {"c.md": "c"})
    repo.checkout("main")
    merge = repo.merge("topic", "Merge pull request #1")
    merges = Repository(repo.root).history().merges
    assert {merges[early], merges[back], merges[late]} == {merge}
    assert merge not in merges


def test_names_messages_and_paths_of_any_bytes_are_read(repo: Repo) -> None:
    repo.git("config", "i18n.commitEncoding", "ISO-8859-1")
    id = repo.commit("Gr\xfc\xdfe\n\nvon \xfcberall".encode("latin-1"), {'new\nline "q" \u202e.md': "a"})
    commit = Repository(repo.root).history().commits[id]
    assert commit.title == "Grüße"
    assert commit.changes[0].path == 'new\nline "q" \u202e.md'


def test_the_mailmap_names_authors_and_contacts(repo: Repo) -> None:
    repo.commit("one", {".mailmap": "Ada Lovelace <ada@example.org> Ada <ada@example.org>\n"})
    repo.write({".mailmap": "Somebody Else <ada@example.org>\n"})
    repository = Repository(repo.root)
    (commit,) = repository.history().commits.values()
    assert (commit.author.name, commit.raw_author.name) == ("Ada Lovelace", "Ada")
    assert repository.names().contact("Ada <ada@example.org>") == "Ada Lovelace <ada@example.org>"
    assert repository.names().contact("no contact") == "no contact"


def test_settings_of_the_user_do_not_change_what_is_read(repo: Repo) -> None:
    id = repo.commit("one", {"a.md": "a"})
    for setting in (
        "log.showSignature true",
        "diff.noprefix true",
        "color.ui always",
        "log.decorate full",
        "format.pretty x",
    ):
        repo.git("config", *setting.split())
    assert list(Repository(repo.root).history().commits) == [id]


def test_a_replaced_commit_is_read_as_it_was_committed(repo: Repo) -> None:
    first = repo.commit("one", {"a.md": "a"})
    second = repo.commit("two", {"a.md": "b"})
    repo.git("replace", second, first)
    history = Repository(repo.root).history("main")
    assert history.commits[second].title == "two"
    assert list(history.commits) == [second, first]


def test_a_repository_of_sha_256_is_read(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "sha", "--object-format=sha256")
    id = repo.commit("one", {"a.md": "a"})
    history = Repository(repo.root).history()
    assert len(id) == 64
    blob = history.commits[id].changes[0].after
    assert blob is not None
    with Repository(repo.root).blob_reader(100) as read:
        assert read(blob) == b"a"


def test_links_and_submodules_are_no_records(repo: Repo) -> None:
    (repo.root / "link.md").symlink_to("/etc/passwd")
    id = repo.commit("one")
    assert Repository(repo.root).history().commits[id].changes[0].after is None


def test_a_missing_or_large_blob_is_none(repo: Repo) -> None:
    id = repo.commit("one", {"a.md": "a" * 50})
    repository = Repository(repo.root)
    blob = repository.history().commits[id].changes[0].after
    assert blob is not None
    with repository.blob_reader(10) as read:
        assert (read("0" * 40), read(blob)) == (None, None)


def test_a_worktree_and_a_detached_head_are_read(repo: Repo, tmp_path: Path) -> None:
    first = repo.commit("one", {"kb/a.md": "a"})
    repo.commit("two", {"kb/a.md": "b"})
    repo.git("worktree", "add", "--quiet", "--detach", str(tmp_path / "tree"), first)
    repository = Repository(tmp_path / "tree" / "kb")
    assert repository.prefix == "kb/"
    assert list(repository.history().commits) == [first]


def test_several_roots_are_read(repo: Repo) -> None:
    repo.commit("one", {"a.md": "a"})
    repo.git("checkout", "--quiet", "--orphan", "other")
    repo.commit("another root", {"a.md": None, "b.md": "b"})
    repo.git("checkout", "--quiet", "main")
    repo.git("merge", "--no-commit", "--allow-unrelated-histories", "--no-ff", "--quiet", "other")
    repo.commit("join")
    assert len(Repository(repo.root).history().commits) == 3


def test_files_that_differ_from_what_is_committed_are_told(repo: Repo) -> None:
    files = dict.fromkeys(("kb/a.md", "kb/b c.md", "kb/ümläut.md", "kb/gone.md", "other.md"), "# A\n")
    repo.commit("Begin", files)
    assert Repository(repo.root / "kb").edited() == frozenset()
    repo.write({"kb/b c.md": "# B\n", "kb/ümläut.md": "# U\n", "kb/gone.md": None, "other.md": "", "kb/new.md": ""})
    assert Repository(repo.root / "kb").edited() == {"b c.md", "ümläut.md", "gone.md"}
    assert "other.md" in Repository(repo.root).edited()
