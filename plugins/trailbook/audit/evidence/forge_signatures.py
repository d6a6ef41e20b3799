"""Who signed the commits of the branch with what forges said, by the keys of whoever checks evidence.

Evidence has all commits of the branch, and of its trees those of the newest alone. Each commit lists in its message
what it brought, so its signature covers the statements of which evidence has the files.
"""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass

from trailbook.audit.evidence.forge_statements import StoredStatements
from trailbook.audit.evidence.object_store import MissingObjectError, ObjectStore
from trailbook.audit.evidence.signature_claims import NO_KEYS, Keys
from trailbook.text.prose import count, listed
from trailbook.trail.git.objects import parents_of
from trailbook.trail.git.ssh import CheckedSignature
from trailbook.trail.git.stored_commits import message_of
from trailbook.trail.requests.branch import BRANCH, listed_in
from trailbook.trail.requests.signed import suspects

ASK = "--signers names who may sign it"


@dataclass(frozen=True)
class Vouching:
    """What of the statements is forged, what is not proven, and who signed all of them, if somebody did."""

    faults: tuple[str, ...] = ()
    unproven: tuple[str, ...] = ()
    signed: str = ""


def branch_commits(store: ObjectStore) -> Iterator[tuple[str, bytes]]:
    """The commits of the branch as git stores them, newest first, as far as they are there."""
    pending, known = [store.facts.statements or ""], set[str]()
    while pending:
        id = pending.pop(0)
        if not id or id in known:
            continue
        known.add(id)
        try:
            raw = store.need("commit", id)
        except MissingObjectError:
            continue
        if raw:
            yield id, raw
            pending += parents_of(raw)


def vouching(store: ObjectStore, commits: Container[str], keys: Keys) -> Vouching:
    """Who vouches for the statements about the commits of the period. Raises ``MissingObjectError``."""
    if not store.facts.statements:
        return Vouching()
    if keys == NO_KEYS:
        return Vouching(unproven=(f"{_OWN.format(store.facts.statements)} Compare it with the ledger, or {ASK}.",))
    found = StoredStatements(store, store.facts.statements)
    wanted = {(file.path, file.blob) for files in found.landed_with(commits) for file in files}
    chain = dict(reversed(list(branch_commits(store))))
    said = {id: listed_in(message_of(raw)) for id, raw in chain.items()}
    asked = {id for id, brought in said.items() if brought & wanted or id == store.facts.statements}
    if wanted - set[tuple[str, str]]().union(*said.values()):
        asked |= {id for id, brought in said.items() if not brought}
    order = [id for id in chain if id in asked]
    checks = {id: keys.check(chain[id], store.facts.object_format) for id in order}
    return Vouching(*_judged(order, checks, said, wanted))


_OWN = (
    "What forges said of requests is that of commit {} of the branch "
    + BRANCH
    + ": that it is the repository's own, and "
    "that a forge said so, is NOT proven here."
)


def _judged(
    order: list[str],
    checks: Mapping[str, CheckedSignature],
    said: Mapping[str, frozenset[tuple[str, str]]],
    wanted: set[tuple[str, str]],
) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    states = [checks[id].state for id in order]
    forged = suspects(order, [one == "good" for one in states], [one == "bad" for one in states])
    faults = []
    for id in forged:
        why = checks[id].why or "it is not signed"
        brought = sorted(path for path, _ in said[id] & wanted) or ["what it brought"]
        faults += [
            f"{path}: commit {id} of {BRANCH}, a signed branch, is not by a key of yours: {why}" for path in brought
        ]
    good = [id for id in order if checks[id].state == "good"]
    left = wanted - set[tuple[str, str]]().union(*(said[id] for id in good))
    if left:
        why = next((checks[id].why for id in reversed(order) if checks[id].state != "good" and checks[id].why), "")
        rest = f"no commit of {BRANCH} that a key of yours signed lists them{f' ({why})' if why else ''}"
        return tuple(faults), (f"NOT proven of {count(len(left), 'statement')} of forges: {rest}.",), ""
    who = listed(list(dict.fromkeys(one.email or one.name for id in good for one in checks[id].signers)))
    signed = f"What forges said of requests is in commits of {BRANCH} that {who} signed, on whose word it rests."
    return tuple(faults), (), signed if wanted and not faults else ""
