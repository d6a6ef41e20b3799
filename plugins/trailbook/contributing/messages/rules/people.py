"""Who agreed: a person other than the author, since nobody else's agreement counts."""

from collections.abc import Iterator

from trailbook.contributing.messages.case import Case, Remark
from trailbook.records.vocabulary import ROLE_TITLES, Role
from trailbook.text.prose import with_article
from trailbook.trail.approvals import APPROVING, named_in, writers
from trailbook.trail.git.commits import Person
from trailbook.trail.git.contacts import is_placeholder
from trailbook.trail.git.people import AccountKind, account_of, is_account, same
from trailbook.trail.proposals import is_meaningful, is_of_nobody


def remarks(case: Case) -> Iterator[Remark]:
    """Agreement by nobody, by an account or by the author, and required sign-offs that are still missing."""
    authors = writers(case.commit, case.known_as)
    agreeing = [trailer for trailer in case.text.trailer_lines if trailer.known in APPROVING and trailer.value]
    nobody = [(Person("", ""),)]
    stated = [
        (trailer, names[0]) for trailer in agreeing for names in [*named_in(trailer.value, case.known_as)] or nobody
    ]
    others = [who for _, who in stated if _counts(who) and not any(same(who, author) for author in authors)]
    for trailer, who in stated:
        name = who.name or who.email
        if is_placeholder(who):
            message = f"{trailer.known}: names nobody; remove the line until somebody agrees"
            yield Remark(trailer.line.number, "nobody-named", message)
        elif account := account_of(who):
            message = f"{trailer.known}: {name} is {_KINDS[account.kind]}, not a person, so this does not count"
            yield Remark(trailer.line.number, "account-approval", message, "notice")
        elif any(same(who, author) for author in authors):
            message = f"{trailer.known}: {name} wrote the change, so this is not an independent agreement"
            yield Remark(trailer.line.number, "own-approval", message, "notice" if others else "error")
    yield from _machine_alone(case)
    for message in missing_sign_offs(case):
        yield Remark(1, "missing-sign-off", message, "notice")


def _machine_alone(case: Case) -> Iterator[Remark]:
    """A change of an assistant or a robot that says something else and that no person wrote with it or agreed to."""
    decisions = [decision for record in case.touched for decision in record.trail.decisions]
    if any(is_of_nobody(one) and any(map(is_meaningful, one.changes)) for one in decisions):
        author, kind = case.commit.author, decisions[0].proposed_by
        message = (
            f"{author.name or author.email} is {with_article(kind)}, and no person is named; name who wrote it as well "
            "(Co-authored-by) or agrees with it (Approved-by)"
        )
        yield Remark(1, "machine-alone", message, "error" if kind == "assistant" else "notice", "Approved-by: …")


def missing_sign_offs(case: Case) -> list[str]:
    """The sign-offs that the configuration requires and the message does not show, one line for each role."""
    reasons: dict[Role, dict[str, None]] = {}
    for record in case.touched:
        for needed in case.sign_offs.needed(record.trail).get(case.commit.id, ()):
            if needed.state != "given":
                occasions = ((why.occasion.title, ", ".join(why.items)) for why in needed.reasons)
                texts = (f"{record.record}{f'.{items}' if items else ''}: {title}" for title, items in occasions)
                reasons.setdefault(needed.role, {}).update(dict.fromkeys(texts))
    return [f"needs the sign-off of {_holders(case, role)} ({'; '.join(why)})" for role, why in reasons.items()]


def _holders(case: Case, role: Role) -> str:
    holders = case.sign_offs.held.before(case.commit.id).holding(role, case.commit.authored_day)
    names = [holder.name for holder in holders]
    return f"the {ROLE_TITLES[role].lower()}, {' or '.join(names) if names else 'for whom roles.yaml names nobody'}"


_KINDS: dict[AccountKind, str] = {"assistant": "an assistant", "robot": "a robot", "team": "a team or a role"}


def _counts(who: Person) -> bool:
    return not is_placeholder(who) and not is_account(who)
