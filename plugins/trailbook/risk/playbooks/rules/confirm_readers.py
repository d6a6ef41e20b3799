"""Who can read guarded data."""

from collections.abc import Iterator

from trailbook.risk.playbooks.rule import Applied, Need, StepRule
from trailbook.risk.threats.fact_texts import audience
from trailbook.text.prose import listed


def _find(applied: Applied) -> Iterator[Need]:
    for part, facts in applied.view.components():
        guarded = applied.guarded(applied.view.kept_in(part))
        if guarded and facts.shared_with:
            yield Need(
                (part.id,),
                f"Go through who can read {part.name}",
                f"{listed([asset.name for asset in guarded])} can be read there by {audience(facts.shared_with)}. "
                "Take out everybody who does not need it, and write down that you looked.",
                applied.refs(part.id, *(asset.id for asset in guarded)),
            )


RULE = StepRule(
    id="confirm-readers",
    moment="quarterly-review",
    role="data-owner",
    reads="each component that keeps confidential, restricted or personal data and says with whom it is shared",
    find=_find,
)
