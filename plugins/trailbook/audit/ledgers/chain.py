"""Checks ledgers by themselves, against each other, against their own history in git, and against other copies."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from trailbook.audit.ledgers.files import FOLDER, LedgerFile, path_of, version_of
from trailbook.audit.ledgers.findings import FindingKind, LedgerFinding
from trailbook.audit.ledgers.ledger import Ledger, trail_heads
from trailbook.trail.git.commits import Commit, FileChange


def own_faults(file: LedgerFile) -> Iterator[LedgerFinding]:
    """What is wrong with a ledger by itself: its format, its name, its hashes."""
    ledger = file.ledger
    if ledger is None:
        yield LedgerFinding("unreadable", "problem", version_of(file.path), file.fault)
        return
    if file.path != _expected_path(ledger):
        yield _altered(ledger, f"{file.path} claims to be the ledger of {ledger.version!r}")
    unsound = [entry for entry in ledger.decisions if not entry.is_sound]
    if unsound:
        first = unsound[0]
        yield _altered(ledger, f"{len(unsound):,} hashes do not fit their facts, the first at {first.commit[:10]}")
    heads = trail_heads(ledger.decisions, {head.record: head.path for head in ledger.trails})
    if heads != ledger.trails:
        yield _altered(ledger, "the heads of the trails do not fit the decisions")


def chain_faults(files: Sequence[LedgerFile]) -> Iterator[LedgerFinding]:
    """Ledgers that do not continue the ledger before them. The files are oldest first."""
    by_version = {file.ledger.version: file for file in files if file.ledger}
    first = True
    for file in files:
        if (ledger := file.ledger) is None:
            continue
        if ledger.previous is None:
            if not first:
                yield _broken(ledger, "it begins a new chain, although there are ledgers before it")
        elif (before := by_version.get(ledger.previous.version)) is None:
            yield _broken(ledger, f"it continues the ledger of {ledger.previous.version}, which is missing")
        elif before.sha256 != ledger.previous.sha256:
            detail = f"it continues a ledger of {ledger.previous.version} with the SHA-256 {ledger.previous.sha256}"
            yield _broken(ledger, f"{detail}; that of the ledger here is {before.sha256}")
        first = False


def history_faults(commits: Mapping[str, Commit], prefix: str, present: Iterable[str]) -> Iterator[LedgerFinding]:
    """Commits that changed or removed a ledger. ``present`` are the paths of the ledgers that are there now."""
    here = frozenset(present)
    written: dict[str, str] = {}
    removed: set[str] = set()
    for commit in reversed(list(commits.values())):
        for path, change in _of_ledgers(commit, prefix):
            if change.after is None or path != change.path.removeprefix(prefix):
                removed.add(path)
                yield _event("dropped", path, commit, "removed", "; it was added again" if path in here else "")
            elif written.setdefault(path, change.after) != change.after:
                yield _event("edited", path, commit, "changed")
    for path in sorted(written.keys() - removed - here):
        yield LedgerFinding("dropped", "problem", version_of(path), f"{path} was committed, and a merge left it out")


def _of_ledgers(commit: Commit, prefix: str) -> Iterator[tuple[str, FileChange]]:
    """The ledgers that a commit touched, by their paths before and after."""
    for change in commit.changes:
        for path in dict.fromkeys((change.old_path, change.path)):
            inside = path.removeprefix(prefix)
            is_ledger = inside.startswith(f"{FOLDER}/") and inside.endswith(".json") and inside.count("/") == 1
            is_copied = path != change.path and change.before == (None,)
            if path.startswith(prefix) and is_ledger and not is_copied:
                yield inside, change


def _event(kind: FindingKind, path: str, commit: Commit, did: str, more: str = "") -> LedgerFinding:
    day = commit.committed_day
    detail = f"commit {commit.id[:10]} of {day} by {commit.author.name} {did} {path}{more}"
    return LedgerFinding(kind, "problem", version_of(path), detail, commit=commit.id)


def copy_faults(where: str, copies: Iterable[LedgerFile], here: Mapping[str, LedgerFile]) -> Iterator[LedgerFinding]:
    """Copies of ledgers, found in ``where``, that differ from the ledgers of this history, which are given by path."""
    for file in copies:
        version = file.ledger.version if file.ledger else version_of(file.path)
        now = here.get(f"{FOLDER}/{version}.json")
        if now is None:
            yield LedgerFinding(
                "not-here", "problem", version, f"{where} holds the ledger of {version}, and HEAD does not"
            )
        elif now.sha256 != file.sha256:
            detail = f"in {where} the SHA-256 of the ledger is {file.sha256}; at HEAD it is {now.sha256}"
            yield LedgerFinding("replaced", "problem", version, detail)


def _expected_path(ledger: Ledger) -> str:
    try:
        return path_of(ledger.version)
    except ValueError:
        return ""


def _altered(ledger: Ledger, detail: str) -> LedgerFinding:
    return LedgerFinding("altered", "problem", ledger.version, detail)


def _broken(ledger: Ledger, detail: str) -> LedgerFinding:
    return LedgerFinding("chain-broken", "problem", ledger.version, detail)
