"""Who agreed: somebody who can be told apart from the author, or else it is no agreement."""

from collections.abc import Iterator
from datetime import UTC

from trailbook.contributing.messages.case import Case, Remark
from trailbook.records.vocabulary import ROLE_TITLES, Role
from trailbook.trail.approvals import APPROVING
from trailbook.trail.git.commits import Person
from trailbook.trail.git.people import is_account, is_placeholder, read_contact, same


def remarks(case: Case) -> Iterator[Remark]:
    """Agreement by nobody, by an account or by the author, and sign-offs that are asked for and not there yet."""
    authors = [case.commit.author, *(read_contact(case.known_as(v)) for v in case.message.values("Co-authored-by"))]
    agreeing = [one for one in case.written.shaped if one.known in APPROVING and one.value]
    stated = [(one, read_contact(case.known_as(one.value))) for one in agreeing]
    others = [who for _, who in stated if _counts(who) and not any(same(who, author) for author in authors)]
    for one, who in stated:
        name = who.name or who.email
        if is_placeholder(who):
            message = f"{one.known}: names nobody; take the line out until somebody agrees"
            yield Remark(one.line.number, "nobody-named", message)
        elif is_account(who):
            message = f"{one.known}: {name} is an account and no person, so it does not count"
            yield Remark(one.line.number, "account-approval", message, "notice")
        elif any(same(who, author) for author in authors):
            message = f"{one.known}: {name} wrote the change, so this is no independent agreement"
            yield Remark(one.line.number, "own-approval", message, "notice" if others else "error")
    for message in missing_sign_offs(case):
        yield Remark(1, "missing-sign-off", message, "notice")


def missing_sign_offs(case: Case) -> list[str]:
    """The sign-offs that the configuration asks for and the message does not show, each role in one line."""
    reasons: dict[Role, dict[str, None]] = {}
    for record in case.touched:
        for one in case.sign_offs.needed(record.trail).get(case.commit.id, ()):
            if one.state != "given":
                about = ((why.occasion.title, ", ".join(why.items)) for why in one.reasons)
                said = (f"{record.record}{f'.{items}' if items else ''}: {title}" for title, items in about)
                reasons.setdefault(one.role, {}).update(dict.fromkeys(said))
    return [f"asks for the sign-off of {_holders(case, role)} ({'; '.join(why)})" for role, why in reasons.items()]


def _holders(case: Case, role: Role) -> str:
    day = case.commit.authored.astimezone(UTC).date()
    names = [holder.name for holder in case.sign_offs.roles.holders if holder.holds(role, day)]
    return f"the {ROLE_TITLES[role].lower()}, {' or '.join(names) if names else 'for whom roles.yaml names nobody'}"


def _counts(who: Person) -> bool:
    return not is_placeholder(who) and not is_account(who)
