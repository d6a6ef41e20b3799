"""Whether the decisions in evidence are those of its commits: each change to a record once, and as git shows it."""

from collections import Counter
from collections.abc import Iterator, Mapping

from trailbook.audit.evidence.commits import author_at, is_signed, titles_of
from trailbook.audit.evidence.diffs import unified
from trailbook.audit.evidence.facts import FACTS, TRAIL, DecisionFact, Undecided
from trailbook.audit.evidence.object_store import Held, plain
from trailbook.trail.decisions import Decision, Trail
from trailbook.trail.git.commits import Person

Told = Mapping[tuple[str, str], Decision]


def told_by(trails: list[Trail]) -> Told:
    """The decisions of trails by record and commit."""
    return {(trail.record, one.commit): one for trail in trails for one in trail.decisions}


def listing_faults(held: Held, trails: list[Trail]) -> Iterator[str]:
    """Decisions that are listed twice, or in one of the two files for programs alone."""
    facts = held.facts.decisions
    if [fact.number for fact in facts] != list(range(1, len(facts) + 1)):
        yield "the decisions are not numbered from 1"
    if len({fact.diff for fact in facts}) != len(facts):
        yield "two decisions have one diff"
    counted = Counter((fact.record, fact.commit) for fact in facts)
    told = Counter((trail.record, one.commit) for trail in trails for one in trail.decisions)
    if counted != told or any(number > 1 for number in counted.values()):
        yield f"the decisions in {TRAIL} are not those in {FACTS}, each once"


def completeness_faults(held: Held, told: Told, commits: set[str]) -> Iterator[str]:
    """Changes to files of records in the period that are listed nowhere, and decisions that changed none."""
    facts = held.facts
    covered: dict[str, set[str]] = {id: set() for id in commits}
    for fact in facts.decisions:
        if fact.commit not in commits:
            yield f"decision {fact.number} is of a commit that the end does not stand on"
            continue
        paths = covered_by(held, fact, told.get((fact.record, fact.commit)))
        covered[fact.commit] |= paths
        if not paths & {plain(path) for path in held.differences(fact.commit)}:
            yield f"decision {fact.number} is of a file that its commit did not change"
    if facts.controls:
        if facts.undecided:
            yield "evidence that is limited says that it lists every other change"
        return
    yield from _left_out(held, covered)


def _left_out(held: Held, covered: Mapping[str, set[str]]) -> Iterator[str]:
    listed = Counter(held.facts.undecided)
    for one in (one for one, number in listed.items() if number > 1):
        yield f"the change to {one.path} by commit {one.commit} is listed twice"
    changed = {
        Undecided(commit=id, path=plain(path))
        for id in covered
        for path in held.differences(id)
        if plain(path) not in covered[id]
    }
    for one in sorted(changed - listed.keys(), key=lambda one: (one.commit, one.path)):
        yield f"commit {one.commit} changed {one.path}, which no decision and no other line of {FACTS} tells"
    for one in sorted(listed.keys() - changed, key=lambda one: (one.commit, one.path)):
        yield f"the change to {one.path} by commit {one.commit} is a decision's, or is none"


def decision_faults(held: Held, fact: DecisionFact, decision: Decision, files: Mapping[str, bytes]) -> Iterator[str]:
    """What a decision says otherwise than its commit."""
    raw = held.need("commit", fact.commit)
    authored = author_at(raw)[2]
    said = {
        "author": (author_of(held, fact.commit), decision.author),
        "title": (True, decision.title in titles_of(raw)),
        "date": ((authored, authored.utcoffset()), (decision.date, decision.date.utcoffset())),
        "path": (fact.path, decision.path),
        "record": (held.record_blob(fact.commit, fact.path), fact.blob),
        "file before": (_before(held, fact), fact.file_before),
        "signature": (True, decision.signature == "none" or is_signed(raw) or held.facts.is_copy),
    }
    for name, (one, other) in said.items():
        if one != other:
            yield f"decision {fact.number}: the {name} is not that of commit {fact.commit}"
    if diff_of(held, fact) != files.get(fact.diff):
        yield f"decision {fact.number}: {fact.diff} is not the difference of what git holds"


def _before(held: Held, fact: DecisionFact) -> str | None:
    """Where the first parent had the file: at the path itself, else where a file was that the commit took away.

    Which of those git took for the same is what the evidence says.
    """
    path, told = f"{held.facts.folder}{fact.path}", fact.file_before
    parent = next(iter(held.parents(fact.commit)), None)
    if parent is None:
        return None
    if held.blob_in(parent, path):
        return path
    is_moved = told and held.blob_in(parent, told) and held.blob_in(fact.commit, told) is None
    return told if is_moved else None


def diff_of(held: Held, fact: DecisionFact) -> bytes:
    """The diff of a decision, made anew from the objects."""
    parent = next(iter(held.parents(fact.commit)), "")
    before = held.blob_in(parent, fact.file_before) if fact.file_before and parent else None
    one, two = (held.need("blob", blob) if blob else None for blob in (before, fact.blob))
    path = f"{held.facts.folder}{fact.path}"
    return unified(one, two, fact.file_before or path, path).encode("utf-8", "replace")


def author_of(held: Held, id: str) -> Person:
    """The author of a commit as the mailmap at the end has them."""
    name, email, _ = author_at(held.need("commit", id))
    return held.mailmap.person(name, email)


def covered_by(held: Held, fact: DecisionFact, decision: Decision | None) -> set[str]:
    """The paths whose change a decision tells of: where the record is, and where it was."""
    moved = [one.before for one in decision.changes if one.field == "path" and one.kind == "moved"] if decision else []
    before = fact.file_before or ""
    return {fact.path, before.removeprefix(held.facts.folder), *(plain(str(path)) for path in moved)}


def uncovered(held: Held, commit: str, covered: set[str]) -> list[str]:
    """The changes of a commit to files of records that no decision tells of, by their paths."""
    return [plain(path) for path in held.differences(commit) if plain(path) not in covered]
