"""How a change of a field reads: one phrase for what came, one for what went, and what the field is called.

``{value}`` is what came or went, ``{of}`` the entry of a list that a field belongs to; where a value has parts of its
own, a phrase may name these. Whatever has no phrase here reads as the name of its field, with "added" or "removed".
"""

import re
from collections.abc import Mapping
from typing import NamedTuple


class Phrase(NamedTuple):
    """What is said when a value came, and when it went."""

    came: str
    went: str


def _relation(verb: str) -> Phrase:
    return Phrase(f"now {verb} {{value}}", f"no longer {verb} {{value}}")


PHRASES: Mapping[str, Phrase] = {
    "acceptance": Phrase("accepted by {by} until {until}: {reason}", "no longer accepted by {by} until {until}"),
    "actions": Phrase("action added: “{value}”", "action removed: “{value}”"),
    "affects": _relation("affects"),
    "allows": _relation("allows:"),
    "also": _relation("found as"),
    "applications": _relation("holds for"),
    "authentication": Phrase("signs in with {value}", "no longer signs in with {value}"),
    "boundary": _relation("within"),
    "changes": _relation("changes"),
    "checked_by": _relation("checked by"),
    "classification": _relation("classified as"),
    "closed": Phrase("closed on {value}", "no longer closed on {value}"),
    "contains": _relation("has to contain"),
    "at_least": _relation("has to be at least"),
    "at_most": _relation("has to be at most"),
    "none_of": Phrase("may not be {value}", "may be {value} again"),
    "one_of": _relation("may be"),
    "subset_of": _relation("may contain"),
    "optional": Phrase("may be absent: {value}", "may no longer be absent: {value}"),
    "covers": _relation("covers"),
    "crosses": _relation("crosses"),
    "data": _relation("carries"),
    "data_up_to": _relation("carries data up to"),
    "due": Phrase("due on {value}", "no longer due on {value}"),
    "escalation": Phrase("escalation to {to} added, when {when}", "escalation to {to} removed, when {when}"),
    "evidence": Phrase("shown by: {value}", "no longer shown by: {value}"),
    "expires": Phrase("ends on {value}", "no longer ends on {value}"),
    "exposed_to": _relation("open to"),
    "facts": Phrase("now stated: {value}", "no longer stated: {value}"),
    "facts.*": Phrase("{name} stated: {value}", "{name} no longer stated: {value}"),
    "frameworks": _relation("mapped to"),
    "frequency": Phrase("observed {value}", "no longer observed {value}"),
    "governed_by": _relation("governed by"),
    "granted": Phrase("granted on {value}", "no longer granted on {value}"),
    "group": _relation("in the group"),
    "implements": _relation("implements"),
    "learned_from": Phrase("learned from {value}", "no longer learned from {value}"),
    "led_to": Phrase("led to {value}", "no longer said to have led to {value}"),
    "level": Phrase("now a “{value}”", "no longer a “{value}”"),
    "logging": _relation("logs"),
    "logs": Phrase("log added: {value}", "log removed: {value}"),
    "measures": _relation("measures"),
    "mitigates": _relation("mitigates"),
    "owner": Phrase("owned by {value}", "no longer owned by {value}"),
    "permissions": _relation("has the permission"),
    "rehearses": _relation("rehearses"),
    "requires": Phrase("approval of {role} now required: {scope}", "approval of {role} no longer required: {scope}"),
    "roles": _relation("binds"),
    "same_as": _relation("the same as"),
    "settings": Phrase("exception for {value}", "no longer an exception for {value}"),
    "sign_offs": Phrase("sign-off of {role} asked for: {scope}", "sign-off of {role} no longer asked for: {scope}"),
    "sign_offs[].by": Phrase("signed off for {of} by {value}", "no longer signed off for {of} by {value}"),
    "sign_offs[].signed": Phrase("signed off for {of} on {value}", "no longer signed off for {of} on {value}"),
    "stored_in": _relation("stored in"),
    "teaches": _relation("teaches"),
    "tests": _relation("tests"),
    "timeline": Phrase("timeline: {date}, {event}", "taken out of the timeline: {date}, {event}"),
    "vetting.decided": Phrase("certified on {value}", "no longer certified on {value}"),
    "vetting.next": Phrase("to be certified by {value}", "no longer to be certified by {value}"),
}
"""By the field, in which ``[]`` stands for an entry of a list and ``*`` for any name."""

NAMES: Mapping[str, str] = {
    "answers[].why": "explanation of answer “{of}”",
    "body": "text",
    "data_up_to": "highest data carried",
    "exposed_to": "open to",
    "escalation[].to": "whom to call when “{of}”",
    "escalation[].within": "time allowed when “{of}”",
    "expires": "end",
    "inherent": "inherent risk",
    "learned_from": "learned from",
    "led_to": "led to",
    "logs[].keeps": "what the log “{of}” keeps",
    "path": "file",
    "personal": "personal data",
    "requires[].scope": "scope of the approval of {of}",
    "residual": "residual risk",
    "review.cadence": "review interval",
    "review.last": "last review",
    "review.next": "next review",
    "review_after": "review asked for after",
    "sign_offs[].scope": "scope of the sign-off of {of}",
    "sign_offs[].state": "sign-off of {of}",
    "text": "wording",
    "thresholds.amber": "amber from",
    "thresholds.red": "red from",
    "timeline[].event": "what happened on {of}",
    "vetting.decided": "certified on",
    "vetting.next": "next certification",
    "vetting.state": "vetting",
    "within_days": "days allowed",
}
"""What a field, or the beginning of its path, is called, if not by its own name; ``{of}`` as in phrases."""

ENTRIES: Mapping[str, str] = {
    "actions": "action",
    "answers": "answer",
    "logs": "log",
    "requires": "approval",
    "sign_offs": "sign-off",
}
"""What one entry of a list is called."""

_ENTRY = re.compile(r"\[.*\]", re.DOTALL)


def phrase(field: str) -> Phrase | None:
    """The phrase of a field, such as ``sign_offs[leadership].by``; None if it has none of its own."""
    found = PHRASES.get(_ENTRY.sub("[]", field))
    return PHRASES.get(f"{field.partition('.')[0]}.*") if found is None and "." in field else found


def entry_of(field: str) -> str:
    """The entry of a list that a field belongs to; empty if to none."""
    found = _ENTRY.search(field)
    return found[0][1:-1] if found else ""
