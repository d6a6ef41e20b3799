"""What the threat rules found and nobody has answered."""

from collections.abc import Iterator

from trailbook.risk.playbooks.rule import Applied, Need, StepRule


def _find(applied: Applied) -> Iterator[Need]:
    answered: set[str] = set()
    for finding in applied.findings:
        if finding.state == "open" and finding.rule.id not in answered:
            answered.add(finding.rule.id)
            same = [f for f in applied.findings if f.rule.id == finding.rule.id and f.state == "open"]
            reasons = " ".join(dict.fromkeys(f.reason for f in same))
            elements = [id for f in same for id in f.elements]
            yield Need(
                (finding.rule.id,),
                f"Fix or justify: {finding.rule.title}",
                f"{reasons} {finding.rule.remedy}",
                applied.refs(*elements) or (applied.model.id,),
            )


RULE = StepRule(
    id="answer-finding",
    moment="before-publishing",
    role="maker",
    reads="each threat rule with a finding that is open",
    find=_find,
)
