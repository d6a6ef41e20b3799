"""Exceptions with a last day."""

from collections.abc import Iterator

from trailbook.records.kinds.policy import PolicyException
from trailbook.records.references import Reference
from trailbook.risk.playbooks.rule import Applied, Need, StepRule
from trailbook.text.prose import in_prose


def _find(applied: Applied) -> Iterator[Need]:
    for reference in applied.knowledge.sources([applied.model.id], "applies-to"):
        exception = applied.knowledge.items.get(reference)
        if isinstance(exception, PolicyException) and exception.state == "approved":
            yield Need(
                Reference.parse(reference),
                f"Prepare for the end of: {exception.title}",
                f"This app may deviate from a control until {in_prose(exception.expires)}. Have it fixed by then, or "
                f"ask {exception.approver} in time.",
                (reference, *applied.knowledge.targets([reference], "excepts")),
                exception.expires,
            )


RULE = StepRule(
    id="end-exception",
    moment="quarterly-review",
    role="reviewer",
    reads="each approved exception that names the app",
    find=_find,
)
