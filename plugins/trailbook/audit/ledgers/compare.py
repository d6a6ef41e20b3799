"""Holds a ledger against the history as it is now.

What counts are commits. A decision whose commit is still an ancestor of the newest one is untouched, since a
commit's id is the hash of its content and of all that came before it. One whose commit is gone was rewritten or
dropped. One that is new and says it is older than the release was dated back, unless it lies on a branch that
was begun before the release and merged after it. That holds only while the commit is not dated before its own
parents. Somebody who dates a commit back with care, on a branch of the right age, can't be told from somebody who
was slow to merge: so what such a branch brought is listed, as a notice.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from trailbook.audit.ledgers.current_history import Today
from trailbook.audit.ledgers.findings import Finding, FindingKind
from trailbook.audit.ledgers.ledger import Entry, Ledger
from trailbook.trail.git.commits import Commit

CLOCKS = timedelta(minutes=10)
"""How far the clocks of two machines may differ before a date counts as earlier."""

SHOWN = 5
"""How many commits a finding names that is about many."""


def compare(ledger: Ledger, today: Today) -> tuple[Finding, ...]:
    """What the history of today has lost, remade, dated back or tells differently since a ledger was written."""
    gone = [entry for entry in ledger.decisions if entry.commit not in today.commits]
    remade = _remade(gone, ledger, today)
    found: list[Finding] = []
    if ledger.head not in today.commits:
        found.append(_head_gone(ledger, today))
    found += [_lost(entry, remade.get(entry.hash), ledger) for entry in gone]
    found += _forged(ledger, today)
    found += _dated(ledger, today, frozenset(entry.commit for entry in remade.values()))
    found += _not_recorded(ledger, today)
    found += _told_differently(ledger, today)
    return tuple(found)


def _head_gone(ledger: Ledger, today: Today) -> Finding:
    kept = [entry for entry in ledger.decisions if entry.commit in today.commits]
    since = f"the newest decision that is still there is of {_day(kept[-1])} ({kept[-1].commit[:10]})" if kept else ""
    rest = since or "none of its decisions is there under its commit"
    return Finding(
        "head-gone", "problem", ledger.version, f"commit {ledger.head[:10]} is no ancestor of the newest one; {rest}"
    )


def _remade(gone: Iterable[Entry], ledger: Ledger, today: Today) -> Mapping[str, Entry]:
    """What stands for decisions whose commits are gone, by the hash of each: same content first, then same words."""
    recorded = {entry.commit for entry in ledger.decisions}
    new = [entry for entry in today.entries if entry.commit not in recorded]
    by_content: dict[tuple[str, str | None], list[Entry]] = {}
    by_words: dict[tuple[str, str, str, float], list[Entry]] = {}
    for entry in new:
        by_content.setdefault((entry.record, entry.blob), []).append(entry)
        by_words.setdefault(_words(entry), []).append(entry)
    found: dict[str, Entry] = {}
    for entry in gone:
        same_content = by_content.get((entry.record, entry.blob), []) if entry.blob else []
        same_words = by_words.get(_words(entry), [])
        both = [other for other in same_content if other in same_words]
        if candidates := both or same_content or same_words:
            found[entry.hash] = candidates[0]
    return found


def _words(entry: Entry) -> tuple[str, str, str, float]:
    return entry.record, entry.author, entry.title, entry.date.timestamp()


def _lost(entry: Entry, now: Entry | None, ledger: Ledger) -> Finding:
    if now is None:
        return _about(entry, "vanished", ledger, "no commit makes it any more")
    differs = [
        name
        for name, is_same in (
            ("content", entry.blob == now.blob),
            ("title", entry.title == now.title),
            ("author", entry.author == now.author),
            ("date", entry.date == now.date),
            ("path", entry.path == now.path),
            ("parents", entry.parents == now.parents),
        )
        if not is_same
    ]
    told = f"differs in {', '.join(differs)}" if differs else "the same as far as a trail shows"
    return replace(_about(entry, "re-made", ledger, f"re-made as {now.commit[:10]}; {told}"), now=now.commit)


def _forged(ledger: Ledger, today: Today) -> Iterator[Finding]:
    """Entries that say something else of a commit than git does."""
    for entry in ledger.decisions:
        commit = today.commits.get(entry.commit)
        if commit is None:
            continue
        file = f"{today.prefix}{entry.path}"
        left = [change.after for change in commit.changes if change.path == file]
        if commit.parents != entry.parents or (left and left[0] != entry.blob):
            yield _about(entry, "altered", ledger, "git shows other facts of this commit")


def _dated(ledger: Ledger, today: Today, remade: frozenset[str]) -> Iterator[Finding]:
    """The new decisions that stand before the release, or say so."""
    recorded = {entry.commit for entry in ledger.decisions}
    before, after, older = today.ancestors(ledger.head), today.descendants(ledger.head), today.ancestors(*remade)
    release = ledger.date - CLOCKS
    for id, entries in today.by_commit.items():
        commit = today.commits[id]
        if id in recorded or id in before or id in remade:
            continue
        if id in older:
            found = _about(entries[0], "slipped-in", ledger, f"commit {id[:10]} is not in the ledger")
        elif min(commit.committed, commit.authored) >= release:
            continue
        elif not before or (commit.committed < release and (id in after or _is_before_its_parents(commit, today))):
            found = _back_dated(entries[0], commit, ledger)
        elif commit.committed < release:
            found = _merged_later(entries[0], commit, ledger, today)
        else:
            detail = f"written on {_day(entries[0])}, committed on {_utc(commit.committed)}"
            found = replace(_about(entries[0], "written-earlier", ledger, detail), level="notice")
        yield replace(found, records=tuple(entry.record for entry in entries))


def _is_before_its_parents(commit: Commit, today: Today) -> bool:
    return any(commit.committed < today.commits[id].committed - CLOCKS for id in commit.parents if id in today.commits)


def _back_dated(entry: Entry, commit: Commit, ledger: Ledger) -> Finding:
    dated, release = _utc(commit.committed), _utc(ledger.date)
    detail = (
        f"committed on {dated} by its date; its place in the history is later, and the ledger of {release} lacks it"
    )
    return _about(entry, "back-dated", ledger, detail)


def _merged_later(entry: Entry, commit: Commit, ledger: Ledger, today: Today) -> Finding:
    merge = today.merges.get(commit.id, "")
    detail = f"committed on {_utc(commit.committed)}, brought in by {f'merge {merge[:10]}' if merge else 'a merge'}"
    return replace(_about(entry, "merged-later", ledger, detail), level="notice", now=merge)


def _not_recorded(ledger: Ledger, today: Today) -> Iterator[Finding]:
    recorded = {(entry.commit, entry.record) for entry in ledger.decisions}
    before = today.ancestors(ledger.head)
    new = [entry for entry in today.entries if entry.commit in before and (entry.commit, entry.record) not in recorded]
    if new:
        yield _many("not-recorded", ledger, new)


def _told_differently(ledger: Ledger, today: Today) -> Iterator[Finding]:
    now = {(entry.commit, entry.record): entry.told for entry in today.entries}
    other = [
        entry
        for entry in ledger.decisions
        if entry.commit in today.commits and now.get((entry.commit, entry.record)) != entry.told
    ]
    if other:
        yield _many("told-differently", ledger, other)


def _many(kind: FindingKind, ledger: Ledger, entries: list[Entry]) -> Finding:
    some = ", ".join(f"{entry.record} {entry.commit[:10]}" for entry in entries[:SHOWN])
    more = f" and {len(entries) - SHOWN:,} more" if len(entries) > SHOWN else ""
    records = tuple(sorted({entry.record for entry in entries}))
    return Finding(kind, "notice", ledger.version, f"{len(entries):,}: {some}{more}", records)


def _about(entry: Entry, kind: FindingKind, ledger: Ledger, detail: str) -> Finding:
    return Finding(
        kind,
        "problem",
        ledger.version,
        detail,
        (entry.record,),
        entry.commit,
        _day(entry),
        entry.author,
        entry.title,
    )


def _day(entry: Entry) -> str:
    return _utc(entry.date)


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).date().isoformat()
