"""What incidents and exercises asked for, and is not done."""

from collections.abc import Iterator

from trailbook.records.kinds.action import Action
from trailbook.records.references import Reference
from trailbook.records.states import is_pending
from trailbook.risk.playbooks.rule import Applied, Need, StepRule
from trailbook.text.prose import in_prose


def _find(applied: Applied) -> Iterator[Need]:
    knowledge = applied.knowledge
    threats = [applied.ref(threat.id) for threat in applied.model.threats]
    own = [applied.model.id, *threats, *applied.refs(*(m.id for m in applied.model.mitigations))]
    controls = [*knowledge.sources(threats, "covers"), *knowledge.targets(own, "implements")]
    steps = knowledge.sources(threats, "mitigates")
    for reference in knowledge.sources([*own, *controls, *steps], "changes"):
        action = knowledge.items.get(reference)
        if isinstance(action, Action) and is_pending(action):
            yield Need(
                Reference.parse(reference),
                f"Ask after: {action.title.rstrip('.')}",
                f"{action.owner} is to do this by {in_prose(action.due)}. It changes what protects this app.",
                (reference, *knowledge.targets([reference], "changes")),
                action.due,
            )


RULE = StepRule(
    id="chase-action",
    moment="quarterly-review",
    role="reviewer",
    reads="each open action that changes the model, a threat of it, or a control or step against one",
    find=_find,
)
