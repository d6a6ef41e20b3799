"""Who approved a decision, and whether they are independent of its author, by nothing but what git records.

A committer is not an approver: forges and rebases set it. ``Signed-off-by`` states where a change comes
from (Developer Certificate of Origin, version 1.1), not that anybody agreed.
Whose agreement a change needs is the matter of ``trail.sign_offs``.
"""

import re
from collections.abc import Callable, Iterable, Iterator

from trailbook.trail.changes.change import Change, is_of_text
from trailbook.trail.decisions import Approval, ApprovalSource, JsonValue
from trailbook.trail.git.commits import Commit, Person
from trailbook.trail.git.people import is_account, is_placeholder, read_contact, same
from trailbook.trail.messages import read_message

APPROVING = ("Approved-by", "Reviewed-by", "Acked-by", "Risk-Accepted-by")
"""The trailers that state an agreement."""


_BY = re.compile("-by", re.IGNORECASE)


def names_somebody(message: str) -> bool:
    """Whether a message may hold a trailer that names a person: all of them end so. Most messages hold none."""
    return _BY.search(message) is not None


def approvals(commit: Commit, merge: Commit | None, known_as: Callable[[str], str] = str) -> tuple[Approval, ...]:
    """Who agreed to a commit, in the order of strength: trailers of the commit and its merge, then the merge itself.

    ``merge`` is the one that is agreement with the commit (``trail.git.branches``), if any. ``known_as`` gives a
    contact as ``.mailmap`` has it.
    """
    authors = [commit.author, *_contacts(commit, ("Co-authored-by",), known_as)]
    found: list[Approval] = []
    for source in (commit, merge):
        if source is not None:
            for person in _contacts(source, APPROVING, known_as):
                if not is_account(person) and not is_placeholder(person):
                    _add(found, person, "trailer", authors)
    if merge is not None and not is_account(merge.author) and not any(same(merge.author, one) for one in authors):
        _add(found, merge.author, "merge", authors)
    return tuple(found)


def with_signer(known: tuple[Approval, ...], signer: Person | None, author: Person) -> tuple[Approval, ...]:
    """The approvals with that of whoever signed the commit, unless they wrote it or agreed already."""
    if signer is None or same(signer, author) or any(same(signer, Person(a.name, a.email)) for a in known):
        return known
    return (*known, Approval(signer.name or signer.email, signer.email, "signature", True))


def _contacts(commit: Commit, names: tuple[str, ...], known_as: Callable[[str], str]) -> Iterator[Person]:
    if not names_somebody(commit.message):
        return
    message = read_message(commit.message)
    for name in names:
        for value in message.values(name):
            yield read_contact(known_as(value))


def _add(found: list[Approval], person: Person, source: ApprovalSource, authors: list[Person]) -> None:
    """Note an agreement, unless the same person's is already known from a stronger source."""
    if not any(same(person, Person(approval.name, approval.email)) for approval in found):
        independent = not any(same(person, author) for author in authors)
        found.append(Approval(person.name or person.email, person.email, source, independent))


_SIGN_OFF = re.compile(r"^(sign_offs\[.*\])\.state$")


def claimed_approvals(changes: Iterable[Change], author: Person) -> tuple[Approval, ...]:
    """The approvals that a decision's changes claim, each name once, in the order of the changes."""
    names = dict.fromkeys(name for name in _names(tuple(changes)) if name)
    return tuple(Approval(name, "", "front-matter", not same(Person(name, ""), author)) for name in names)


def _names(changes: tuple[Change, ...]) -> Iterator[str]:
    for change in changes:
        value = change.after
        if is_of_text(change):  # a table may have such columns
            continue
        if change.field and (entry := _SIGN_OFF.match(change.field)) and value == "given":
            yield _signer(changes, change, entry[1])
        elif change.kind == "added" and isinstance(value, dict):
            yield from _in_entry(value)
        elif change.field == "state" and value == "approved":
            yield _value(changes, change.item, "approver")
        elif change.field == "acceptance.by" and isinstance(value, str):
            yield value


def _in_entry(entry: dict[str, JsonValue]) -> Iterator[str]:
    """The names in an entry or item that was added whole."""
    if entry.get("state") == "given":
        yield str(entry.get("by") or entry.get("role") or "")
    if entry.get("state") == "approved":
        yield str(entry.get("approver") or "")
    acceptance = entry.get("acceptance") if "acceptance" in entry else entry
    if isinstance(acceptance, dict) and {"by", "reason", "until"} <= set(acceptance):
        yield str(acceptance["by"] or "")


def _signer(changes: tuple[Change, ...], change: Change, entry: str) -> str:
    """Who signed, as the same decision says; else the role that the entry is for."""
    by = _value(changes, change.item, f"{entry}.by")
    return by or entry.removeprefix("sign_offs[").removesuffix("]")


def _value(changes: tuple[Change, ...], item: str | None, field: str) -> str:
    found = (change.after for change in changes if change.item == item and change.field == field)
    return next((value for value in found if isinstance(value, str)), "")
