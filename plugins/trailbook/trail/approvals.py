"""Who approved a decision, and whether they are independent of its author, by nothing but what git records.

A committer is not an approver: forges and rebases set it. ``Signed-off-by`` states where a change comes
from (Developer Certificate of Origin, version 1.1), not that anybody agreed. Assistants, robots and teams
(``trail.git.people``) approve nothing; whoever a robot's merge names did, as far as the robot says.
Whose agreement a change needs is the matter of ``trail.sign_offs``.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from trailbook.trail.changes.change import Change, is_of_text
from trailbook.trail.decisions import Approval, ApprovalSource, JsonValue
from trailbook.trail.git.commits import Commit, Person
from trailbook.trail.git.contacts import contacts_in, is_placeholder, possible_contacts, read_contact
from trailbook.trail.git.people import STRANGERS, People, is_account
from trailbook.trail.reasons.messages import read_message

APPROVING = ("Approved-by", "Reviewed-by", "Acked-by", "Risk-Accepted-by")
"""The trailers that state an agreement."""
WRITING = ("Co-authored-by", "Co-developed-by")
"""The trailers that name who else wrote a change; the second is the kernel's (its guide "Submitting patches")."""

_NAMED_BY_ROBOT = (
    # rust-lang/bors, as in https://github.com/rust-lang/bors/issues/601; also the merges of its rollups
    re.compile(r"^(?:Auto|Rollup) merge of #\d+ - (?P<author>[^\s:]+):\S+, r=(?P<by>\S+)$", re.MULTILINE),
    # bors-ng, as in https://github.com/mozilla/delivery-console/commit/1c8cd6211268260dd130bb85ea6244a625ea0b35
    re.compile(r"^\d+: .* r=(?P<by>\S+) a=(?P<author>\S+)$", re.MULTILINE),
)
"""How the merges of robots name the accounts of whoever approved a pull request, and of its author."""
_ACCOUNT = re.compile(r"[\w.-]+")
_NOBODY = frozenset({"me", "try"})
"""What stands in the place of an approver and is none: whoever asked for the merge, and a merge on trial."""

_BY = re.compile(r"[- ]by[ \t]*:", re.IGNORECASE)


def names_somebody(message: str) -> bool:
    """Whether a message may hold a trailer that names a person: all of them end so. Most messages hold none."""
    return _BY.search(message) is not None


def approvals(
    commit: Commit, merge: Commit | None, known_as: Callable[[str], str] = str, people: People = STRANGERS
) -> tuple[Approval, ...]:
    """Who agreed to a commit, in the order of strength: trailers of the commit and its merge, then the merge itself.

    ``merge`` is the one that is agreement with the commit (``trail.git.branches``), if any. ``known_as`` gives a
    contact as ``.mailmap`` has it, ``people`` who is who in the history. Trailers that came with a commit that was
    picked are of that commit: they come last, and don't count.
    """
    authors = writers(commit, known_as)
    agreeing: list[tuple[tuple[Person, ...], ApprovalSource]] = []
    for source in (commit, merge):
        if source is not None:
            agreeing += ((names, "trailer") for names in _stated(source, APPROVING, known_as, copied=False))
    if merge is not None:
        proposer, named = named_by_robot(merge)
        authors += proposer
        agreeing += (((person,), "robot-merge") for person in named)
        if not any(people.is_one_of(name, authors) for name in (*merge.authors, *merge.also_by)):
            agreeing.append((merge.authors, "merge"))
    agreeing += ((names, "picked") for names in _stated(commit, APPROVING, known_as, copied=True))
    found: list[Approval] = []
    for names, how in agreeing:
        if any(is_account(name) or is_placeholder(name) for name in names):
            continue
        person = names[0]
        if not people.is_one_of(person, (Person(known.name, known.email) for known in found)):
            independent = not any(people.is_one_of(name, authors) for name in names)
            found.append(Approval(person.name or person.email, person.email, how, independent))
    return tuple(found)


