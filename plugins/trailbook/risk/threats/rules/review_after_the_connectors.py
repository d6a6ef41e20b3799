"""Models that are reviewed long after a connector they rest on."""

from collections.abc import Iterator

from trailbook.records.states import vetting_state
from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Hit, Maps, Rule
from trailbook.text.prose import in_prose


def _find(view: ModelView) -> Iterator[Hit]:
    review = view.model.review.next
    for part, _ in view.components():
        entry = view.connector(part)
        if review and entry and vetting_state(entry) == "restricted":
            ends = entry.vetting.next
            reason = (
                f"{part.name} rests on {entry.id}, allowed on conditions until {in_prose(ends)}; "
                f"the model is reviewed on {in_prose(review)}."
            )
            yield Hit((part.id,), reason, (review - ends).days)


RULE = Rule(
    id="review-after-the-connectors",
    family="lifecycle",
    title="The model is reviewed long after its connector",
    looks_for=(
        "a component on a connector that is approved on conditions and whose certification ends before the model's "
        "next review, by more days than a limit"
    ),
    why=("When the conditions change, nobody looks whether the application still meets them."),
    remedy="Bring the model's review forward to the connector's certification, so that both are looked at together.",
    find=_find,
    at_most=92,
    maps=Maps(
        owasp_lcnc=("LCNC-SEC-07", "LCNC-SEC-09"),
        owasp_cd=("CD-SEC-06", "CD-SEC-09"),
        stride=("information-disclosure",),
        linddun=("non-compliance",),
    ),
)
