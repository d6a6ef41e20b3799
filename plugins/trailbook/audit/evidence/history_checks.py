"""Whether the commits in evidence are the whole history of its period, and what the facts say of them is so."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date

from trailbook.audit.evidence.commits import committer_at, titles_of
from trailbook.audit.evidence.contents import MAILMAP, SHALLOW, SIGNERS, record_names
from trailbook.audit.evidence.facts import End, Facts
from trailbook.audit.evidence.object_store import MAILMAP_PATH, Held
from trailbook.trail.git.objects import parents_of
from trailbook.trail.git.signatures import ALLOWED_SIGNERS

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def reached_from(end: str, commits: Mapping[str, bytes], outside: frozenset[str]) -> set[str]:
    """The commits of the period: the end, and what it stands on as far as that is not outside."""
    reached: set[str] = set()
    pending = [end]
    while pending:
        id = pending.pop()
        if id not in reached and id not in outside and id in commits:
            reached.add(id)
            pending += parents_of(commits[id])
    return reached


def history_faults(held: Held, commits: Mapping[str, bytes], files: Mapping[str, bytes]) -> Iterator[str]:
    """Commits that are missing, or are none of the period; ends and a beginning that are not those of the commits."""
    facts = held.facts
    outside = frozenset(facts.outside)
    reached = reached_from(facts.end.commit, commits, outside)
    parents = {parent for id in reached for parent in parents_of(commits[id])}
    if facts.end.commit not in commits:
        yield f"commit {facts.end.commit} is missing, which is the end"
    for id in sorted((parents | outside) - commits.keys()):
        yield f"commit {id} is missing, on which later ones stand"
    if len(reached) != facts.commits:
        yield f"{len(reached):,} commits lead to the end; the evidence says that they are {facts.commits:,}"
    for id in sorted(commits.keys() - reached - outside):
        yield f"commit {id} is none that the end stands on"
    yield from _beginning(facts, parents - reached)
    if files.get(SHALLOW, b"") != "".join(f"{id}\n" for id in facts.outside).encode():
        yield f"{SHALLOW} does not list the commits just before the period"
    for name, end in (("start", facts.start), ("end", facts.end)):
        if end and end.commit in commits:
            yield from _end_faults(name, end, commits[end.commit])
    yield from _day_faults(facts)


def _beginning(facts: Facts, edge: set[str]) -> Iterator[str]:
    """The period begins after its start, or with commits that stand on nothing."""
    if facts.start is None and facts.outside:
        yield "the evidence says that it begins with the first commit, and leaves out commits before"
    wanted = edge | ({facts.start.commit} if facts.start else set())
    if set(facts.outside) != wanted or len(facts.outside) != len(wanted):
        yield "the commits that are said to be just before the period are not those that it stands on"


def _end_faults(name: str, end: End, raw: bytes) -> Iterator[str]:
    committed = committer_at(raw)[2]
    if (end.committed, end.committed.utcoffset()) != (committed, committed.utcoffset()):
        yield f"the date of the {name} is not that of commit {end.commit}"
    if end.title not in titles_of(raw):
        yield f"the title of the {name} is not that of commit {end.commit}"


def _day_faults(facts: Facts) -> Iterator[str]:
    """Days that were asked for and are not those of the ends. A revision that was asked for proves nothing."""
    if facts.start and not facts.since:
        yield "the evidence has a start, and says that none was asked for"
    if facts.start and _is_day(facts.since) and _day(facts.start) >= date.fromisoformat(facts.since):
        yield f"the start was committed on {_day(facts.start)}, which is not before {facts.since}"
    if _is_day(facts.until) and _day(facts.end) > date.fromisoformat(facts.until):
        yield f"the end was committed on {_day(facts.end)}, which is after {facts.until}"


def _is_day(text: str) -> bool:
    return bool(_DAY.fullmatch(text))


def _day(end: End) -> date:
    return end.committed.astimezone(UTC).date()


def record_faults(held: Held, files: Mapping[str, bytes]) -> Iterator[str]:
    """Records in force that are not in the trees of the commits at the ends, or are told as something else."""
    facts = held.facts
    for one in facts.records:
        for end, at, path, blob in (
            ("start", facts.start, one.path_at_start, one.blob_at_start),
            ("end", facts.end, one.path_at_end, one.blob_at_end),
        ):
            if path is None or at is None:
                if blob is not None or path is not None:
                    yield f"{one.record} at the {end} is said to be a file, and where it was is not"
            elif held.record_blob(at.commit, path) != blob or (blob is None and not held.is_link(at.commit, path)):
                yield f"{one.record} at the {end} is not what the commit holds at {path}"
    for name, (_, _, blob) in record_names(facts).items():
        if files.get(name) != held.need("blob", blob):
            yield f"{name} is not the record that was in force"
    if len({one.record for one in facts.records}) != len(facts.records):
        yield "a record is listed twice"


def beside_faults(held: Held, files: Mapping[str, bytes]) -> Iterator[str]:
    """The keys and names that the repository knew at the end, where they are not what it held."""
    for name, path in ((SIGNERS, ALLOWED_SIGNERS), (MAILMAP, MAILMAP_PATH)):
        blob = held.blob_in(held.facts.end.commit, path)
        if files.get(name) != (held.need("blob", blob) if blob else None):
            yield f"{name} is not what the commit at the end holds as {path}"
