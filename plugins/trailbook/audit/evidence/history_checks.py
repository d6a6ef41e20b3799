"""Checks the history in evidence against git's objects: the commits of the period, its ends, the records in force."""

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date

from trailbook.audit.evidence.contents import NAMES, SHALLOW, SIGNERS, record_names
from trailbook.audit.evidence.facts import End, Facts
from trailbook.audit.evidence.forge_signatures import branch_commits
from trailbook.audit.evidence.object_store import ObjectStore
from trailbook.audit.evidence.period import leading_to
from trailbook.text.days import read_day
from trailbook.trail.git.commits import utc_day
from trailbook.trail.git.mailmap import MAILMAP
from trailbook.trail.git.objects import FOLDER, parents_of, tree_entries, tree_of
from trailbook.trail.git.signatures import ALLOWED_SIGNERS
from trailbook.trail.git.stored_commits import committer_at, titles_of

_LIKE_A_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
"""What a reader takes for a day, in the digits of whatever script."""


def period_commits(end: str, commits: Mapping[str, bytes], outside: frozenset[str]) -> set[str]:
    """The commits of the period: the end and its ancestors, as far as they are not outside."""
    reached: set[str] = set()
    pending = [end]
    while pending:
        id = pending.pop()
        if id not in reached and id not in outside and id in commits:
            reached.add(id)
            pending += parents_of(commits[id])
    return reached


def history_faults(store: ObjectStore, commits: Mapping[str, bytes], files: Mapping[str, bytes]) -> Iterator[str]:
    """Commits that are missing or not of the period, and ends that differ from their commits."""
    facts = store.facts
    outside = frozenset(facts.outside)
    reached = period_commits(facts.end.commit, commits, outside)
    parents = {parent for id in reached for parent in parents_of(commits[id])}
    if facts.end.commit not in commits:
        yield f"commit {facts.end.commit}, the end of the period, is missing"
    for id in sorted((parents | outside) - commits.keys()):
        yield f"commit {id} is missing, and later commits descend from it"
    if len(reached) != facts.commits:
        yield f"{len(reached):,} commits lead to the end; the evidence says {facts.commits:,}"
    ways = _ways_back(facts, commits)
    for id in sorted(outside - ways if facts.start else ()):
        yield f"commit {id} is said to be before the period, and is no ancestor of its start"
    kept = {id for id, _ in branch_commits(store)}
    for id in sorted(commits.keys() - reached - outside - ways - kept):
        yield f"commit {id} is not an ancestor of the end"
    yield from _edge_faults(facts, parents - reached)
    if files.get(SHALLOW, b"") != "".join(f"{id}\n" for id in facts.outside).encode():
        yield f"{SHALLOW} does not list the commits just before the period"
    for name, end in (("start", facts.start), ("end", facts.end)):
        if end and end.commit in commits:
            yield from _end_faults(name, end, commits[end.commit])
    yield from _day_faults(facts)


def _ways_back(facts: Facts, commits: Mapping[str, bytes]) -> set[str]:
    """The commits on the ways from the start to the others just before the period; none if there is no start."""
    if facts.start is None or facts.start.commit not in commits:
        return set()
    return set(
        leading_to(facts.outside, facts.start.commit, lambda one: parents_of(commits[one]) if one in commits else ())
    )


def _edge_faults(facts: Facts, edge: set[str]) -> Iterator[str]:
    """Commits just before the period that differ from those that the facts list. ``edge`` are those found."""
    if facts.start is None and facts.outside:
        yield "the evidence says that it begins with the first commit, and leaves out commits before it"
    expected = edge | ({facts.start.commit} if facts.start else set())
    if set(facts.outside) != expected or len(facts.outside) != len(expected):
        yield "the commits listed as just before the period are not the parents of its first commits"


def _end_faults(name: str, end: End, raw: bytes) -> Iterator[str]:
    committed = committer_at(raw)[2]
    if (end.committed, end.committed.utcoffset()) != (committed, committed.utcoffset()):
        yield f"the date of the {name} is not that of commit {end.commit}"
    if end.title not in titles_of(raw):
        yield f"the title of the {name} is not that of commit {end.commit}"


def _day_faults(facts: Facts) -> Iterator[str]:
    """Days asked for that do not fit the ends of the period. Nothing can prove a revision that was asked for."""
    if facts.start and not facts.since:
        yield "the evidence has a start, and says that none was asked for"
    since, until = read_day(facts.since), read_day(facts.until)
    for asked, day in ((facts.since, since), (facts.until, until)):
        if day is None and _LIKE_A_DAY.fullmatch(asked):
            yield f"the period is said to end or begin at {asked!r}, which looks like a day and is none"
    if facts.start and since and _day(facts.start) >= since:
        yield f"the start was committed on {_day(facts.start)}, which is not before {facts.since}"
    if until and _day(facts.end) > until:
        yield f"the end was committed on {_day(facts.end)}, which is after {facts.until}"


def _day(end: End) -> date:
    return utc_day(end.committed)


def stray_objects(store: ObjectStore, objects: Mapping[str, Collection[str]]) -> Iterator[str]:
    """Trees and blobs that no listed commit leads to, given the ids of the objects of each type."""
    known = {kind: set(ids) for kind, ids in objects.items()}
    pending = [tree_of(store.need("commit", id)) for id in sorted(known["commit"])]
    reached: set[str] = set()
    while pending:
        tree = pending.pop()
        if tree in reached or tree not in known["tree"]:
            continue
        reached.add(tree)
        for entry in tree_entries(store.need("tree", tree), store.facts.object_format):
            if entry.mode == FOLDER:
                pending.append(entry.id)
            elif entry.mode.startswith(b"100"):
                known["blob"].discard(entry.id)
    strays = (("tree", known["tree"] - reached), ("blob", known["blob"]))
    yield from (f"no commit leads to {kind} {id}" for kind, ids in strays for id in sorted(ids))


def record_faults(store: ObjectStore, files: Mapping[str, bytes]) -> Iterator[str]:
    """Records in force that differ from the commits at the ends of the period."""
    facts = store.facts
    for record in facts.records:
        for name, end, path, blob in (
            ("start", facts.start, record.path_at_start, record.blob_at_start),
            ("end", facts.end, record.path_at_end, record.blob_at_end),
        ):
            if path is None or end is None:
                if blob is not None or path is not None:
                    yield f"{record.record} at the {name} is incomplete: a path, a blob and a commit belong together"
            elif store.record_blob(end.commit, path) != blob or (blob is None and not store.is_link(end.commit, path)):
                yield f"{record.record} at the {name} is not what the commit holds at {path}"
    for name, (_, _, blob) in record_names(facts).items():
        if files.get(name) != store.need("blob", blob):
            yield f"{name} is not the record that was in force"
    if len({record.record for record in facts.records}) != len(facts.records):
        yield "a record is listed twice"


def repository_file_faults(store: ObjectStore, files: Mapping[str, bytes]) -> Iterator[str]:
    """Signers and a mailmap that differ from those in the commit at the end."""
    for name, path in ((SIGNERS, ALLOWED_SIGNERS), (NAMES, MAILMAP)):
        blob = store.blob_in(store.facts.end.commit, path)
        if files.get(name) != (store.need("blob", blob) if blob else None):
            yield f"{name} is not what the commit at the end holds as {path}"
