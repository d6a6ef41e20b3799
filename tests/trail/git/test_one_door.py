"""Git is started in one place, so that every reading shows what was committed."""

import ast
import os
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from tests.repositories import Repo

import trailbook
from trailbook.audiences.history import read_history
from trailbook.release.reproduce import moment_of
from trailbook.release.versions import newest_release, versions_of
from trailbook.trail.git.at_revision import files_at, last_release
from trailbook.trail.git.checkout import checked_out
from trailbook.trail.git.command import Git, GitError, HistoryError, open_work_tree
from trailbook.trail.git.head import newest
from trailbook.trail.git.month_ends import month_ends
from trailbook.trail.git.ranges import read_range, renamed
from trailbook.trail.git.repository import Repository
from trailbook.trail.git.tags import tagged_commits
from trailbook.trail.trusted_keys import signatures_of

PACKAGE = Path(trailbook.__file__).parent
TEXT = "# Doors\n\nAll doors are shut.\n"
LATER = "2026-03-02T12:00:00Z"


def starts_git(tree: ast.AST) -> bool:
    """Whether a module imports GitPython, or has a command that begins with ``git``."""
    types = {node.slice for node in ast.walk(tree) if isinstance(node, ast.Subscript)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import) and any(name.name.split(".")[0] == "git" for name in node.names):
            return True
        if isinstance(node, ast.ImportFrom) and not node.level and (node.module or "").split(".")[0] == "git":
            return True
        if isinstance(node, ast.List | ast.Tuple) and node.elts and node not in types:
            first = node.elts[0]
            if isinstance(node.ctx, ast.Load) and isinstance(first, ast.Constant) and first.value == "git":
                return True
    return False


@pytest.mark.slow
def test_one_module_starts_git() -> None:
    found = [
        file.relative_to(PACKAGE).as_posix()
        for file in sorted(PACKAGE.rglob("*.py"))
        if starts_git(ast.parse(file.read_text(encoding="utf-8")))
    ]
    assert found == ["trail/git/command.py"]


def past_of(root: Path) -> object:
    with read_history(root) as (past, read):
        return past, [read(blob) for state in past.states for blob in state.values()]


def clone_of(root: Path) -> object:
    with checked_out(root, "HEAD") as clone:
        return [file.read_bytes() for file in sorted(clone.rglob("*.md"))]


def stored(root: Path) -> object:
    with Repository(root).blob_reader(1000) as read:
        return read("HEAD:docs/doors.md")


DOORS: dict[str, Callable[[Path], object]] = {
    "history": lambda root: Repository(root).history(),
    "blobs": stored,
    "files of a revision": lambda root: files_at(root, "HEAD", ("docs",)),
    "newest commit": newest,
    "last release": lambda root: last_release(root, ("docs",)),
    "ends of months": lambda root: list(month_ends(root, ("docs",), date(2026, 5, 1))),
    "range": lambda root: read_range(root, "HEAD~1..HEAD"),
    "renamed files": lambda root: renamed(root, read_range(root, "HEAD~1..HEAD")),
    "commit of a day": lambda root: moment_of(root, "2026-03-20"),
    "tags": lambda root: tagged_commits(Git(root)),
    "newest release": lambda root: newest_release(Git(root), ""),
    "published versions": lambda root: versions_of(root, "", ("*",)),
    "past of a copy": past_of,
    "clone": clone_of,
}


@pytest.fixture
def kb(repo: Repo) -> Repo:
    """Two commits, of which the first is a release, that git is asked to replace by others."""
    repo.commit("Begin", {"docs/doors.md": TEXT, "docs/releases/1.0.md": "# 1.0\n"})
    repo.git("tag", "1.0")
    repo.commit("Move", {"docs/doors.md": None, "docs/gates.md": TEXT}, GIT_COMMITTER_DATE=LATER)
    repo.commit("Revise", {"docs/doors.md": TEXT}, GIT_COMMITTER_DATE="2026-04-02T12:00:00Z")
    return repo


def replace_all(repo: Repo) -> None:
    """Have git show another commit, from another time and with other files, for each."""
    commits = repo.git("rev-list", "HEAD").split()
    blob = repo.git("hash-object", "-w", "--stdin", stdin=b"# Forged\n")
    tree = repo.git("mktree", stdin=f"100644 blob {blob}\tforged.md\n")
    at = "2025-01-01T00:00:00Z"
    forged = repo.git("commit-tree", "-m", "Forged", tree, GIT_COMMITTER_DATE=at, GIT_AUTHOR_DATE=at)
    for commit in commits:
        repo.git("replace", commit, forged)
    repo.git("replace", repo.git("--no-replace-objects", "rev-parse", "HEAD:docs/doors.md"), blob)


@pytest.mark.parametrize("door", DOORS)
def test_replacements_are_ignored_by(door: str, kb: Repo) -> None:
    before = DOORS[door](kb.root)
    replace_all(kb)
    assert kb.git("log", "--format=%s", "-1") == "Forged"
    assert DOORS[door](kb.root) == before


