"""The trails of the files that say whose a key, a name and a role are: who changed them decides whose word counts.

They are no records, so no figure counts them. What each commit added and removed is said line by line.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import reduce
from operator import and_

from trailbook.text.files import MAX_BYTES
from trailbook.text.unseen import one_line
from trailbook.trail.approvals import with_signer, writers
from trailbook.trail.changes.change import Change
from trailbook.trail.commit_decisions import decision_of
from trailbook.trail.decisions import Decision, Trail
from trailbook.trail.git.blobs import Blobs
from trailbook.trail.git.commits import Commit
from trailbook.trail.git.mailmap import MAILMAP
from trailbook.trail.git.repository import History, Repository
from trailbook.trail.git.signatures import ALLOWED_SIGNERS, NONE
from trailbook.trail.sign_offs.roles import ROLES
from trailbook.trail.trusted_keys import signatures_of

TRUST_ROOTS = (ALLOWED_SIGNERS, MAILMAP, ROLES)
"""These files by name."""


def trust_root_path(name: str, folder: str) -> str:
    """Where one of the files is in a repository whose knowledge base is in a folder, which ends with a slash if any."""
    return f"{folder}{name}" if name == ROLES else name


def trust_root_trails(repository: Repository, revision: str = "HEAD") -> tuple[Trail, ...]:
    """A trail for each of the files that a history ever had, in the order above. Raises ``HistoryError``."""
    head = repository.commit_id(revision)
    paths = {name: trust_root_path(name, repository.prefix) for name in TRUST_ROOTS}
    if not repository.git.ask("log", "--format=%H", "--full-history", "--max-count=1", head, "--", *paths.values()):
        return ()
    with repository.blob_reader(MAX_BYTES) as read:
        found = [(name, tuple(_decisions(repository, head, path, read))) for name, path in paths.items()]
    return tuple(Trail(name, name, decisions) for name, decisions in found if decisions)


def _decisions(repository: Repository, head: str, name: str, read: Blobs) -> Iterator[Decision]:
    """The decisions on a file, newest first."""
    history, known_as = repository.history(head), repository.names(head).contact
    changed = {commit.id: _changes(commit, name, read) for commit in history.commits.values()}
    signatures = signatures_of(repository, (id for id, changes in changed.items() if changes))
    for decision in trust_root_decisions(history, name, changed, known_as):
        commit, signature = history.commits[decision.commit], signatures.get(decision.commit, NONE)
        agreed = with_signer(decision.approvals, signature.signers, writers(commit, known_as))
        yield replace(decision, signature=signature.state, approvals=agreed)


def trust_root_decisions(
    history: History, name: str, changed: Mapping[str, tuple[Change, ...]], known_as: Callable[[str], str]
) -> Iterator[Decision]:
    """The decisions on a file, newest first, given what commits changed in it; of signatures they say nothing.

    Each is by the author whom the commit names, whatever the mailmap says.
    """
    for commit in history.commits.values():
        if changes := changed.get(commit.id):
            yield replace(decision_of(history, commit, name, changes, known_as), author=commit.raw_author)


def _changes(commit: Commit, name: str, read: Blobs) -> tuple[Change, ...]:
    """The lines that a commit removed from a file and added to it."""
    return tuple(
        line
        for one in commit.changes
        if name in (one.path, one.old_path)
        for line in changed_lines(
            [read(blob) if blob and one.old_path == name else None for blob in one.before],
            read(one.after) if one.after and one.path == name else None,
        )
    )


def changed_lines(befores: Iterable[bytes | None], after: bytes | None) -> Iterator[Change]:
    """The lines that a file has no more, or has now, against what each parent of a commit has; each as a change."""
    now, before = _lines(after), [_lines(content) for content in befores]
    removed = reduce(and_, (lines - now for lines in before))
    added = reduce(and_, (now - lines for lines in before))
    yield from (Change(None, "lines", "removed", line, None) for line in removed.elements())
    yield from (Change(None, "lines", "added", None, line) for line in added.elements())


def _lines(content: bytes | None) -> Counter[str]:
    return Counter(filter(None, map(one_line, (content or b"").decode("utf-8", "replace").split("\n"))))
