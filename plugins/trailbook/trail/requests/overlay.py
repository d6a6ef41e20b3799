"""Decisions with what forges said of the requests that brought them.

A request belongs to a decision by the commit with which it landed, or as one of several that landed in a row, and by
nothing that a message says: whoever writes ``(#12)`` into a title does not come by the reviews of request 12. Its
description is a reason where no commit gives a better one. Trailers in it are its author's words and approve nothing.
"""

from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from trailbook.trail.decisions import Approval, Decision, Hold, KnownRequest, Match, Rationale, Trail
from trailbook.trail.git.blobs import blobs_named
from trailbook.trail.git.commits import Person
from trailbook.trail.git.contacts import read_contact
from trailbook.trail.git.people import STRANGERS, account_of
from trailbook.trail.git.repository import Repository
from trailbook.trail.reasons.rationale import reason_of_request
from trailbook.trail.requests.branch import EvidenceBranch, RequestName, Statements
from trailbook.trail.requests.landed import LandedRequest, contact_of, safe_address
from trailbook.trail.requests.rebased import Look, Written, before, matched, written
from trailbook.trail.requests.statement import RequestReview

SameText = Callable[[str, str, str], bool]
"""Says whether a path holds the same at two commits."""
Asked = Iterable[tuple[str, LandedRequest]]
"""Paths with the requests that changed them."""


def with_requests(trails: Sequence[Trail], branch: EvidenceBranch, repository: Repository, head: str) -> list[Trail]:
    """The trails with the reasons and reviews that the branch has; ``head`` is the commit that they are read from."""
    if not branch.head:
        return list(trails)
    commits = repository.history(head).commits

    def look(id: str) -> Written | None:
        found = commits.get(id)
        return written(found.parents, found.message, found.authored) if found else None

    return with_statements(
        trails, branch, repository.names(head).contact, lambda asked: _same_text(repository, head, asked), look
    )


def with_statements(
    trails: Sequence[Trail],
    statements: Statements,
    known_as: Callable[[str], str],
    same_text: Callable[[Asked], SameText],
    look: Look,
) -> list[Trail]:
    """The trails with the reasons and reviews in statements. ``known_as`` gives contacts as the mailmap has them.

    ``same_text`` gives what tells whether some paths hold the same at two commits of their requests, and ``look`` what
    commits of a rebased request are known by.
    """
    ways = {id for trail in trails for one in trail.decisions for id in _ways(one)}
    landed = _landed_requests(statements, ways, look)
    if not landed:
        return list(trails)
    found: dict[tuple[str, str], tuple[LandedRequest, Match]] = {
        (one.commit, one.path): request
        for trail in trails
        for one in trail.decisions
        if (request := next((landed[id] for id in _ways(one) if id in landed), None))
    }
    same = same_text([(path, request) for (_, path), (request, _) in found.items()])

    def enriched(decision: Decision) -> Decision:
        known = found.get((decision.commit, decision.path))
        return with_request(decision, known[0], known_as, same, known[1]) if known else decision

    return [replace(trail, decisions=tuple(map(enriched, trail.decisions))) for trail in trails]


def with_request(
    decision: Decision,
    request: LandedRequest,
    known_as: Callable[[str], str] = str,
    same_text: SameText = lambda *_: False,
    match: Match = "landed",
) -> Decision:
    """A decision with what its request says. ``known_as`` gives contacts as the mailmap has them.

    An approval of an earlier commit of the request holds for a record that did not change until its last one.
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
        match=match,
    )
    stated = decision.rationale
    if stated.source in ("title", "none") and (text := reason_of_request(first.title, first.description)):
        stated = Rationale(text, "request", decision.commit)
    reviewed = tuple(_approval(*one, decision, request, known_as, same_text) for one in request.approvals())
    people = [Person(one.name, one.email) for one in decision.approvals if one.counts]
    new = tuple(one for one in reviewed if one and not STRANGERS.is_one_of(Person(one.name, one.email), people))
    return replace(decision, rationale=stated, approvals=(*decision.approvals, *new), request=known)


def _approval(
    review: RequestReview,
    hold: Hold,
    decision: Decision,
    request: LandedRequest,
    known_as: Callable[[str], str],
    same_text: SameText,
) -> Approval | None:
    """The agreement that a review is; None if it is nobody's in particular."""
    account = review.account
    contact = contact_of(account, request.last.host)
    person, alias = read_contact(known_as(contact)), read_contact(contact)
    if not account.name or account.robot or _is_nobody(person, alias):
        return None
    if hold == "stale" and review.commit and same_text(review.commit, _last_commit(request), decision.path):
        hold = "holds"
    authors = (decision.author, *decision.co_authors, *decision.also_by)
    is_writer = account.name.casefold() in request.writers
    independent = not is_writer and not any(STRANGERS.is_one_of(one, authors) for one in (person, alias))
    named = f"{request.last.host}/{account.name}"
    return Approval(person.name, person.email, "review", independent, account=named, hold=hold, at=review.at)


def _is_nobody(person: Person, alias: Person) -> bool:
    """Whether an account is an assistant's or a robot's, or the mailmap says that it is one's or a team's.

    A team is no account on any forge, so nobody reviews as one: ``teamlead`` is somebody, as the forge says.
    """
    found = account_of(person)
    return found is not None and (found.kind != "team" or person != alias)


def _ways(decision: Decision) -> Iterable[str]:
    """The commits by which a request may have brought a decision: its own, and the merges that took it in."""
    return (decision.commit, *(step.commit for step in decision.taken_in))


def _last_commit(request: LandedRequest) -> str:
    """The last commit of a request's own branch, as far as the forge says which that was."""
    return request.last.head or request.last.landed


def _landed_requests(
    statements: Statements, commits: AbstractSet[str], look: Look
) -> dict[str, tuple[LandedRequest, Match]]:
    """The requests that brought some commits, by the commit. Where two did, the one with the lower number."""
    landings = frozenset(file.landed for file in statements.files)
    bare = commits - landings
    in_a_row = {id for id in landings if bare and not bare.isdisjoint(before(id, landings, look))}
    wanted = statements.landed_with(commits | in_a_row)
    read = dict(statements.read(file for files in wanted for file in files))
    found: dict[str, tuple[LandedRequest, Match]] = {}
    for files in wanted:
        if known := tuple(read[file] for file in files if file in read):
            request = LandedRequest(known)
            found.setdefault(request.last.landed, (request, "landed"))
            for id, match in matched(request.last, landings, look).items():
                found.setdefault(id, (request, match))
    return found


def _same_text(repository: Repository, head: str, asked: Asked) -> SameText:
    """What says whether a path holds the same at two commits of the history up to ``head``.

    Other commits may be here or not, which depends on what was fetched.
    """
    prefix, known = repository.prefix, repository.history(head).commits
    names = {
        f"{commit}:{prefix}{path}"
        for path, request in asked
        for review, hold in request.approvals()
        if hold == "stale" and review.commit in known and _last_commit(request) in known
        for commit in (review.commit, _last_commit(request))
    }
    blobs = blobs_named(repository.git, names)

    def same(one: str, other: str, path: str) -> bool:
        first, second = (blobs.get(f"{commit}:{prefix}{path}", "") for commit in (one, other))
        return bool(first) and first == second

    return same
