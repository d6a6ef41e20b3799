"""Controls that bind the app and that nothing in its model puts into practice."""

from collections.abc import Iterator

from trailbook.records.kinds.indicator import Indicator
from trailbook.records.kinds.policy import Control
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.references import Reference
from trailbook.records.states import counts
from trailbook.risk.playbooks.rule import Applied, Need, StepRule


def _find(applied: Applied) -> Iterator[Need]:
    knowledge = applied.knowledge
    threats = [applied.ref(threat.id) for threat in applied.model.threats if counts(threat)]
    mitigations = [applied.ref(m.id) for m in applied.model.mitigations if m.state != "withdrawn"]
    done = {*knowledge.targets(mitigations, "implements"), *_counted(knowledge)}
    for reference in knowledge.sources(threats, "covers"):
        control = knowledge.items.get(reference)
        if isinstance(control, Control) and control.level == "must" and reference not in done:
            covered = [threat for threat in knowledge.targets([reference], "covers") if threat in threats]
            yield Need(
                Reference.parse(reference),
                f"Follow: {control.title}",
                "A policy demands this, and the threat model does not say how the app does it. Do it and add it to the "
                "model, or ask for an exception.",
                (reference, *covered),
            )


def _counted(knowledge: KnowledgeBase) -> Iterator[str]:
    """The controls of which an indicator counts in the records whether they are kept, such as that models are reviewed.

    The record of an app answers them by being there, so no mitigation of it has to.
    """
    for indicator in knowledge.of_kind(Indicator):
        if indicator.computed:
            yield from knowledge.targets([indicator.id], "measures")


RULE = StepRule(
    id="keep-control",
    moment="before-publishing",
    role="maker",
    reads="each control of level must that covers a threat of the app, unless a mitigation of it implements the "
    "control or an indicator counts from the records whether it is kept",
    find=_find,
)
