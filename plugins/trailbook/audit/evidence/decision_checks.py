"""Checks the decisions in evidence against git's objects: each change to a record is listed once, and as git has it."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from trailbook.audit.evidence.diffs import unified
from trailbook.audit.evidence.facts import FACTS, TRAIL, DecisionFact, Undecided
from trailbook.audit.evidence.object_store import ObjectStore
from trailbook.audit.evidence.signature_claims import form_faults
from trailbook.audit.evidence.source import Decisions
from trailbook.text.unseen import without_surrogates
from trailbook.trail.decisions import Decision, Trail
from trailbook.trail.git.stored_commits import author_at, committer_at, titles_of


def covered_paths(store: ObjectStore, fact: DecisionFact, decision: Decision | None) -> set[str]:
    """The paths whose change a decision accounts for: where the record is, and where it was before."""
    moves = (
        (change for change in decision.changes if change.field == "path" and change.kind == "moved") if decision else ()
    )
    before = fact.file_before or ""
    return {
        fact.path,
        before.removeprefix(store.facts.folder),
        *(without_surrogates(str(move.before)) for move in moves),
    }


def undecided_changes(store: ObjectStore, covered: Mapping[str, set[str]]) -> list[Undecided]:
    """The changes to record files that no decision accounts for, given the paths ``covered`` in each commit."""
    return [
        Undecided(commit=commit, path=path)
        for commit, paths in covered.items()
        for path in map(without_surrogates, store.differences(commit))
        if path not in paths
    ]


def listing_faults(store: ObjectStore, trails: Sequence[Trail]) -> Iterator[str]:
    """Decisions that are listed twice, or in only one of the facts and the trails."""
    facts = store.facts.decisions
    if [fact.number for fact in facts] != list(range(1, len(facts) + 1)):
        yield "the decisions are not numbered from 1"
    if len({fact.diff for fact in facts}) != len(facts):
        yield "two decisions have the same diff"
    counted = Counter((fact.record, fact.commit) for fact in facts)
    in_trails = Counter((trail.record, decision.commit) for trail in trails for decision in trail.decisions)
    if counted != in_trails or any(number > 1 for number in counted.values()):
        yield f"the decisions in {TRAIL} are not those in {FACTS}, each once"


def completeness_faults(store: ObjectStore, decisions: Decisions, commits: set[str]) -> Iterator[str]:
    """Changes to record files in the period that are listed nowhere, and decisions that changed no file."""
    facts = store.facts
    covered: dict[str, set[str]] = {id: set() for id in commits}
    for fact in facts.decisions:
        if fact.commit not in commits:
            yield f"decision {fact.number} is of a commit that is not an ancestor of the end"
            continue
        _, decision = decisions.get((fact.record, fact.commit), (None, None))
        paths = covered_paths(store, fact, decision)
        covered[fact.commit] |= paths
        if paths.isdisjoint(map(without_surrogates, store.differences(fact.commit))) and not any(
            store.changed_elsewhere(fact.commit, path) for path in paths
        ):
            yield f"decision {fact.number} is of a file that its commit did not change"
    if not facts.controls:
        yield from _undecided_faults(store, covered)
    elif facts.undecided:
        yield "the evidence is limited to controls, and claims to list every other change"


def _undecided_faults(store: ObjectStore, covered: Mapping[str, set[str]]) -> Iterator[str]:
    listed = Counter(store.facts.undecided)
    for change in (change for change, number in listed.items() if number > 1):
        yield f"the change to {change.path} by commit {change.commit} is listed twice"
    changed = set(undecided_changes(store, covered))
    for change in sorted(changed - listed.keys(), key=_by_commit):
        yield f"commit {change.commit} changed {change.path}, which is listed neither in a decision nor in {FACTS}"
    for change in sorted(listed.keys() - changed, key=_by_commit):
        yield f"the change to {change.path} by commit {change.commit} is part of a decision, or there is none"


def _by_commit(change: Undecided) -> tuple[str, str]:
    return change.commit, change.path


def decision_faults(
    store: ObjectStore,
    fact: DecisionFact,
    decision: Decision,
    files: Mapping[str, bytes],
    merged: Collection[tuple[datetime, timedelta | None]],
) -> Iterator[str]:
    """Where a decision differs from its commit. ``merged`` is when each merge of the period was committed."""
    raw = store.need("commit", fact.commit)
    expected_and_stated = {
        "author": (store.author(fact.commit), decision.author),
        "title": (True, decision.title in titles_of(raw)),
        "date": (_with_zone(author_at(raw)[2]), _with_zone(decision.authored)),
        "path": (fact.path, decision.path),
        "record": (store.record_blob(fact.commit, fact.path), fact.blob),
        "file before": (_file_before(store, fact), fact.file_before),
    }
    for name, (expected, stated) in expected_and_stated.items():
        if expected != stated:
            yield f"decision {fact.number}: the {name} is not that of commit {fact.commit}"
    for part in form_faults(decision, raw, store.facts.object_format, is_copy=store.facts.is_copy):
        yield f"decision {fact.number}: {part} is not that of commit {fact.commit}"
    committed = committer_at(raw)[2]
    if _with_zone(decision.landed) not in {_with_zone(committed), *merged} or decision.landed < committed:
        yield f"decision {fact.number}: neither commit {fact.commit} nor a merge after it is of the time when it landed"
    if _diff(store, fact) != files.get(fact.diff):
        yield f"decision {fact.number}: {fact.diff} is not the difference of what git holds"


def merge_times(store: ObjectStore, commits: Iterable[str]) -> set[tuple[datetime, timedelta | None]]:
    """When each merge among commits was committed, with the zone that it states."""
    merges = (store.need("commit", id) for id in commits if len(store.parents(id)) > 1)
    return {_with_zone(committer_at(raw)[2]) for raw in merges}


def _with_zone(moment: datetime) -> tuple[datetime, timedelta | None]:
    return moment, moment.utcoffset()


def _file_before(store: ObjectStore, fact: DecisionFact) -> str | None:
    """Where the commit's first parent has the file: at the same path, or at that of a file which the commit removed.

    If it removed several, the evidence decides which of them became this one.
    """
    path, stated = f"{store.facts.folder}{fact.path}", fact.file_before
    parent = next(iter(store.parents(fact.commit)), None)
    if parent is None:
        return None
    if store.blob_in(parent, path):
        return path
    is_moved = stated and store.blob_in(parent, stated) and store.blob_in(fact.commit, stated) is None
    return stated if is_moved else None


def _diff(store: ObjectStore, fact: DecisionFact) -> bytes:
    """The diff of a decision, computed from the objects."""
    parent = next(iter(store.parents(fact.commit)), "")
    blob_before = store.blob_in(parent, fact.file_before) if fact.file_before and parent else None
    before, after = (store.need("blob", blob) if blob else None for blob in (blob_before, fact.blob))
    path = f"{store.facts.folder}{fact.path}"
    return unified(before, after, fact.file_before or path, path).encode("utf-8", "replace")
