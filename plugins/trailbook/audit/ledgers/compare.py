"""Compares a ledger with the history as it is now.

Commits are what counts. A decision whose commit is still an ancestor of the newest one is untouched, since a commit's
id is a hash of its content and of everything before it. A decision whose commit is gone was rewritten or dropped. A
new decision that claims to be older than the release was dated back, unless it lies on a branch that was begun before
the release and merged after it, and its commit is not dated before its own parents. Somebody who carefully dates a
commit back on a branch of the right age can't be told apart from somebody who was slow to merge, so what such a branch
brought is listed as a notice.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property

from trailbook.audit.ledgers.findings import FindingKind, LedgerFinding
from trailbook.audit.ledgers.ledger import Entry, Ledger
from trailbook.text.prose import count
from trailbook.trail.git.commits import Commit, utc_day

CLOCKS = timedelta(minutes=10)
"""How far the clocks of two machines may differ before a date counts as earlier."""

SHOWN = 5
"""How many commits a finding about many names."""


@dataclass(frozen=True)
class CurrentHistory:
    """The history to compare ledgers with: its commits by id, newest first, and its decisions.

    ``merges`` has the merge that brought a commit to the main line, by the id of the commit. ``prefix`` is the folder
    of the knowledge base in the repository.
    """

    commits: Mapping[str, Commit]
    entries: tuple[Entry, ...]
    merges: Mapping[str, str]
    prefix: str = ""

    @cached_property
    def by_commit(self) -> Mapping[str, tuple[Entry, ...]]:
        """The entries of the ledger by the id of their commit: one for each record that it decided on."""
        found: dict[str, list[Entry]] = {}
        for entry in self.entries:
            found.setdefault(entry.commit, []).append(entry)
        return {commit: tuple(some) for commit, some in found.items()}

    def ancestors(self, *ids: str) -> frozenset[str]:
        """Commits and their ancestors, as far as they are in this history."""
        found: set[str] = set()
        pending = list(ids)
        while pending:
            current = pending.pop()
            if current in self.commits and current not in found:
                found.add(current)
                pending += self.commits[current].parents
        return frozenset(found)

    def descendants(self, id: str) -> frozenset[str]:
        """A commit and all commits of this history that build on it."""
        found = {id}
        for commit in reversed(list(self.commits.values())):
            if not found.isdisjoint(commit.parents):
                found.add(commit.id)
        return frozenset(found)


def compare(ledger: Ledger, current: CurrentHistory) -> tuple[LedgerFinding, ...]:
    """What the current history has lost, remade, dated back or interprets differently since a ledger was written."""
    gone = [entry for entry in ledger.decisions if entry.commit not in current.commits]
    remade = _remade(gone, ledger, current)
    found: list[LedgerFinding] = []
    if ledger.head not in current.commits:
        found.append(_head_gone(ledger, current))
    found += [_lost(entry, remade.get(entry.hash), ledger) for entry in gone]
    found += _forged(ledger, current)
    found += _dated(ledger, current, frozenset(entry.commit for entry in remade.values()))
    found += _not_recorded(ledger, current)
    found += _other_interpretations(ledger, current)
    return tuple(found)


def _head_gone(ledger: Ledger, current: CurrentHistory) -> LedgerFinding:
    kept = [entry for entry in ledger.decisions if entry.commit in current.commits]
    since = f"the newest decision that is still there is of {_day(kept[-1])} ({kept[-1].commit[:10]})" if kept else ""
    rest = since or "none of its decisions still has its commit"
    return LedgerFinding(
        "head-gone",
        "problem",
        ledger.version,
        f"commit {ledger.head[:10]} is not an ancestor of the newest one; {rest}",
    )


def _remade(gone: Iterable[Entry], ledger: Ledger, current: CurrentHistory) -> Mapping[str, Entry]:
    """The decisions that replace those whose commits are gone, by their hash: same content first, then same words."""
    recorded = {entry.commit for entry in ledger.decisions}
    new = [entry for entry in current.entries if entry.commit not in recorded]
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
    return entry.record, entry.author, entry.title, entry.authored.timestamp()


def _lost(entry: Entry, now: Entry | None, ledger: Ledger) -> LedgerFinding:
    if now is None:
        return _about(entry, "vanished", ledger, "no commit makes it any more")
    differs = [
        name
        for name, is_same in (
            ("content", entry.blob == now.blob),
            ("title", entry.title == now.title),
            ("author", entry.author == now.author),
            ("date", entry.authored == now.authored),
            ("path", entry.path == now.path),
            ("parents", entry.parents == now.parents),
        )
        if not is_same
    ]
    comparison = f"differs in {', '.join(differs)}" if differs else "the same as far as a trail shows"
    return replace(_about(entry, "re-made", ledger, f"re-made as {now.commit[:10]}; {comparison}"), now=now.commit)


def _forged(ledger: Ledger, current: CurrentHistory) -> Iterator[LedgerFinding]:
    """What a ledger says of its head and of commits that contradicts what git shows of them."""
    before = current.ancestors(ledger.head)
    if before and (ledger.date, ledger.commits) != (current.commits[ledger.head].committed, len(before)):
        committed = current.commits[ledger.head].committed
        detail = f"its head is of {utc_day(committed)}, the newest of {count(len(before), 'commit')}; it says otherwise"
        yield LedgerFinding("altered", "problem", ledger.version, detail, commit=ledger.head)
    merges = (current.commits[id] for id in before if len(current.commits[id].parents) > 1)
    merged = {merge.committed for merge in merges}
    for entry in ledger.decisions:
        commit = current.commits.get(entry.commit)
        if commit is None:
            continue
        file = f"{current.prefix}{entry.path}"
        left = [change.after for change in commit.changes if change.path == file]
        is_dated = entry.authored == commit.authored and entry.landed in {commit.committed, *merged}
        if commit.parents != entry.parents or (left and left[0] != entry.blob) or (before and not is_dated):
            yield _about(entry, "altered", ledger, "git shows other facts of this commit")


def _dated(ledger: Ledger, current: CurrentHistory, remade: frozenset[str]) -> Iterator[LedgerFinding]:
    """The new decisions that come before the release, or claim to."""
    recorded = {entry.commit for entry in ledger.decisions}
    before, after, older = current.ancestors(ledger.head), current.descendants(ledger.head), current.ancestors(*remade)
    release = ledger.date - CLOCKS
    for id, entries in current.by_commit.items():
        commit = current.commits[id]
        if id in recorded or id in before or id in remade:
            continue
        if id in older:
            found = _about(entries[0], "slipped-in", ledger, f"commit {id[:10]} is not in the ledger")
        elif min(commit.committed, commit.authored) >= release:
            continue
        elif not before or (commit.committed < release and (id in after or _is_before_its_parents(commit, current))):
            found = _back_dated(entries[0], commit, ledger)
        elif commit.committed < release:
            found = _merged_later(entries[0], commit, ledger, current)
        else:
            detail = f"written on {utc_day(entries[0].authored)}, committed on {commit.committed_day}"
            found = replace(_about(entries[0], "written-earlier", ledger, detail), level="notice")
        yield replace(found, records=tuple(entry.record for entry in entries))


def _is_before_its_parents(commit: Commit, current: CurrentHistory) -> bool:
    return any(
        commit.committed < current.commits[id].committed - CLOCKS for id in commit.parents if id in current.commits
    )


def _back_dated(entry: Entry, commit: Commit, ledger: Ledger) -> LedgerFinding:
    dated, release = commit.committed_day, utc_day(ledger.date)
    detail = (
        f"committed on {dated} by its date; its place in the history is later, and the ledger of {release} lacks it"
    )
    return _about(entry, "back-dated", ledger, detail)


def _merged_later(entry: Entry, commit: Commit, ledger: Ledger, current: CurrentHistory) -> LedgerFinding:
    merge = current.merges.get(commit.id, "")
    detail = f"committed on {commit.committed_day}, brought in by {f'merge {merge[:10]}' if merge else 'a merge'}"
    return replace(_about(entry, "merged-later", ledger, detail), level="notice", now=merge)


def _not_recorded(ledger: Ledger, current: CurrentHistory) -> Iterator[LedgerFinding]:
    recorded = {(entry.commit, entry.record) for entry in ledger.decisions}
    before = current.ancestors(ledger.head)
    new = [
        entry for entry in current.entries if entry.commit in before and (entry.commit, entry.record) not in recorded
    ]
    if new:
        yield _many("not-recorded", ledger, new)


def _other_interpretations(ledger: Ledger, current: CurrentHistory) -> Iterator[LedgerFinding]:
    now = {(entry.commit, entry.record): _interpretation(entry) for entry in current.entries}
    other = [
        entry
        for entry in ledger.decisions
        if entry.commit in current.commits and now.get((entry.commit, entry.record)) != _interpretation(entry)
    ]
    if other:
        yield _many("described-differently", ledger, other)


def _interpretation(entry: Entry) -> tuple[str, str, str]:
    return entry.described, entry.author, entry.title


def _many(kind: FindingKind, ledger: Ledger, entries: list[Entry]) -> LedgerFinding:
    some = ", ".join(f"{entry.record} {entry.commit[:10]}" for entry in entries[:SHOWN])
    more = f" and {len(entries) - SHOWN:,} more" if len(entries) > SHOWN else ""
    records = tuple(sorted({entry.record for entry in entries}))
    return LedgerFinding(kind, "notice", ledger.version, f"{len(entries):,}: {some}{more}", records)


def _about(entry: Entry, kind: FindingKind, ledger: Ledger, detail: str) -> LedgerFinding:
    return LedgerFinding(
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
    return utc_day(entry.landed).isoformat()
