"""Parts that only one person could mend."""

from collections.abc import Iterator

from trailbook.risk.playbooks.rule import Applied, Need, StepRule


def _find(applied: Applied) -> Iterator[Need]:
    for part, facts in applied.view.components():
        if facts.kept_by in ("one-person", "nobody"):
            who = "one person alone" if facts.kept_by == "one-person" else "nobody"
            yield Need(
                (part.id,),
                f"Hand over {part.name}",
                f"It is kept by {who}. Show a colleague how it works, let them change it once while "
                "you watch, and name "
                "them as its keeper.",
                (applied.ref(part.id),),
            )


RULE = StepRule(
    id="find-keeper",
    moment="owner-leaves",
    role="maker",
    reads="each component that one person or nobody keeps",
    find=_find,
)
