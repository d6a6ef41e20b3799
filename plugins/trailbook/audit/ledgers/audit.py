"""The audit of the ledgers: whether the trail is what it was at each release.

What it rests on: a commit's id is a hash of its content and its parents, so a ledger that names the head names the
whole history before it. Somebody who may replace branches, tags and ledgers together leaves nothing to compare
with. That shows only to whoever kept a ledger, or the SHA-256 of one, in another place: ``kept`` is such a file.

The JSON is a contract: its schema is ``schemas/ledger-audit.schema.json``, made by ``audit_schema``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC
from pathlib import Path

from pydantic import TypeAdapter

from trailbook.audit.ledgers.chain import chain_faults, held_faults, history_faults, own_faults
from trailbook.audit.ledgers.compare import compare
from trailbook.audit.ledgers.current_history import Today
from trailbook.audit.ledgers.files import LedgerFile, each_ledgers, in_order, ledgers_at
from trailbook.audit.ledgers.findings import TITLES, Finding, FindingKind
from trailbook.audit.ledgers.ledger import Ledger, entries_of
from trailbook.text.output import ascii_json, schema_of
from trailbook.trail.decisions import Trail
from trailbook.trail.git.repository import NoHistoryError, Repository
from trailbook.trail.git.tag_signatures import Tag, TagSignature

REWRITES: frozenset[FindingKind] = frozenset({"head-gone", "vanished", "re-made", "slipped-in", "back-dated"})
"""What a release that rewrote the history on purpose accounts for."""

_DATES: frozenset[FindingKind] = frozenset({"slipped-in", "back-dated", "merged-later", "written-earlier"})
"""What can be said of a decision's date, of which the first thing said is enough."""


@dataclass(frozen=True)
class Release:
    """A release as its ledger shows it; ``tag`` is the tag that brought the ledger, empty where there is none."""

    version: str
    day: str
    head: str
    commits: int
    decisions: int
    sha256: str
    tag: str
    signature: TagSignature
    rewritten: str


@dataclass(frozen=True)
class LedgerAudit:
    """The newest commit that was looked at, the releases oldest first, and what was found, in the order of kinds."""

    head: str
    releases: tuple[Release, ...]
    findings: tuple[Finding, ...]

    @property
    def problems(self) -> int:
        """How many findings are problems."""
        return sum(finding.level == "problem" for finding in self.findings)


_AUDIT = TypeAdapter(LedgerAudit)


def audit_ledgers(
    repository: Repository,
    trails: Sequence[Trail],
    revision: str = "HEAD",
    kept: LedgerFile | None = None,
    *,
    accepts_rewrite: bool = False,
) -> LedgerAudit:
    """Hold every ledger against the history up to a revision, whose ``trails`` are given.

    What a later release states of a rewritten history makes notices of what the ledgers here show, for whoever could
    rewrite them wrote it. What the ``kept`` one shows stays a problem, unless ``accepts_rewrite`` says otherwise.

    Raises ``HistoryError`` where the history can't be read, or not all of it is there.
    """
    history = repository.history(revision)
    files = ledgers_at(repository, history.head)
    here = {file.path: file for file in files}
    signed, found = _tagged(repository, here)
    found += [fault for file in files for fault in own_faults(file)]
    found += [*chain_faults(files), *history_faults(history.commits, repository.prefix, here)]
    if kept:
        found += [*own_faults(kept), *held_faults("the file that was kept", [kept], here)]
    ledgers = [file.ledger for file in in_order([*files, *([kept] if kept else [])]) if file.ledger]
    if ledgers:
        entries = tuple(entries_of(trails, history.commits, repository.prefix))
        strict = [kept.ledger] if kept and kept.ledger and not accepts_rewrite else []
        found += _stated(ledgers)
        found += _compared(ledgers, strict, Today(history.commits, entries, history.merges, repository.prefix))
    else:
        found.append(Finding("no-ledger", "problem", "", "no release carries a ledger; 'trailbook release' makes one"))
    releases = tuple(_release(file, file.ledger, *signed.get(file.path, ("", "none"))) for file in files if file.ledger)
    order = {kind: place for place, kind in enumerate(TITLES)}
    return LedgerAudit(history.head, releases, tuple(sorted(dict.fromkeys(found), key=lambda one: order[one.kind])))


