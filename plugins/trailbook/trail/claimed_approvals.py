"""Approvals that a record claims of itself: sign-offs given, exceptions approved, risks accepted.

What stands in front matter was written by the commit's author. It is shown as a claim, whoever is named.
"""

import re
from collections.abc import Iterable, Iterator

from trailbook.trail.changes.change import Change
from trailbook.trail.decisions import Approval, JsonValue
from trailbook.trail.git.commits import Person
from trailbook.trail.git.people import same

_SIGN_OFF = re.compile(r"^(sign_offs\[.*\])\.state$")


def claimed_approvals(changes: Iterable[Change], author: Person) -> tuple[Approval, ...]:
    """The approvals that a decision's changes claim, each name once, in the order of the changes."""
    names = dict.fromkeys(name for name in _names(tuple(changes)) if name)
    return tuple(Approval(name, "", "front-matter", not same(Person(name, ""), author)) for name in names)


def _names(changes: tuple[Change, ...]) -> Iterator[str]:
    for change in changes:
        value = change.after
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
