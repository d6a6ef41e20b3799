"""The audit of the ledgers: whether the history is what it was at each release.

It rests on git: a commit's id is a hash of its content and its parents, so a ledger that names the head fixes the
whole history before it. Somebody who can replace branches, tags and ledgers together leaves nothing to compare with.
Only a ledger, or the SHA-256 of one, kept in another place shows that: ``kept`` is such a file.

The JSON is a contract; its schema is ``schemas/ledger-audit.schema.json``, made by ``audit_schema``.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pydantic import TypeAdapter

from trailbook.audit.ledgers.chain import chain_faults, copy_faults, history_faults, own_faults
from trailbook.audit.ledgers.compare import CurrentHistory, compare
from trailbook.audit.ledgers.files import (
    FOLDER,
    LedgerFile,
    in_order,
    ledgers_at,
    ledgers_by_revision,
    releasing_commits,
)
from trailbook.audit.ledgers.findings import TITLES, FindingKind, LedgerFinding
from trailbook.audit.ledgers.ledger import Ledger, entries_of
from trailbook.text.output import ascii_json, schema_of
from trailbook.trail.decisions import Trail
from trailbook.trail.git.command import HistoryError
from trailbook.trail.git.commits import utc_day
from trailbook.trail.git.repository import History, Repository
from trailbook.trail.git.tags import Tag, TagSignature
from trailbook.trail.requests.branch import BRANCH, BRING, evidence_branch
from trailbook.trail.trusted_keys import tag_signature

_TAGS: frozenset[FindingKind] = frozenset({"tag-moved", "tag-gone"})
"""The findings about where the tag of a release is."""

REWRITES: frozenset[FindingKind] = _TAGS | frozenset(
    {"head-gone", "evidence-gone", "vanished", "re-made", "slipped-in", "back-dated"}
)
"""The findings that a release accounts for if it states that the history was rewritten on purpose."""

_DATES: frozenset[FindingKind] = frozenset({"slipped-in", "back-dated", "merged-later", "written-earlier"})
"""The findings about a decision's date, of which the first is enough."""


@dataclass(frozen=True)
class AuditedRelease:
    """A release as its ledger shows it; ``tag`` is the tag of the release, empty if there is none.

    ``evidence`` is the newest commit of the branch with what forges said, empty if there was none.
    """

    version: str
    day: str
    head: str
    commits: int
    decisions: int
    sha256: str
    tag: str
    signature: TagSignature
    rewritten: str
    evidence: str = ""


@dataclass(frozen=True)
class LedgerAudit:
    """The newest commit that was audited, the releases, oldest first, and the findings, in the order of kinds."""

    head: str
    releases: tuple[AuditedRelease, ...]
    findings: tuple[LedgerFinding, ...]

    @property
    def problems(self) -> int:
        """The number of findings that are problems."""
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
    """Compare every ledger with the history up to a revision, whose ``trails`` are given.

    If a later release states that the history was rewritten, what the ledgers here show becomes a notice: whoever could
    rewrite them wrote that statement too. What the ``kept`` ledger shows stays a problem, unless ``accepts_rewrite``.

    Raises ``HistoryError`` if the history can't be read, or is not complete.
    """
    history = repository.history(revision)
    files = ledgers_at(repository, history.head)
    here = {file.path: file for file in files}
    signed, found = _tagged(repository, here, history)
    found += [fault for file in files for fault in own_faults(file)]
    found += [*chain_faults(files), *history_faults(history.commits, repository.prefix, here)]
    if kept:
        found += [*own_faults(kept), *copy_faults("the file that was kept", [kept], here)]
    ledgers = [file.ledger for file in in_order([*files, *([kept] if kept else [])]) if file.ledger]
    if ledgers:
        entries = tuple(entries_of(trails, history.commits, repository.prefix))
        strict = [kept.ledger] if kept and kept.ledger and not accepts_rewrite else []
        found += _place_faults(files, history, repository.prefix)
        found += _accounted(_tag_faults(repository, files, history), ledgers, strict)
        found += _stated(ledgers)
        found += _accounted(_evidence_faults(repository, ledgers), ledgers, strict)
        found += _compared(ledgers, strict, CurrentHistory(history.commits, entries, history.merges, repository.prefix))
    else:
        found.append(
            LedgerFinding("no-ledger", "problem", "", "no release carries a ledger; 'trailbook release' makes one")
        )
    releases = tuple(_release(file, file.ledger, *signed.get(file.path, ("", "none"))) for file in files if file.ledger)
    order = {kind: place for place, kind in enumerate(TITLES)}
    return LedgerAudit(history.head, releases, tuple(sorted(dict.fromkeys(found), key=lambda one: order[one.kind])))


