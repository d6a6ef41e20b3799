"""Controls that bind the app and that nothing in its model puts into practice."""

from collections.abc import Iterator

from trailbook.records.kinds.policy import Control
from trailbook.records.references import Reference
from trailbook.records.states import counts
from trailbook.risk.playbooks.rule import Applied, Need, StepRule


def _find(applied: Applied) -> Iterator[Need]:
    knowledge = applied.knowledge
    threats = [applied.ref(threat.id) for threat in applied.model.threats if counts(threat)]
    mitigations = [applied.ref(m.id) for m in applied.model.mitigations if m.state != "withdrawn"]
    done = set(knowledge.targets(mitigations, "implements"))
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


RULE = StepRule(
    id="keep-control",
    moment="before-publishing",
    role="maker",
    reads="each control of level must that covers a threat of the app and that no mitigation of it implements",
    find=_find,
)
