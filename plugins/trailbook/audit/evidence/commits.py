"""The history in evidence, read from git's own objects: what each commit says, and which decisions it tells of."""

from collections.abc import Iterable

from trailbook.audit.evidence.held import Held
from trailbook.audit.evidence.raw_commit import author_at, committer_at, message_of
from trailbook.credentials.masking import mask
from trailbook.trail.changes.change import Change
from trailbook.trail.decisions import Decision
from trailbook.trail.git.commits import Commit, Person
from trailbook.trail.git.repository import History
from trailbook.trail.trails import decision_of


def history_of(held: Held, ids: Iterable[str]) -> History:
    """The history that these commits are, up to the end of the evidence. What each changed is not in it."""
    known = {id: commit_of(held, id) for id in ids}
    return History(held.facts.end.commit, {id: known[id] for id in _newest_first(known, held.facts.end.commit)})


def commit_of(held: Held, id: str) -> Commit:
    """A commit with its people as the mailmap at the end has them."""
    raw = held.need("commit", id)
    name, email, authored = author_at(raw)
    committer, address, committed = committer_at(raw)
    return Commit(
        id,
        held.parents(id),
        held.mailmap.person(name, email),
        authored,
        held.mailmap.person(committer, address),
        committed,
        mask(message_of(raw)),
        (),
    )


def _newest_first(commits: dict[str, Commit], head: str) -> list[str]:
    """The commits so that each comes before its parents."""
    done: dict[str, None] = {}
    pending = [(head, False)]
    while pending:
        id, is_after = pending.pop()
        if is_after:
            done.setdefault(id)
        elif id in commits and id not in done:
            pending.append((id, True))
            pending += [(parent, False) for parent in commits[id].parents]
    return list(reversed(done))


def told_again(held: Held, history: History, commit: str, path: str, changes: tuple[Change, ...]) -> Decision:
    """What a commit tells of changes, less the state of its signature."""
    return decision_of(
        history, history.commits[commit], path, changes, lambda contact: held.mailmap.contact(contact) or contact
    )


def author_of(held: Held, id: str) -> Person:
    """The author of a commit as the mailmap at the end has them."""
    name, email, _ = author_at(held.need("commit", id))
    return held.mailmap.person(name, email)