def _tagged(
    repository: Repository, here: dict[str, LedgerFile], history: History
) -> tuple[dict[str, tuple[str, TagSignature]], list[LedgerFinding]]:
    """The tag of each ledger's release with the state of its signature, and where tags contradict the ledgers here."""
    tags = {tag.ref: tag for tag in repository.tags()}
    signed: dict[str, tuple[str, TagSignature]] = {}
    found: list[LedgerFinding] = []
    for ref, at_tag in ledgers_by_revision(repository, tags):
        found += _message_faults(tags[ref], at_tag)
        if not at_tag:
            continue
        tag, state = tags[ref], tag_signature(repository, tags[ref], history)
        signed |= {file.path: (tag.name, state) for file in at_tag if file.path == f"{FOLDER}/{tag.name}.json"}
        found += copy_faults(f"tag {tag.name}", at_tag, here)
        if state == "bad":
            detail = f"the signature of tag {tag.name} does not fit what the tag says"
            found.append(LedgerFinding("tag-signature", "problem", tag.name, detail))
    return signed, found


def _message_faults(tag: Tag, files: Sequence[LedgerFile]) -> Iterator[LedgerFinding]:
    """A tag whose message names another ledger than its commit has. A signature covers the message."""
    if tag.ledger and tag.ledger not in {file.sha256 for file in files}:
        detail = f"tag {tag.name} names a ledger with the SHA-256 {tag.ledger}, and its commit has none"
        yield LedgerFinding("replaced", "problem", tag.name, detail)


def _tag_faults(repository: Repository, files: Sequence[LedgerFile], history: History) -> Iterator[LedgerFinding]:
    """Releases whose tag is not the one that was made: of another commit, gone, or without a message."""
    tags = {tag.name: tag for tag in repository.tags()}
    released = releasing_commits(history.commits, repository.prefix)
    for file in files:
        version = file.ledger.version if file.ledger else ""
        if (commit := released.get(f"{FOLDER}/{version}.json")) is None:
            continue
        if (tag := tags.get(version)) is None:
            detail = f"commit {commit[:10]} added its ledger, and there is no tag {version}"
            yield LedgerFinding("tag-gone", "problem", version, detail, commit=commit)
            continue
        try:
            tagged = repository.commit_id(tag.ref)
        except HistoryError:
            tagged = ""
        if tagged != commit:
            named = f"commit {tagged[:10]}" if tagged else "no commit"
            detail = f"commit {commit[:10]} added its ledger, and the tag {version} names {named}"
            yield LedgerFinding("tag-moved", "problem", version, detail, commit=commit, now=tagged)
        elif not tag.is_annotated:
            yield LedgerFinding("tag-light", "problem", version, f"the tag {version} has no message", commit=commit)


def _place_faults(files: Sequence[LedgerFile], history: History, prefix: str) -> Iterator[LedgerFinding]:
    """Ledgers that were added somewhere else than right after the commit that they name as the newest."""
    released = releasing_commits(history.commits, prefix)
    for file in files:
        if (ledger := file.ledger) is None or ledger.head not in history.commits:
            continue
        commit = released.get(f"{FOLDER}/{ledger.version}.json")
        if commit and ledger.head not in history.commits[commit].parents:
            detail = f"commit {commit[:10]} added it, and its parent is not {ledger.head[:10]}, the head that it names"
            yield LedgerFinding("altered", "problem", ledger.version, detail, commit=commit)