def writers(commit: Commit, known_as: Callable[[str], str] = str) -> list[Person]:
    """Everybody who wrote a commit, by each of their names: as the mailmap has them, and as the commit has them.

    A mailmap only ever joins people: whoever is the same by either name is the same person, so that nobody becomes
    somebody else by a line in it.
    """
    stated = (one for value in _values(commit, WRITING) for one in possible_contacts(value))
    return [
        *commit.authors,
        *commit.also_by,
        *(read_contact(name) for one in stated for name in dict.fromkeys((known_as(one), one))),
    ]


def _stated(
    commit: Commit, trailers: Iterable[str], known_as: Callable[[str], str], *, copied: bool
) -> Iterator[tuple[Person, ...]]:
    """Whom trailers name, each by their names: as the mailmap has it, and as it is written where that differs."""
    for value in _values(commit, trailers, copied=copied):
        yield from named_in(value, known_as)


def named_in(value: str, known_as: Callable[[str], str] = str) -> Iterator[tuple[Person, ...]]:
    """Whom the value of a trailer names, each by their names: as the mailmap has it, and as it is written."""
    for contact in contacts_in(value):
        yield tuple(dict.fromkeys((read_contact(known_as(contact)), read_contact(contact))))


def named_by_robot(merge: Commit) -> tuple[list[Person], list[Person]]:
    """The author of the pull request that a robot merged, and who approved it, as its message names their accounts.

    A merge of several pull requests doesn't say which of them a commit belongs to, so it names nobody. Nor does a
    person's merge, whatever it says.
    """
    found = [match for form in _NAMED_BY_ROBOT for match in form.finditer(merge.message)]
    if len(found) != 1 or not is_account(merge.raw_author):
        return [], []
    names = (name.removeprefix("@") for name in found[0]["by"].split(","))
    approvers = [Person(name, "") for name in names if _ACCOUNT.fullmatch(name) and name not in _NOBODY]
    return [Person(found[0]["author"], "")], approvers


def with_signer(
    known: tuple[Approval, ...], signers: Sequence[Person], authors: Collection[Person]
) -> tuple[Approval, ...]:
    """The approvals with that of whoever signed the commit, unless they wrote it or agreed already.

    If a key is of several people and one of them wrote the commit, it may have been that one.
    """
    agreed = [Person(approval.name, approval.email) for approval in known if approval.source != "picked"]
    if any(is_account(one) or STRANGERS.is_one_of(one, (*authors, *agreed)) for one in signers) or not signers:
        return known
    signer = signers[0]
    return (*known, Approval(signer.name or signer.email, signer.email, "signature", True))


def contacts(
    commit: Commit, names: Iterable[str], known_as: Callable[[str], str] = str, *, copied: bool | None = None
) -> Iterator[Person]:
    """Whom the trailers of some names name, in the order of the names.

    With ``copied``, those in trailers that came with the commit from which this one was picked, or in the others.
    """
    for value in _values(commit, names, copied=copied):
        yield from (names[0] for names in named_in(value, known_as))


def _values(commit: Commit, names: Iterable[str], *, copied: bool | None = None) -> Iterator[str]:
    if not names_somebody(commit.message):
        return
    trailers = read_message(commit.message).trailers
    for name in names:
        for trailer in trailers:
            if trailer.name == name and copied in (None, trailer.copied):
                yield trailer.value


_SIGN_OFF = re.compile(r"^(sign_offs\[.*\])\.state$")


def claimed_approvals(changes: Iterable[Change], *authors: Person) -> tuple[Approval, ...]:
    """The approvals that a decision's changes claim, each name once, in the order of the changes.

    ``authors`` are the names of whoever wrote it.
    """
    names = dict.fromkeys(name for name in _names(tuple(changes)) if name)
    people = ((name, read_contact(name)) for name in names)
    return tuple(
        Approval(name, "", "front-matter", not STRANGERS.is_one_of(person, authors)) for name, person in people
    )


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
