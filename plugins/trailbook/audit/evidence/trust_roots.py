"""Who changed the files in evidence that say whose a key, a name and a role are, read from the trees of its commits.

Whoever makes evidence and whoever checks it read them here, so a change that is left out is missed.
"""

from collections.abc import Mapping

from trailbook.audit.evidence.object_store import ObjectStore
from trailbook.text.files import MAX_BYTES
from trailbook.trail.changes.change import Change
from trailbook.trail.decisions import Trail
from trailbook.trail.gaps import Gap, trust_root_gaps
from trailbook.trail.git.repository import History
from trailbook.trail.trust_roots import TRUST_ROOTS, changed_lines, trust_root_decisions, trust_root_path


def trust_root_gaps_in(store: ObjectStore, history: History) -> list[Gap]:
    """The changes to these files in a period, newest first, with whoever agreed as commits state it.

    An agreement by a signature is left out: nothing in an archive proves it.
    Raises ``MissingObjectError`` if the tree of a commit, or of a parent, is not there.
    """
    changed = {name: _changes(store, history, trust_root_path(name, store.facts.folder)) for name in TRUST_ROOTS}
    return trust_root_gaps(
        Trail(name, name, tuple(trust_root_decisions(history, name, changed[name], store.mailmap.contact)))
        for name in TRUST_ROOTS
    )


def _changes(store: ObjectStore, history: History, path: str) -> Mapping[str, tuple[Change, ...]]:
    """What each commit of a period changed in a file, by its path in the repository."""
    found = {}
    for id in history.commits:
        after = store.blob_in(id, path)
        befores = [store.blob_in(parent, path) for parent in store.parents(id)] or [None]
        if after not in befores:
            found[id] = tuple(changed_lines([_content(store, blob) for blob in befores], _content(store, after)))
    return found


def _content(store: ObjectStore, blob: str | None) -> bytes | None:
    content = store.need("blob", blob) if blob else None
    return content if content is None or len(content) <= MAX_BYTES else None
