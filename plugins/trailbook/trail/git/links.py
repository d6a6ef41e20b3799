"""Which symbolic links of a repository may be followed: those to what git tracks."""

from functools import partial
from pathlib import Path

from trailbook.text.links import Territory
from trailbook.trail.git.command import Git, HistoryError, NoHistoryError, open_work_tree


def territory_of(root: Path) -> Territory:
    """What links in the folder of a knowledge base may lead to. Git is asked for its files on the first link.

    What is staged is tracked, and so is all that is below a submodule. Where git refuses to read the repository,
    nothing is.
    """
    try:
        git = open_work_tree(root).git
    except NoHistoryError:
        return Territory.of(root)
    except HistoryError:
        return Territory(root, root, frozenset)
    return Territory(root, git.folder, partial(_tracked, git))


def _tracked(git: Git) -> frozenset[str]:
    try:
        listed = git.output("ls-files", "-z", "--stage").decode("utf-8", "surrogateescape").split("\0")
    except HistoryError:
        return frozenset()
    entries = (entry.partition("\t") for entry in listed if entry)
    return frozenset(f"{path}/" if facts.startswith("160000") else path for facts, _, path in entries)
