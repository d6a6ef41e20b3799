"""The commits whose messages are checked: the one that is about to be made, or those of a range."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import git

from trailbook.contributing.messages.case import Case
from trailbook.contributing.messages.text import Written, read_written
from trailbook.contributing.messages.touched_records import Touched, touched
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.text.files import MAX_BYTES
from trailbook.trail.approvals import APPROVING
from trailbook.trail.cache import Cache
from trailbook.trail.git.at_revision import opened
from trailbook.trail.git.commits import Commit
from trailbook.trail.git.ranges import Range
from trailbook.trail.git.repository import HistoryError, Repository
from trailbook.trail.git.staged import pending_commit
from trailbook.trail.messages import read_message
from trailbook.trail.revisions import Revisions, Scope
from trailbook.trail.sign_offs.required import SignOffs
from trailbook.trail.sign_offs.roles import Roles
from trailbook.trail.sign_offs.rules import SignOffRules


@dataclass(frozen=True)
class Base:
    """The knowledge base around the commits: where it is, what it holds now, and whose sign-offs it asks for."""

    root: Path
    folders: tuple[str, ...]
    knowledge: KnowledgeBase
    rules: SignOffRules
    roles: Roles


def pending_case(base: Base, written: Written) -> Case:
    """The commit that is about to be made. Raises ``HistoryError`` as ``pending_commit`` does."""
    commit = pending_commit(base.root, written.text)
    repository = Repository(base.root)
    with _revisions(repository) as revisions:
        known_as = _known_as(repository, [commit])
        found = touched(commit, None, Scope(repository.prefix, base.folders), revisions, known_as)
    return Case(
        written,
        commit,
        found,
        base.knowledge,
        was=_was(found),
        commits=partial(_count, base.root),
        sign_offs=SignOffs(base.rules, base.roles),
        known_as=known_as,
    )


def cases_between(base: Base, asked: Range) -> Iterator[Case]:
    """The commits that came between the two ends of a range, oldest first."""
    repository = Repository(base.root)
    history = repository.history(asked.tip)
    with opened(base.root) as repo:
        came = {*repo.git.rev_list(asked.tip, f"^{asked.base}").split()}
    commits = [commit for id, commit in history.commits.items() if id in came]
    known_as = _known_as(repository, commits)
    scope = Scope(repository.prefix, base.folders)
    with _revisions(repository) as revisions:
        merges = {commit.id: history.commits.get(history.merges.get(commit.id, "")) for commit in commits}
        changed = {commit.id: touched(commit, merges[commit.id], scope, revisions, known_as) for commit in commits}
    was = _was(one for some in changed.values() for one in some)
    for commit in reversed(commits):
        yield Case(
            read_written(commit.message),
            commit,
            changed[commit.id],
            base.knowledge,
            merge=merges[commit.id],
            was=was,
            commits=lambda short: sum(known.startswith(short) for known in history.commits),
            sign_offs=SignOffs(base.rules, base.roles),
            known_as=known_as,
            is_final=True,
        )


@contextmanager
def _revisions(repository: Repository) -> Iterator[Revisions]:
    with repository.blob_reader(MAX_BYTES) as read, Cache(repository.cache_file) as cache:
        yield Revisions(read, cache)


def _known_as(repository: Repository, commits: Iterable[Commit]) -> Callable[[str], str]:
    messages = [read_message(commit.message) for commit in commits]
    names = (*APPROVING, "Co-authored-by")
    contacts = {value for message in messages for name in names for value in message.values(name)}
    mailmap = repository.mailmap(contacts)
    return lambda contact: mailmap.get(contact) or contact


def _was(changed: Iterable[Touched]) -> frozenset[str]:
    """The references to what the commits take away or change: it was there when they were written."""
    return frozenset(
        reference for one in changed for reference in (one.record, *(one.reference(change) for change in one.changes))
    )


def _count(root: Path, id: str) -> int:
    """How many commits a shortened id names."""
    try:
        with opened(root) as repo:
            found = repo.git.rev_parse(f"--disambiguate={id}").split()
            return sum(repo.git.cat_file("-t", one) == "commit" for one in found)
    except (git.GitCommandError, HistoryError):
        return 0
