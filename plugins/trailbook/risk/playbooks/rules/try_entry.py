"""Ways in that more people can reach than the app is for."""

from collections.abc import Iterator

from trailbook.risk.playbooks.rule import Applied, Need, StepRule
from trailbook.risk.threats.fact_texts import audience


def _find(applied: Applied) -> Iterator[Need]:
    for entry, facts in applied.view.entries():
        others = set(facts.reached_by or ()) - {"named-people"}
        if others:
            unsigned = facts.sign_in in ("none", "link")
            how = "without signing in" if unsigned else "with an account that has no right to the app"
            yield Need(
                (entry.id,),
                f"Test {entry.name} as a user without access",
                f"It can be reached by {audience(others)}. Open it {how}. Look for other people's "
                "records: by search, by "
                "changing the address, and in exports.",
                (applied.ref(entry.id), *applied.knowledge.sources([applied.ref(entry.id)], "affects")),
            )


RULE = StepRule(
    id="try-entry",
    moment="before-publishing",
    role="maker",
    reads="each entry point that a group, the organisation, guests or the public can reach",
    find=_find,
)
