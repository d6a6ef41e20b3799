"""The trails of the files that say whose a key and a name are: who changed them decides whose word is whose.

They are no records, so no figure counts them. What each commit added and removed is said line by line.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import reduce
from operator import and_

from trailbook.text.files import MAX_BYTES
from trailbook.text.unseen import one_line
from trailbook.trail.approvals import with_signer, writers
from trailbook.trail.changes.change import Change
from trailbook.trail.decisions import Decision, Trail
from trailbook.trail.git.blobs import Blobs
from trailbook.trail.git.commits import FileChange
from trailbook.trail.git.mailmap import MAILMAP
from trailbook.trail.git.repository import Repository
from trailbook.trail.git.signatures import ALLOWED_SIGNERS, NONE
from trailbook.trail.trails import decision_of
from trailbook.trail.trusted_keys import signatures_of

TRUST_ROOTS = (ALLOWED_SIGNERS, MAILMAP)
"""These files, in the top folder of a repository."""


def trust_root_trails(repository: Repository, revision: str = "HEAD") -> tuple[Trail, ...]:
    """A trail for each of the files that a history ever had, in the order above. Raises ``HistoryError``."""
    head = repository.commit_id(revision)
    if not repository.git.ask("log", "--format=%H", "--full-history", "--max-count=1", head, "--", *TRUST_ROOTS):
        return ()
    with repository.blob_reader(MAX_BYTES) as read:
        found = [(name, tuple(_decisions(repository, head, name, read))) for name in TRUST_ROOTS]
    return tuple(Trail(name, name, decisions) for name, decisions in found if decisions)


def _decisions(repository: Repository, head: str, name: str, read: Blobs) -> Iterator[Decision]:
    """The decisions on a file, newest first, each by the author whom the commit names, whatever the mailmap says."""
    history, known_as = repository.history(head), repository.names(head).contact
    changed = {
        commit.id: changes
        for commit in history.commits.values()
        if (changes := tuple(line for one in commit.changes for line in _lines_changed(one, name, read)))
    }
    signatures = signatures_of(repository, changed)
    for id, changes in changed.items():
        commit = history.commits[id]
        signature = signatures.get(id, NONE)
        decision = decision_of(history, commit, name, changes, known_as)
        agreed = with_signer(decision.approvals, signature.signers, writers(commit, known_as))
        yield replace(decision, author=commit.raw_author, signature=signature.state, approvals=agreed)


def _lines_changed(change: FileChange, name: str, read: Blobs) -> Iterator[Change]:
    """The lines that a change removed from a file and added to it, each as a change."""
    if name not in (change.path, change.old_path):
        return
    after = _lines(read, change.after if change.path == name else None)
    befores = [_lines(read, blob if change.old_path == name else None) for blob in change.before]
    removed = reduce(and_, (before - after for before in befores))
    added = reduce(and_, (after - before for before in befores))
    yield from (Change(None, "lines", "removed", line, None) for line in removed.elements())
    yield from (Change(None, "lines", "added", None, line) for line in added.elements())


def _lines(read: Blobs, blob: str | None) -> Counter[str]:
    text = (read(blob) or b"").decode("utf-8", "replace") if blob else ""
    return Counter(filter(None, map(one_line, text.split("\n"))))
