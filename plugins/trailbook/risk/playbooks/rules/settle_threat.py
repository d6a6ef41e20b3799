"""Threats that are too great for the app to go live."""

from collections.abc import Iterator

from trailbook.records.states import UNSETTLED
from trailbook.risk.playbooks.rule import Applied, Need, StepRule


def _find(applied: Applied) -> Iterator[Need]:
    for threat in applied.model.threats:
        if threat.state in UNSETTLED and applied.scheme.exceeds(threat.residual):
            level = applied.scheme.level(threat.residual)
            yield Need(
                (threat.id,),
                f"Decide: {threat.title}",
                f"This threat is rated {level} today, and {applied.scheme.appetite} is the most "
                "that may stay. Hold the "
                "app back until more is in place, or until somebody who may do so accepts the risk in writing.",
                (applied.ref(threat.id), *applied.knowledge.sources([applied.ref(threat.id)], "covers")),
            )


RULE = StepRule(
    id="settle-threat",
    moment="before-publishing",
    role="reviewer",
    reads="each threat above the appetite that is neither mitigated nor accepted",
    find=_find,
)
