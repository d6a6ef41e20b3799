"""What an assistant or a robot proposed alone, and nobody agreed with since.

A record is **proposed by a machine, agreed by nobody** while its newest meaningful decision has no person besides the
machine: not as author, co-author, approver or merger, nor in a later commit that agrees with it by its id. Whoever
writes on, or agrees with what comes next, ends that for the record.
"""

import re
from collections.abc import Sequence

from pydantic import JsonValue

from trailbook.text.object_ids import WHOLE
from trailbook.trail.changes.change import Change, is_of_text
from trailbook.trail.changes.derived import is_derived
from trailbook.trail.decisions import Approval, Decision

MARK = "proposed by a machine, agreed by nobody"
"""How such a record is called."""

_NO_WORDS = re.compile(
    r"\]\([^()\s]*\)"  # the address of a link
    r"|https?://[^\s<>)\]]+"
    r"|@v?[\w.-]+"  # what an action or a package is pinned to
    r"|\bv\d[\w.-]*|\b\d+\.\d+\.\d[\w.-]*"  # versions; a number with one dot may be any amount
    rf"|\b{WHOLE}\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")


def is_meaningful(change: Change) -> bool:
    """Whether a change says something else than before, or has an effect.

    Mechanical is what is only moved or follows from other changes, and a text whose words stayed: another address of a
    link, another version, other markup. A bot that raises versions proposes nothing that anybody has to agree with.
    """
    if change.effect != "neutral":
        return True
    if change.kind == "moved" or is_derived(change):
        return False
    if is_of_text(change) and (change.field or "").startswith("text.links"):
        return False
    return _said(change.before) != _said(change.after)


def agreements(decision: Decision) -> tuple[Approval, ...]:
    """The agreements of somebody else than the author: with what came, and in later commits that name it.

    What a record only claims of itself is none.
    """
    return (*(approval for approval in decision.approvals if approval.counts), *decision.agreed_later)


def is_agreed(decision: Decision) -> bool:
    """Whether somebody else than the author agreed, be it later."""
    return bool(agreements(decision))


def is_of_nobody(decision: Decision) -> bool:
    """Whether no person wrote a decision and none agreed with it."""
    return decision.proposed_by != "person" and not is_agreed(decision)


def unagreed(decisions: Sequence[Decision]) -> Decision | None:
    """The proposal of a machine that a record's newest meaningful decision is; None if a person is behind that.

    ``decisions`` are those of its trail, newest first.
    """
    if not any(map(is_of_nobody, decisions)):  # as in most trails, of which no text has to be compared then
        return None
    newest = next((one for one in decisions if any(map(is_meaningful, one.changes))), None)
    return newest if newest is not None and is_of_nobody(newest) else None


def _said(value: JsonValue) -> JsonValue:
    return _WORD.findall(_NO_WORDS.sub(" ", value)) if isinstance(value, str) else value or []
