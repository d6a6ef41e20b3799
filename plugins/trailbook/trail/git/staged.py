"""The commit that is about to be made: what is staged, with a message, as git would record it.

Git itself makes the commit, in a folder of its own that is thrown away, so that staged files, renames, merges and the
author come from the one program that knows. Neither the repository nor its index is changed.
"""

import os
from pathlib import Path
from shutil import copyfile

from trailbook.text.scratch import Scratch
from trailbook.trail.git.command import GitError, HistoryError, WorkTree, open_work_tree
from trailbook.trail.git.commits import Commit
from trailbook.trail.git.log import OPTIONS
from trailbook.trail.git.repository import read_commits


def pending_commit(root: Path, message: str) -> Commit:
    """The commit that ``git commit`` would make now of what is staged in the repository around a folder.

    Its id means nothing. Raises ``NoHistoryError`` if there is no repository, and ``HistoryError`` if git can't
    make the commit, such as in the middle of a merge with conflicts.
    """
    work = open_work_tree(root)
    with Scratch() as scratch:
        objects = work.common_dir / "objects"
        others = os.environ.get("GIT_OBJECT_DIRECTORY", ""), os.environ.get("GIT_ALTERNATE_OBJECT_DIRECTORIES", "")
        known = os.pathsep.join(filter(None, (str(objects.resolve()), *others)))
        index = _copy(Path(os.environ.get("GIT_INDEX_FILE") or work.git_dir / "index"), Path(scratch, "index"))
        git = work.git.using(
            GIT_OBJECT_DIRECTORY=scratch, GIT_ALTERNATE_OBJECT_DIRECTORIES=known, GIT_INDEX_FILE=str(index)
        )
        try:
            tree = git.text("write-tree")
            parents = [part for parent in _parents(work) for part in ("-p", parent)]
            file = Path(scratch, "message")
            file.write_text(message or "\n", encoding="utf-8", errors="surrogateescape")
            id = git.text("commit-tree", tree, *parents, "--no-gpg-sign", "-F", str(file))
            (commit,) = read_commits(git, *OPTIONS, "--no-walk", id)
        except GitError as error:
            said = " ".join(error.stderr.split())[:300]
            raise HistoryError(f"git can't make a commit of what is staged: {said}") from error
    return commit


def _copy(index: Path, copy: Path) -> Path:
    """A copy of an index, since git notes in it which trees it wrote. Where nothing was ever staged there is none."""
    if index.is_file():
        copyfile(index, copy)
    return copy


def _parents(work: WorkTree) -> list[str]:
    """The commit that is checked out, if there is one, and those that are being merged into it."""
    if not (head := work.git.ask("rev-parse", "--verify", "--quiet", "HEAD")):
        return []
    merging = work.git_dir / "MERGE_HEAD"
    return [head, *(merging.read_text(encoding="ascii").split() if merging.is_file() else ())]