def test_the_repository_of_a_hook_is_not_taken_for_the_one_around_the_folder(
    kb: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Repo(tmp_path / "other")
    other.commit("Another", {"a.md": "a"})
    head = Repository(kb.root).commit_id()
    monkeypatch.setenv("GIT_DIR", str(other.root / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other.root))
    assert Repository(kb.root).commit_id() == head


def test_no_program_of_the_repository_is_started(kb: Repo, tmp_path: Path) -> None:
    alarm, program = tmp_path / "started", tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch {alarm}\n", encoding="utf-8")
    program.chmod(0o755)
    for setting in ("core.fsmonitor", "diff.external", "diff.x.textconv", "core.pager"):
        kb.git("config", setting, str(program))
    kb.write({".gitattributes": "*.md diff=x\n", "docs/doors.md": "# Doors\n"})
    for hook in ("reference-transaction", "post-index-change"):
        (kb.root / ".git" / "hooks").mkdir(exist_ok=True)
        (kb.root / ".git" / "hooks" / hook).symlink_to(program)
    alarm.unlink(missing_ok=True)
    assert Repository(kb.root).edited() == {"docs/doors.md"}
    for read in DOORS.values():
        read(kb.root)
    Git(kb.root).output("update-ref", "refs/heads/other", "HEAD")
    assert not alarm.exists()


def test_a_command_that_fails_says_what_git_says(kb: Repo) -> None:
    with pytest.raises(GitError, match=r"^git cat-file: .*nowhere") as caught:
        Git(kb.root).output("cat-file", "blob", "nowhere")
    assert caught.value.status
    with pytest.raises(GitError, match="git fast-import"):
        Git(kb.root).feed([b"nonsense\n"] * 100_000, "fast-import", "--quiet")


def test_a_stream_that_is_left_early_ends_git(kb: Repo) -> None:
    with pytest.raises(LookupError), Git(kb.root).running("cat-file", "--batch"):
        raise LookupError


def test_a_repository_that_git_refuses_to_read_is_an_error(kb: Repo) -> None:
    kb.git("config", "core.repositoryFormatVersion", "99")
    with pytest.raises(HistoryError, match="could not read this repository"):
        open_work_tree(kb.root)


def test_what_git_says_of_a_repository_of_somebody_else_is_one_line(kb: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")  # as git's own tests do
    with pytest.raises(HistoryError, match=r"detected dubious ownership in repository at '\S+' To add an exception"):
        open_work_tree(kb.root)


def test_a_bare_repository_is_read(kb: Repo, tmp_path: Path) -> None:
    subprocess.run(["git", "clone", "-q", "--bare", kb.root, tmp_path / "bare.git"], check=True)
    bare = open_work_tree(tmp_path / "bare.git")
    assert (bare.top, bare.prefix) == (bare.git_dir, "")
    assert bare.commit_id() == Repository(kb.root).commit_id()


SIGNED = """tree {tree}
author A <a@example.org> 1767225600 +0000
committer A <a@example.org> 1767225600 +0000
gpgsig -----BEGIN PGP SIGNATURE-----
 iQ==
 -----END PGP SIGNATURE-----

Signed
"""


def checked_by(kb: Repo, tmp_path: Path, theirs: str, ours: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Which program checks a signature where the repository and the user each name one, by these settings."""
    alarm = tmp_path / "started"
    tree = kb.git("rev-parse", "HEAD^{tree}")
    signed = kb.git("hash-object", "-t", "commit", "-w", "--stdin", stdin=SIGNED.format(tree=tree))
    for whose, setting in (("theirs", theirs), ("ours", ours)):
        program = tmp_path / whose
        program.write_text(f"#!/bin/sh\necho {whose} >> {alarm}\n", encoding="utf-8")
        program.chmod(0o755)
        file = tmp_path / "gitconfig" if whose == "ours" else kb.root / ".git" / "config"
        if setting:
            kb.git("config", "--file", str(file), setting, str(program))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    signatures_of(Repository(kb.root), [signed])
    return alarm.read_text(encoding="utf-8").strip() if alarm.exists() else "nobody's"


@pytest.mark.parametrize("ours", ["gpg.program", "gpg.openpgp.program"])
@pytest.mark.parametrize("theirs", ["gpg.program", "gpg.openpgp.program", ""])
def test_signatures_are_checked_by_the_program_that_the_user_names(
    kb: Repo, tmp_path: Path, theirs: str, ours: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert checked_by(kb, tmp_path, theirs, ours, monkeypatch) == "ours"


def test_signatures_are_not_checked_by_a_program_that_the_repository_names(
    kb: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert checked_by(kb, tmp_path, "gpg.program", "", monkeypatch) == "nobody's"


def test_filters_of_the_user_are_run_so_that_what_they_store_is_not_taken_for_an_edit(
    kb: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = tmp_path / "gitconfig"
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    kb.write({".gitattributes": "doors.md filter=upper\n", "docs/doors.md": TEXT.upper()})
    kb.git("config", "filter.upper.clean", "false")
    kb.git("config", "filter.upper.required", "true")
    assert Repository(kb.root).edited() == {"docs/doors.md"}
    kb.git("config", "--file", str(settings), "filter.upper.clean", f"printf '%s' '{TEXT}'")
    assert Repository(kb.root).edited() == frozenset()


def test_a_git_in_the_current_folder_is_not_started(kb: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    (kb.root / "git").write_text("#!/bin/sh\nexit 7\n", encoding="utf-8")
    (kb.root / "git").chmod(0o755)
    monkeypatch.chdir(kb.root)
    monkeypatch.setenv("PATH", os.pathsep.join((".", "", os.environ["PATH"])))
    assert Git(kb.root).says("rev-parse", "HEAD")


def test_a_repository_whose_files_are_elsewhere_is_an_error(kb: Repo, tmp_path: Path) -> None:
    kb.git("config", "core.worktree", str(tmp_path / "elsewhere"))
    with pytest.raises(HistoryError, match="elsewhere"):
        open_work_tree(kb.root)


def test_settings_that_git_cannot_read_are_an_error(kb: Repo) -> None:
    (kb.root / ".git" / "config").write_text("[broken", encoding="utf-8")
    with pytest.raises(HistoryError, match="could not read this repository"):
        open_work_tree(kb.root)