def _accounted(
    found: Iterable[LedgerFinding], ledgers: Sequence[Ledger], strict: Sequence[Ledger]
) -> Iterator[LedgerFinding]:
    """Findings about tags and what forges said, notices if a later release states that the history was rewritten."""
    place = {ledger.version: number for number, ledger in enumerate(ledgers)}
    for one in found:
        later = ledgers[place[one.release] + 1 :]
        reason = next(
            (f"release {ledger.version} states: {ledger.rewritten}" for ledger in later if ledger.rewritten), ""
        )
        is_strict = one.release in {ledger.version for ledger in strict}
        accounted = reason and one.kind in REWRITES and not is_strict
        yield replace(one, level="notice", detail=f"{one.detail}; {reason}") if accounted else one


def _evidence_faults(repository: Repository, ledgers: Sequence[Ledger]) -> Iterator[LedgerFinding]:
    """The releases whose newest statement of a forge the branch has no more; each commit by its first release."""
    first = {ledger.evidence: ledger.version for ledger in reversed(ledgers) if ledger.evidence}
    head = evidence_branch(repository.git).head if first else ""
    for commit, version in reversed(first.items()):
        if not head:
            yield LedgerFinding(
                "evidence-gone",
                "problem",
                version,
                f"there is no branch {BRANCH} here; '{BRING}' brings it if a remote has it",
                commit=commit,
            )
        elif not repository.git.says("merge-base", "--is-ancestor", commit, head):
            detail = f"the branch {BRANCH} is at {head[:10]} and does not contain {commit[:10]}"
            yield LedgerFinding("evidence-gone", "problem", version, detail, commit=commit)


def _stated(ledgers: Sequence[Ledger]) -> Iterator[LedgerFinding]:
    """The releases that state that the history before them was rewritten."""
    for ledger in ledgers:
        if ledger.rewritten:
            day = utc_day(ledger.date)
            detail = f"before release {ledger.version} of {day}, which states: {ledger.rewritten}"
            yield LedgerFinding("stated-rewrite", "notice", ledger.version, detail)


def _compared(ledgers: Sequence[Ledger], strict: Sequence[Ledger], current: CurrentHistory) -> Iterator[LedgerFinding]:
    """What the ledgers show, each finding by the first ledger that shows it. The ``strict`` ledgers come first."""
    stated = [number for number, ledger in enumerate(ledgers) if ledger.rewritten]
    seen: set[tuple[str, tuple[str, ...], str]] = set()
    lenient = [(number, ledger) for number, ledger in enumerate(ledgers) if ledger not in strict]
    for number, ledger in [*((len(ledgers), ledger) for ledger in strict), *lenient]:
        reason = next(
            (f"release {ledgers[n].version} states: {ledgers[n].rewritten}" for n in stated if n > number), ""
        )
        for found in compare(ledger, current):
            key = "date" if found.kind in _DATES else found.kind, found.records, found.commit
            if found.commit and key in seen:
                continue
            seen.add(key)
            accounted = reason and found.kind in REWRITES
            yield replace(found, level="notice", detail=f"{found.detail}; {reason}") if accounted else found


def _release(file: LedgerFile, ledger: Ledger, tag: str, signature: TagSignature) -> AuditedRelease:
    return AuditedRelease(
        ledger.version,
        utc_day(ledger.date).isoformat(),
        ledger.head,
        ledger.commits,
        len(ledger.decisions),
        file.sha256,
        tag,
        signature,
        ledger.rewritten,
        ledger.evidence or "",
    )


def audit_schema() -> str:
    """The JSON Schema of what ``ledger_audit_json`` returns."""
    return schema_of(_AUDIT)


def ledger_audit_json(found: LedgerAudit) -> str:
    """The audit as JSON, in ASCII only."""
    return ascii_json(_AUDIT.dump_python(found, mode="json"))
