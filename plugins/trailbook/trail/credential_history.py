"""The credentials in everything that was ever committed, and in the messages of commits.

Each blob is read once, from one ``git cat-file``. A credential is reported once, at the commit that introduced it.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from trailbook.credentials.allowed import CredentialOptions
from trailbook.credentials.finding import Credential
from trailbook.credentials.scanning import MAX_BYTES, credential_problem, decode_text, find_with_places, is_scanned
from trailbook.text.positions import Place
from trailbook.text.problem import Problem
from trailbook.trail.git.commits import Commit
from trailbook.trail.git.repository import History, Repository


@dataclass(frozen=True)
class Brought:
    """A credential with the commit that brought it in. The path is empty if its message holds it."""

    commit: Commit
    path: str
    found: Credential
    place: Place


def scan_history(
    repository: Repository,
    folders: Collection[str],
    options: CredentialOptions,
    today: date | None,
    *,
    commits: Sequence[Commit] | None = None,
    present: Collection[str] = (),
) -> tuple[Problem, ...]:
    """The credentials that all commits up to HEAD brought in, or only some ``commits``, which are newest first.

    ``present`` are the credentials in the files today. Whether one is allowed depends on the path it had.
    """
    head = repository.commit_id(*(() if commits is None else (commits[0].id,)))
    history = History(head, {commit.id: commit for commit in repository.as_committed(head)})
    asked = None if commits is None else {commit.id for commit in commits}
    some = [commit for id, commit in history.commits.items() if asked is None or id in asked]
    seen: set[tuple[str, bool]] = set()
    problems: list[Problem] = []
    for brought in _brought(repository, some[::-1], folders):
        text = brought.found.text
        if (text, bool(brought.path)) not in seen:
            seen.add((text, bool(brought.path)))
            path = brought.path or f"commit {brought.commit.id[:10]}"
            where = _where(history, brought, "is still there" if text in present else "is gone from the files")
            problem = credential_problem(path, brought.found, brought.place, options, today, where=where)
            problems += [problem] if problem else []
    return tuple(problems)


def _where(history: History, brought: Brought, state: str) -> str:
    if not brought.path:
        return ", in the message of this commit"
    day = history.landed_day(brought.commit)
    return f", which commit {brought.commit.id[:10]} brought in on {day} and which {state}"


def _brought(repository: Repository, commits: list[Commit], folders: Collection[str]) -> Iterator[Brought]:
    """What each commit brought in that no blob before it held, oldest first."""
    blobs: dict[str, tuple[Commit, str]] = {}
    for commit in commits:
        yield from _in_text(commit, "", commit.message)
        for change in commit.changes:
            path = change.path.removeprefix(repository.prefix)
            if change.after and change.path.startswith(repository.prefix) and is_scanned(path, folders):
                blobs.setdefault(change.after, (commit, path))
    with repository.blob_reader(MAX_BYTES) as read:
        for id, data in read.each(blobs):
            yield from _in_text(*blobs[id], decode_text(data or b""))


def _in_text(commit: Commit, path: str, text: str) -> Iterator[Brought]:
    return (Brought(commit, path, found, place) for found, place in find_with_places(text))
