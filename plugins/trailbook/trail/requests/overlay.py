"""Decisions with what forges said of the requests that brought them.

A request belongs to a decision by the commit with which it landed, and by nothing that a message says: whoever writes
``(#12)`` into a title does not come by the reviews of request 12. Its description is a reason where no commit gives a
better one. Trailers in it are its author's words and approve nothing.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from trailbook.trail.decisions import Approval, Decision, Hold, KnownRequest, Rationale, Trail
from trailbook.trail.git.blobs import blobs_named
from trailbook.trail.git.commits import Person
from trailbook.trail.git.contacts import read_contact
from trailbook.trail.git.people import STRANGERS, is_account
from trailbook.trail.git.repository import Repository
from trailbook.trail.reasons.rationale import reason_of_request
from trailbook.trail.requests.branch import EvidenceBranch, RequestName, StatementFile
from trailbook.trail.requests.landed import LandedRequest, contact_of, safe_address
from trailbook.trail.requests.statement import Review


def with_requests(trails: Sequence[Trail], branch: EvidenceBranch, repository: Repository, head: str) -> list[Trail]:
    """The trails with the reasons and reviews that the branch has; ``head`` is the commit that they are read from."""
    landed = _landed_requests(branch, {id for trail in trails for one in trail.decisions for id in _ways(one)})
    if not landed:
        return list(trails)
    known_as = repository.names(head).contact
    found: dict[tuple[str, str], LandedRequest] = {
        (one.commit, one.path): request
        for trail in trails
        for one in trail.decisions
        if (request := next((landed[id] for id in _ways(one) if id in landed), None))
    }
    same = _same_text(repository, {(path, request) for (_, path), request in found.items()})

    def enriched(decision: Decision) -> Decision:
        request = found.get((decision.commit, decision.path))
        return with_request(decision, request, known_as, same) if request else decision

    return [replace(trail, decisions=tuple(map(enriched, trail.decisions))) for trail in trails]


def with_request(
    decision: Decision,
    request: LandedRequest,
    known_as: Callable[[str], str] = str,
    same_text: Callable[[str, str, str], bool] = lambda *_: False,
) -> Decision:
    """A decision with what its request says. ``known_as`` gives contacts as the mailmap has them.

    ``same_text`` says whether a path holds the same at two commits: an approval of an earlier commit holds for a
    record that did not change since.
    """
    first, last = request.first, request.last
    name = RequestName.of(first)
    known = KnownRequest(
        address=safe_address(first),
        name=f"{name.project}{'!' if first.kind == 'gitlab' else '#'}{name.number}",
        title=first.title,
        author=first.author.name,
        merged_by=last.merged_by.name if last.merged_by else "",
        fetched=request.fetched,
        edited=request.edited_after_merge,
        tells_edits=last.tells_edits,
        committed=decision.rationale,
    )
    stated = decision.rationale
    if stated.source in ("title", "none") and (text := reason_of_request(first.title, first.description)):
        stated = Rationale(text, "request", decision.commit)
    reviewed = tuple(_approval(*one, decision, request, known_as, same_text) for one in request.approvals())
    people = [Person(one.name, one.email) for one in decision.approvals if one.counts]
    new = tuple(one for one in reviewed if one and not STRANGERS.is_one_of(Person(one.name, one.email), people))
    return replace(decision, rationale=stated, approvals=(*decision.approvals, *new), request=known)


def _approval(
    review: Review,
    hold: Hold,
    decision: Decision,
    request: LandedRequest,
    known_as: Callable[[str], str],
    same_text: Callable[[str, str, str], bool],
) -> Approval | None:
    """The agreement that a review is; None if it is nobody's in particular."""
    account = review.account
    person = read_contact(known_as(contact_of(account, request.last.host)))
    if not account.name or account.robot or is_account(person):
        return None
    if hold == "stale" and review.commit and same_text(review.commit, decision.commit, decision.path):
        hold = "holds"
    authors = (decision.author, *decision.co_authors, *decision.also_by)
    alias = read_contact(contact_of(account, request.last.host))
    is_writer = account.name.casefold() in request.writers
    independent = not is_writer and not any(STRANGERS.is_one_of(one, authors) for one in (person, alias))
    named = f"{request.last.host}/{account.name}"
    return Approval(person.name, person.email, "review", independent, account=named, hold=hold, at=review.at)


def _ways(decision: Decision) -> Iterable[str]:
    """The commits by which a request may have brought a decision: its own, and the merges that took it in."""
    return (decision.commit, *(step.commit for step in decision.taken_in))


def _landed_requests(branch: EvidenceBranch, commits: set[str]) -> dict[str, LandedRequest]:
    """The requests that landed with some commits, by the commit. Where two did, the one with the lower number."""
    wanted: dict[RequestName, tuple[StatementFile, ...]] = {}
    for file in branch.files:
        if file.landed in commits:
            wanted[file.name] = branch.versions[file.name]
    read = dict(branch.read(file for files in wanted.values() for file in files))
    found: dict[str, LandedRequest] = {}
    for files in wanted.values():
        if statements := tuple(read[file] for file in files if file in read):
            request = LandedRequest(statements)
            found.setdefault(request.last.landed, request)
    return found


def _same_text(repository: Repository, asked: Iterable[tuple[str, LandedRequest]]) -> Callable[[str, str, str], bool]:
    """What says whether a path holds the same at two commits, as far as the clone has both."""
    prefix = repository.prefix
    names = {
        f"{commit}:{prefix}{path}"
        for path, request in asked
        for review, hold in request.approvals()
        if hold == "stale" and review.commit
        for commit in (review.commit, request.last.landed)
    }
    blobs = blobs_named(repository.git, names)

    def same(one: str, other: str, path: str) -> bool:
        first, second = (blobs.get(f"{commit}:{prefix}{path}", "") for commit in (one, other))
        return bool(first) and first == second

    return same
