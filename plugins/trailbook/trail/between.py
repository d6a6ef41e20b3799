"""What changed between two revisions of a record as a whole, whatever decisions lie between them."""

from collections.abc import Mapping

from trailbook.records.document import Document
from trailbook.trail.changes.compare import compare
from trailbook.trail.decisions import Effect
from trailbook.trail.effects.classify import classify


def effects_between(before: Document, after: Document) -> Mapping[str, Effect]:
    """What the changes of each item do to risk, by its id. What weakens goes before what strengthens."""
    found: dict[str, Effect] = {}
    for change in classify(compare(before, after), before.record, after.record):
        if change.item and found.get(change.item) != "weakens" and change.effect != "neutral":
            found[change.item] = change.effect
    return found
