"""What forges said of requests, as evidence carries it: the tree of the branch at one commit, and the statements in it.

The trees are all there, so nothing that the branch has about a commit of the period can be left out; of the statements,
those of requests that landed with one. That a forge said so is nowhere proven, and that the commit is of the
repository's own branch only where somebody compares its id, which the ledger of a release names.
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

from trailbook.audit.evidence.object_store import ObjectStore
from trailbook.text.problem import Problem
from trailbook.trail.decisions import Trail
from trailbook.trail.git.objects import parents_of
from trailbook.trail.git.stored_commits import author_at, message_of
from trailbook.trail.requests.branch import FOLDER, Statements
from trailbook.trail.requests.overlay import Asked, SameText, with_statements
from trailbook.trail.requests.rebased import Written, written


class StoredStatements(Statements):
    """The statements in evidence. Asking for a file or a tree that is missing raises ``MissingObjectError``."""

    def __init__(self, store: ObjectStore, commit: str) -> None:
        self.problems: list[Problem] = []
        self._store, self._commit = store, commit

    def _listed(self) -> Mapping[str, str]:
        return self._store.files_below(self._commit, FOLDER)

    def _contents(self, blobs: Iterable[str]) -> Mapping[str, bytes | None]:
        return {blob: self._store.need("blob", blob) for blob in blobs}


def with_what_forges_said(store: ObjectStore, trails: Sequence[Trail], commits: Container[str]) -> list[Trail]:
    """Decisions as their commits alone give them, with the reasons and reviews in the statements of evidence.

    ``commits`` are those of the period: whether a record changed after a review is told by them alone.
    """
    if not store.facts.statements:
        return list(trails)

    def same_text(_: Asked) -> SameText:
        def same(one: str, other: str, path: str) -> bool:
            if one not in commits or other not in commits:
                return False
            blob = store.record_blob(one, path)
            return blob is not None and blob == store.record_blob(other, path)

        return same

    def look(id: str) -> Written | None:
        if id not in commits:
            return None
        commit = store.need("commit", id)
        return written(parents_of(commit), message_of(commit), author_at(commit)[2])

    statements = StoredStatements(store, store.facts.statements)
    return with_statements(trails, statements, store.mailmap.contact, same_text, look)


def statement_faults(store: ObjectStore, commits: Container[str]) -> Iterator[str]:
    """Statements about the commits of the period that can't be read as what their names say.

    Those that are missing raise ``MissingObjectError``. When evidence is made, this collects them.
    """
    if commit := store.facts.statements:
        statements = StoredStatements(store, commit)
        for _ in statements.read(file for files in statements.landed_with(commits) for file in files):
            pass
        yield from (f"{problem.path}: {problem.message}" for problem in statements.problems)
