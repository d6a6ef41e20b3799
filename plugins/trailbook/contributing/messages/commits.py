"""The commits whose messages are checked: the one that is about to be made, or those of a range."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from trailbook.contributing.messages.case import Case
from trailbook.contributing.messages.text import MessageText, read_message_text
from trailbook.contributing.messages.touched_records import TouchedRecord, touched_records
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.text.files import MAX_BYTES
from trailbook.trail.cache import Cache
from trailbook.trail.git.command import HistoryError, NoHistoryError, open_work_tree
from trailbook.trail.git.ranges import Range, commits_between, unlanded_base
from trailbook.trail.git.repository import Repository
from trailbook.trail.git.staged import pending_commit
from trailbook.trail.revisions import Revisions, Scope
from trailbook.trail.sign_offs.needed import SignOffs
from trailbook.trail.sign_offs.roles import held_roles, roles_at
from trailbook.trail.sign_offs.rules import SignOffRules


@dataclass(frozen=True)
class MessageContext:
    """The knowledge base around the commits, with its folder and the rules of sign-offs."""

    root: Path
    folders: tuple[str, ...]
    knowledge: KnowledgeBase
    rules: SignOffRules


def pending_case(context: MessageContext, text: MessageText) -> Case:
    """The commit that is about to be made.

    Raises ``HistoryError`` if the index or the history can't be read.
    """
    commit = pending_commit(context.root, text.text)
    repository = Repository(context.root)
    with _revisions(repository) as revisions:
        known_as = _known_as(repository, "HEAD")
        found = touched_records(commit, Scope(repository.prefix, context.folders), revisions, known_as)
    return Case(
        text,
        commit,
        found,
        context.knowledge,
        former_references=_former_references(found),
        count_commits=partial(_count_commits, context.root),
        sign_offs=SignOffs(context.rules, roles_at(repository, "HEAD")),
        known_as=known_as,
    )


def cases_between(context: MessageContext, asked: Range) -> Iterator[Case]:
    """The commits between the two ends of a range, oldest first.

    Raises ``HistoryError`` if the history can't be read.
    """
    repository = Repository(context.root)
    history = repository.history(asked.tip)
    came = commits_between(context.root, asked)
    commits = [commit for id, commit in history.commits.items() if id in came]
    known_as = _known_as(repository, history.head)
    scope = Scope(repository.prefix, context.folders)
    with _revisions(repository) as revisions:
        branches = history.branches
        ways = {commit.id: tuple(history.commits[id] for id in branches.explaining(commit.id)) for commit in commits}
        agreeing = {commit.id: history.commits.get(branches.agreed.get(commit.id, "")) for commit in commits}
        changed = {
            id: touched_records(history.commits[id], scope, revisions, known_as, way, agreeing[id])
            for id, way in ways.items()
        }
    base = unlanded_base(context.root, asked)
    held = roles_at(repository, base) if base else held_roles(repository, history, came)
    former_references = _former_references(record for records in changed.values() for record in records)
    for commit in reversed(commits):
        yield Case(
            read_message_text(commit.message),
            commit,
            changed[commit.id],
            context.knowledge,
            way=ways[commit.id],
            former_references=former_references,
            count_commits=lambda short: sum(known.startswith(short) for known in history.commits),
            sign_offs=SignOffs(context.rules, held),
            known_as=known_as,
            is_final=True,
        )


@contextmanager
def _revisions(repository: Repository) -> Iterator[Revisions]:
    with repository.blob_reader(MAX_BYTES) as read, Cache(repository.cache_file) as cache:
        yield Revisions(read, cache)


def _known_as(repository: Repository, revision: str) -> Callable[[str], str]:
    """Gives contacts as the mailmap of a revision has them; as they are while nothing is committed."""
    try:
        return repository.names(revision).contact
    except NoHistoryError:
        return str


def _former_references(changed: Iterable[TouchedRecord]) -> frozenset[str]:
    """The references to what the commits remove or change, which existed when their messages were written."""
    return frozenset(
        reference
        for record in changed
        for reference in (record.record, *(record.reference(change) for change in record.changes))
    )


def _count_commits(root: Path, id: str) -> int:
    """The number of commits that a shortened id names."""
    try:
        git = open_work_tree(root).git
        found = git.text("rev-parse", f"--disambiguate={id}").split()
        return sum(git.text("cat-file", "-t", full) == "commit" for full in found)
    except HistoryError:
        return 0
