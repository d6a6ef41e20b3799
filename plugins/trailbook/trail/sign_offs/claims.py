"""What a record claims under ``sign_offs``, held against what git shows of it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from trailbook.records.model import OwnedRecord, SignOff
from trailbook.trail.changes.change import Change
from trailbook.trail.decisions import Decision, Trail
from trailbook.trail.sign_offs.roles import HeldRoles


@dataclass(frozen=True)
class ClaimedSignOff:
    """One sign-off that a record asks for or claims.

    ``claimed_in`` is the decision that set it to given or declined; None if the history has none. ``shown_by``
    names the people by whose word git shows that it was given: they hold the role, and wrote that commit or agreed.
    ``is_held`` says whether anybody holds the role on that day.
    """

    sign_off: SignOff
    claimed_in: Decision | None
    shown_by: tuple[str, ...]
    is_held: bool


def claimed_sign_offs(record: OwnedRecord, trail: Trail | None, held: HeldRoles) -> Iterator[ClaimedSignOff]:
    """The sign-offs of a record, in the order of the file."""
    for sign_off in record.sign_offs:
        decision = _claiming(sign_off, trail) if trail and sign_off.state != "pending" else None
        judged = decision or trail.decisions[0] if trail else None
        holders = held.before(judged.commit).holding(sign_off.role, judged.day) if judged else []
        found = dict.fromkeys(
            name for name, *known in _agreed(decision) if any(one.is_known_as(*known) for one in holders)
        )
        yield ClaimedSignOff(sign_off, decision, tuple(found), bool(holders))


def _agreed(decision: Decision | None) -> Iterator[tuple[str, str, str]]:
    """Name, address and account of whoever wrote a decision or agreed. A sign-off is one's own commit, or another's."""
    if decision:
        yield decision.author.name, decision.author.email, ""
        for approval in decision.approvals:
            if approval.source not in ("front-matter", "picked") and approval.hold == "holds":
                yield approval.name, approval.email, approval.account


def _claiming(sign_off: SignOff, trail: Trail) -> Decision | None:
    """The newest decision that gave a sign-off its present state."""
    return next((d for d in trail.decisions if any(_sets(change, sign_off) for change in d.changes)), None)


def _sets(change: Change, sign_off: SignOff) -> bool:
    if change.item is not None:
        return False
    if change.field and (entry := _STATE.match(change.field)):
        return change.after == sign_off.state and entry["role"] == sign_off.role and _is_of(entry["scope"], sign_off)
    added = change.after if change.kind == "added" and isinstance(change.after, dict) else {}
    entries = added.get("sign_offs") if change.field is None else [added] if change.field == "sign_offs" else []
    return any(
        isinstance(entry, dict) and (entry.get("role"), entry.get("state")) == (sign_off.role, sign_off.state)
        for entry in (entries if isinstance(entries, list) else [])
    )


_STATE = re.compile(r"^sign_offs\[(?P<role>[\w-]+)(?:: (?P<scope>.*))?\]\.state$", re.DOTALL)
"""The field of a state (see ``trail.changes.list_entries``), with the scope if a role has several sign-offs."""


def _is_of(scope: str | None, sign_off: SignOff) -> bool:
    return not scope or sign_off.scope.startswith(scope.removesuffix("…"))
