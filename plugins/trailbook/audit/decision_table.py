"""Decisions as rows of a table: the same columns in a sample, in evidence and on the site."""

from collections.abc import Callable, Mapping

from trailbook.trail.decisions import Decision, Trail
from trailbook.trail.export import agreement, reason_source
from trailbook.trail.proposals import is_agreed
from trailbook.trail.sentences import sentence

COLUMNS = (
    *("in force since", "written", "record", "path", "commit", "author", "title", "changes", "weakens", "strengthens"),
    *("reason", "source of the reason", "approvals", "agreed by somebody else", "signature", "pull request"),
)

LONGEST = 32_000
"""How many characters of a text are in a cell: Excel takes 32,767."""


def decision_cells(
    trail: Trail, decision: Decision, names: Mapping[str, str], show: Callable[[str], str] = str
) -> list[str]:
    """The cells of a decision. ``names`` are the nouns of the trail's items; ``show`` makes a text fit to be shown."""
    sentences = [(sentence(change, names.get(change.item or "", "")), change.effect) for change in decision.changes]

    def changes(*effects: str) -> str:
        return _cut(show("; ".join(text for text, effect in sentences if not effects or effect in effects)))

    return [
        decision.day.isoformat(),
        decision.authored_day.isoformat(),
        trail.record,
        decision.path,
        decision.commit,
        show(decision.author.name),
        _cut(show(decision.title)),
        changes(),
        changes("weakens"),
        changes("strengthens"),
        _cut(show(decision.rationale.text)),
        show(reason_source(decision)),
        show(agreement(decision.approvals)) if decision.approvals else "",
        "yes" if is_agreed(decision) else "no",
        decision.signature,
        decision.pull_request or "",
    ]


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} …"
