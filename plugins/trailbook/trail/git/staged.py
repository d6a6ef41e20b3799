"""The commit that is about to be made: what is staged, with a message, as git would record it.

Git itself makes the commit, in a folder of its own that is thrown away, so that staged files, renames, merges and the
author are told by the one program that knows. Neither the repository nor its index is changed.
"""

import os
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory

import git

from trailbook.trail.git.at_revision import opened
from trailbook.trail.git.commits import Commit
from trailbook.trail.git.log import OPTIONS, read_log
from trailbook.trail.git.repository import HistoryError

_GIT = ("git", "-c", "i18n.commitEncoding=UTF-8", "-c", "log.showSignature=false")
"""Git without the settings of the user that would change what is read back."""


def pending_commit(root: Path, message: str) -> Commit:
    """The commit that ``git commit`` would make now of what is staged in the repository around a folder.

    Its id means nothing. Raises ``NoHistoryError`` where there is no repository, and ``HistoryError`` where git can't
    make the commit, such as in the middle of a merge with conflicts.
    """
    with opened(root) as repo, TemporaryDirectory(prefix="trailbook-") as scratch:
        objects = Path(repo.common_dir) / "objects"
        others = os.environ.get("GIT_OBJECT_DIRECTORY", ""), os.environ.get("GIT_ALTERNATE_OBJECT_DIRECTORIES", "")
        known = os.pathsep.join(filter(None, (str(objects.resolve()), *others)))
        index = _copy(Path(os.environ.get("GIT_INDEX_FILE") or Path(repo.git_dir, "index")), Path(scratch, "index"))
        repo.git.update_environment(
            GIT_OBJECT_DIRECTORY=scratch, GIT_ALTERNATE_OBJECT_DIRECTORIES=known, GIT_INDEX_FILE=str(index)
        )
        try:
            tree = repo.git.write_tree()
            parents = [part for parent in _parents(repo) for part in ("-p", parent)]
            file = Path(scratch, "message")
            file.write_text(message or "\n", encoding="utf-8", errors="surrogateescape")
            id = repo.git.execute([*_GIT, "commit-tree", tree, *parents, "--no-gpg-sign", "-F", str(file)])
            process = repo.git.execute([*_GIT, "log", *OPTIONS, "--max-count=1", str(id).strip()], as_process=True)
            (commit,) = read_log(process.stdout)
            process.wait()
        except git.GitCommandError as error:
            said = " ".join(str(error.stderr).split())[:300]
            raise HistoryError(f"git can't make a commit of what is staged: {said}") from error
    return commit


def _copy(index: Path, copy: Path) -> Path:
    """A copy of an index, since git notes in it which trees it wrote. Where nothing was ever staged there is none."""
    if index.is_file():
        copyfile(index, copy)
    return copy


def _parents(repo: git.Repo) -> list[str]:
    """The commit that is checked out, if there is one, and those that are being merged into it."""
    try:
        found = [str(repo.git.rev_parse("--verify", "--quiet", "HEAD")).strip()]
    except git.GitCommandError:
        return []
    merging = Path(repo.git_dir) / "MERGE_HEAD"
    return [*found, *(merging.read_text(encoding="ascii").split() if merging.is_file() else ())]
