"""The ledgers in a repository: one file for each release in the folder ``ledger``."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from trailbook.audit.ledgers.ledger import (
    Ledger,
    LedgerError,
    Previous,
    ledger_file,
    make_ledger,
    naming_evidence,
    read_ledger,
)
from trailbook.trail.decisions import Trail
from trailbook.trail.git.blobs import Blobs
from trailbook.trail.git.commits import Commit
from trailbook.trail.git.objects import object_format, tree_entries, tree_of
from trailbook.trail.git.repository import Repository
from trailbook.trail.requests.branch import evidence_branch

FOLDER = "ledger"
"""Where the ledgers are, relative to the knowledge base."""

MAX_BYTES = 200_000_000
"""The largest ledger that is read, in bytes: one of some 300,000 decisions."""

_VERSION = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._+-]{0,98}[A-Za-z0-9])?")


@dataclass(frozen=True)
class LedgerFile:
    """A ledger as it was committed. ``ledger`` is None if the file is no valid ledger; ``fault`` then says why."""

    path: str
    sha256: str
    ledger: Ledger | None
    fault: str = ""


def path_of(version: str) -> str:
    """The file of a version's ledger, relative to the knowledge base.

    Raises ``ValueError`` if the version is not a plain file name.
    """
    if not _VERSION.fullmatch(version):
        raise ValueError(f"{version!r} is not a version: expected letters, digits, '.', '_', '+' and '-', as in 1.4.0")
    return f"{FOLDER}/{version}.json"


def version_of(path: str) -> str:
    """The version in the path of a ledger."""
    return path.removeprefix(f"{FOLDER}/").removesuffix(".json")


def file_of(path: str, data: bytes) -> LedgerFile:
    """The ledger in a file's bytes."""
    digest = hashlib.sha256(data).hexdigest()
    try:
        return LedgerFile(path, digest, read_ledger(data))
    except LedgerError as error:
        return LedgerFile(path, digest, None, str(error))


def ledgers_at(repository: Repository, revision: str) -> tuple[LedgerFile, ...]:
    """The ledgers of a revision, oldest first. ``revision`` is an id, or the full name of a tag."""
    return next(ledgers_by_revision(repository, [revision]))[1]


def ledgers_by_revision(
    repository: Repository, revisions: Iterable[str]
) -> Iterator[tuple[str, tuple[LedgerFile, ...]]]:
    """Each revision with its ledgers. A file that several revisions have is read once."""
    known: dict[tuple[str, str], LedgerFile] = {}
    with repository.blob_reader(MAX_BYTES) as read:
        for revision in revisions:
            names = dict(_names(read, f"{revision}:{repository.prefix}{FOLDER}", revision))
            for path, blob in names.items():
                if (path, blob) not in known:
                    known[path, blob] = file_of(path, read(blob) or b"")
            yield revision, in_order([known[file] for file in names.items()])


def _names(read: Blobs, folder: str, revision: str) -> Iterator[tuple[str, str]]:
    """The JSON files of a folder with their blobs."""
    tree, commit = read(folder), read(f"{revision}^{{commit}}")
    if tree and commit:
        for entry in tree_entries(tree, object_format(tree_of(commit))):
            if entry.mode.startswith(b"100") and entry.name.endswith(b".json"):
                yield f"{FOLDER}/{entry.name.decode('utf-8', 'replace')}", entry.id


def releasing_commits(commits: Mapping[str, Commit], prefix: str) -> dict[str, str]:
    """The commit that first added each ledger of a history that is given newest first, by the ledger's path."""
    folder = f"{prefix}{FOLDER}/"
    found: dict[str, str] = {}
    for commit in commits.values():
        for change in commit.changes:
            if (
                change.path.startswith(folder)
                and change.after
                and (change.old_path != change.path or not any(change.before))
            ):
                found[change.path.removeprefix(prefix)] = commit.id
    return found


def in_order(files: Sequence[LedgerFile]) -> tuple[LedgerFile, ...]:
    """The files from the first release to the last: by date, and those of the same date as they are chained.

    Files that are no ledger come first.
    """
    before = {file.ledger.version: file.ledger.previous for file in files if file.ledger}

    def place(file: LedgerFile) -> tuple[float, int, str]:
        if file.ledger is None:
            return 0.0, 0, file.path
        passed = [file.ledger.version]
        while (previous := before.get(passed[-1])) and previous.version not in passed:
            passed.append(previous.version)
        return file.ledger.date.timestamp(), len(passed), file.path

    return tuple(sorted(files, key=place))


def next_ledger(
    repository: Repository, trails: Sequence[Trail], version: str, rewritten: str = ""
) -> tuple[str, bytes]:
    """The path and the bytes of the ledger that a release of HEAD has to commit.

    It continues the newest ledger that is committed. Raises ``ValueError`` if the version is not a file name, and
    ``HistoryError`` if there is no history.
    """
    history = repository.history()
    last = ledgers_at(repository, history.head)[-1:]
    named = [Previous(version=file.ledger.version, sha256=file.sha256) for file in last if file.ledger]
    previous = named[0] if named else None
    ledger = make_ledger(
        version, trails, history.commits, prefix=repository.prefix, previous=previous, rewritten=rewritten
    )
    return path_of(version), ledger_file(naming_evidence(ledger, evidence_branch(repository.git).head))