def audit_at(root: Path, trails: Sequence[Trail]) -> LedgerAudit | None:
    """The same for the repository around a folder and its HEAD; None where there is no history yet."""
    try:
        return audit_ledgers(Repository(root), trails)
    except NoHistoryError:
        return None


def _tagged(
    repository: Repository, here: dict[str, LedgerFile]
) -> tuple[dict[str, tuple[str, TagSignature]], list[Finding]]:
    """For each ledger the tag of its release, and where tags contradict what is here."""
    tags = {tag.ref: tag for tag in repository.tags()}
    signed: dict[str, tuple[str, TagSignature]] = {}
    found: list[Finding] = []
    for ref, held in each_ledgers(repository, tags):
        found += _named_faults(tags[ref], held)
        if not held:
            continue
        tag, state = tags[ref], repository.tag_signature(tags[ref])
        signed.setdefault(held[-1].path, (tag.name, state))
        found += held_faults(f"tag {tag.name}", held, here)
        if state == "bad":
            detail = f"the signature of tag {tag.name} is not one of what the tag says"
            found.append(Finding("tag-signature", "problem", tag.name, detail))
    return signed, found


def _named_faults(tag: Tag, held: Sequence[LedgerFile]) -> Iterator[Finding]:
    """Where the message of a tag names another ledger than its commit holds. A signature covers the message."""
    if tag.ledger and tag.ledger not in {file.sha256 for file in held}:
        detail = f"tag {tag.name} names a ledger by the SHA-256 {tag.ledger}, and its commit holds none of that"
        yield Finding("replaced", "problem", tag.name, detail)


def _stated(ledgers: Sequence[Ledger]) -> Iterator[Finding]:
    """The releases that state that the history before them was rewritten."""
    for ledger in ledgers:
        if ledger.rewritten:
            day = ledger.date.astimezone(UTC).date()
            detail = f"before release {ledger.version} of {day}, which states: {ledger.rewritten}"
            yield Finding("stated-rewrite", "notice", ledger.version, detail)


def _compared(ledgers: Sequence[Ledger], strict: Sequence[Ledger], today: Today) -> Iterator[Finding]:
    """What each ledger shows, each thing once: by the first that shows it, those first that no reason explains."""
    stated = [number for number, ledger in enumerate(ledgers) if ledger.rewritten]
    seen: set[tuple[str, tuple[str, ...], str]] = set()
    lenient = [(number, ledger) for number, ledger in enumerate(ledgers) if ledger not in strict]
    for number, ledger in [*((len(ledgers), one) for one in strict), *lenient]:
        reason = next(
            (f"release {ledgers[n].version} states: {ledgers[n].rewritten}" for n in stated if n > number), ""
        )
        for found in compare(ledger, today):
            key = "date" if found.kind in _DATES else found.kind, found.records, found.commit
            if found.commit and key in seen:
                continue
            seen.add(key)
            accounted = reason and found.kind in REWRITES
            yield replace(found, level="notice", detail=f"{found.detail}; {reason}") if accounted else found


def _release(file: LedgerFile, ledger: Ledger, tag: str, signature: TagSignature) -> Release:
    return Release(
        ledger.version,
        ledger.date.date().isoformat(),
        ledger.head,
        ledger.commits,
        len(ledger.decisions),
        file.sha256,
        tag,
        signature,
        ledger.rewritten,
    )


def audit_schema() -> str:
    """The JSON Schema of what ``as_json`` writes."""
    return schema_of(_AUDIT)


def as_json(found: LedgerAudit) -> str:
    """The audit as JSON in ASCII alone."""
    return ascii_json(_AUDIT.dump_python(found, mode="json"))
