"""What a commit decided, by itself and by the merges that took it in, but for what it changed."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace

from trailbook.trail.approvals import approvals, claimed_approvals, writers
from trailbook.trail.authorship import assistants, co_authors, proposer
from trailbook.trail.changes.change import Change
from trailbook.trail.decisions import Approval, Decision, TakenIn
from trailbook.trail.effects.rules.review_date import RULE as POSTPONED
from trailbook.trail.git.commits import Commit, Person
from trailbook.trail.git.people import People
from trailbook.trail.git.pull_requests import pull_request
from trailbook.trail.git.repository import History
from trailbook.trail.git.signatures import NONE
from trailbook.trail.reasons.rationale import answers, rationale, stated_review
from trailbook.trail.sign_offs.needed import later_agreements


def decision_of(
    history: History, commit: Commit, path: str, changes: tuple[Change, ...], known_as: Callable[[str], str]
) -> Decision:
    """The decision that a commit of a history is on a record: who changed it, when, why, and who agreed.

    ``known_as`` gives each contact (``Name <mail>``) as the mailmap has it. Signatures are not looked at.
    """
    commits, branches = history.commits, history.branches
    way = [commits[id] for id in branches.explaining(commit.id)]
    agreeing = commits.get(branches.agreed.get(commit.id, ""))
    agreed = approvals(commit, agreeing, known_as, history.people)
    found = replace(
        decision_of_commit(commit, way, agreed, path, (), known_as),
        landed=history.landed(commit),
        pull_request=pull_request(commit, way),
        merge=len(commit.parents) > 1,
        taken_in=tuple(_taken_in(commit, commits[id], history.people) for id in branches.way(commit.id)),
        answers=answers(commit, way),
    )
    return on_record(found, path, changes, writers(commit, known_as)) if changes else found


def after_review(commit: Commit, changes: tuple[Change, ...]) -> tuple[Change, ...]:
    """The changes of a commit, of which a later day for the next review is neutral if the commit states a review.

    Rules see the record alone, in which a review that was held and one that was put off look alike.
    """
    put_off = [one for one in changes if (one.rule, one.effect) == (POSTPONED.id, "weakens")]
    if not put_off or not stated_review(commit):
        return changes
    return tuple(replace(one, effect="neutral", rule="") if one in put_off else one for one in changes)


def on_record(bare: Decision, path: str, changes: tuple[Change, ...], authors: Iterable[Person]) -> Decision:
    """What a commit decided, known but for its changes, on one record, with the approvals that these claim."""
    agreed = (*bare.approvals, *claimed_approvals(changes, *authors))
    return replace(bare, path=path, changes=changes, approvals=agreed)


def _taken_in(commit: Commit, merge: Commit, people: People) -> TakenIn:
    return TakenIn(merge.id, merge.author, any(people.is_one_of(name, commit.authors) for name in merge.authors))


def decision_of_commit(
    commit: Commit,
    way: Sequence[Commit],
    agreed: tuple[Approval, ...],
    path: str,
    changes: tuple[Change, ...],
    known_as: Callable[[str], str],
) -> Decision:
    """The decision that a commit states by itself, and by the merges that took it in, the first one first.

    It lands when it is committed.
    """
    people = co_authors(commit, known_as)
    return Decision(
        commit=commit.id,
        path=path,
        authored=commit.authored,
        landed=commit.committed,
        author=commit.author,
        title=commit.title,
        rationale=rationale(commit, way),
        approvals=agreed,
        signature=NONE.state,
        pull_request=None,
        changes=changes,
        co_authors=people,
        also_by=commit.also_by,
        assistants=assistants(commit),
        proposed_by=proposer(commit, people),
    )


def agreed_later(
    history: History, decided: Collection[str], known_as: Callable[[str], str]
) -> dict[str, tuple[Approval, ...]]:
    """Who agreed to some commits in a later one, which names the earlier by its id in a ``Decision`` trailer."""
    found = later_agreements(history, decided, known_as)
    return {id: tuple(Approval(one.name, one.email, "trailer", True) for one in later) for id, later in found.items()}
