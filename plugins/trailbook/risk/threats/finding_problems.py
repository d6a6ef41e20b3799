"""What is wrong with states of findings (of nothing, given twice, out of date), and with ratings, in threat models."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from trailbook.records.document import Document
from trailbook.records.grants import accepted_risks
from trailbook.records.kinds.threat_model import FindingState, Threat, ThreatModel
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.ratings import score
from trailbook.records.references import own_id
from trailbook.risk.threats.findings import Finding, findings, is_about, is_assessed, to_act_on
from trailbook.risk.threats.tuning import BY_ID, DEFAULT, Ruleset
from trailbook.text.positions import Path
from trailbook.text.problem import Problem, nearest
from trailbook.text.prose import count


def finding_problems(
    knowledge: KnowledgeBase, ruleset: Ruleset = DEFAULT, today: date | None = None
) -> tuple[Problem, ...]:
    """Entries that fit no finding, acceptances that ended before ``today``, and a notice of what nobody assessed.

    A risk that is rated higher with its mitigations than without them is reported here and not by the record's model,
    so that a revision of former times can be read all the same. Without a ``today`` nothing has ended.
    """
    found: list[Problem] = []
    for document in knowledge.documents.values():
        if isinstance(document.record, ThreatModel):
            there = findings(document.record, knowledge, ruleset.rules)
            found += _of_entries(document, document.record, there, ruleset)
            found += _ended(document, document.record, today)
            found += _rated_higher(document, document.record)
            found += _not_assessed(document, document.record, there)
    return tuple(sorted(found))


def _of_entries(
    document: Document, model: ThreatModel, there: tuple[Finding, ...], ruleset: Ruleset
) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for index, entry in enumerate(model.findings):
        path: Path = ("findings", index)
        if entry.rule not in BY_ID:
            close = nearest(entry.rule, BY_ID)
            yield document.problem((*path, "rule"), "unknown-rule", f"there is no rule {entry.rule!r}", nearest=close)
        elif entry.rule in ruleset.silenced:
            message = f"the rule {entry.rule} is silenced in the configuration: {ruleset.silenced[entry.rule]}"
            yield document.problem((*path, "rule"), "silenced-rule", message, "no state for what it would find")
        else:
            about = [finding for finding in there if is_about(entry, model, finding.rule.id, finding.elements)]
            yield from _gone(document, model, entry, path, about)
            yield from _twice(document, entry, path, about, seen)


def _gone(
    document: Document, model: ThreatModel, entry: FindingState, path: Path, about: list[Finding]
) -> Iterator[Problem]:
    """A notice for each existing element on which the rule no longer finds anything.

    It is no error: a finding that is gone is an improvement.
    """
    known = {item.id for item in model.items()}
    fired = {id for finding in about for id in finding.elements}
    gone = [(i, own_id(model, reference)) for i, reference in enumerate(entry.elements)]
    gone = [(index, id) for index, id in gone if id in known and id not in fired]
    if gone and len(gone) == len(entry.elements):
        yield _left_over(document, (*path, "rule"), f"delete findings {entry.id}: {entry.rule} finds nothing there")
        return
    for index, id in gone:
        message = f"take {id} out of findings {entry.id}: {entry.rule} finds nothing there"
        yield _left_over(document, (*path, "elements", index), message)
    if not entry.elements and not about:
        message = f"delete findings {entry.id}: {entry.rule} finds nothing in the model"
        yield _left_over(document, (*path, "rule"), message)


def _not_assessed(document: Document, model: ThreatModel, there: tuple[Finding, ...]) -> Iterator[Problem]:
    if not is_assessed(model, there):
        name, number = model.application.name, len(to_act_on(there))
        message = f"{name!r} is not assessed: no threat is judged, and {count(number, 'finding')} of the rules "
        message += "is not settled" if number == 1 else "are not settled"
        expected = f"threats, or a state for each finding that 'trailbook findings {model.id}' lists"
        yield replace(document.problem(("application", "name"), "not-assessed", message, expected), level="notice")


def _rated_higher(document: Document, model: ThreatModel) -> Iterator[Problem]:
    for index, threat in enumerate(model.threats):
        if score(threat.residual) > score(threat.inherent):
            message = f"threat {threat.id} is rated higher with its mitigations than without them"
            yield document.problem(
                ("threats", index, "residual"), "residual-above-inherent", message, "no more than 'inherent'"
            )


def _left_over(document: Document, path: Path, message: str) -> Problem:
    return replace(document.problem(path, "finding-gone", f"{message} any more"), level="notice")


def _twice(
    document: Document, entry: FindingState, path: Path, about: list[Finding], seen: dict[str, str]
) -> Iterator[Problem]:
    for finding in about:
        if (first := seen.setdefault(finding.id, entry.id)) != entry.id:
            message = f"the finding {finding.id} has a state already, by {first}"
            yield document.problem((*path, "rule"), "finding-twice", message, "one state for a finding")


def _ended(document: Document, model: ThreatModel, today: date | None) -> Iterator[Problem]:
    for grant in accepted_risks(model):
        if grant.has_ended(today):
            name, items = ("threats", model.threats) if isinstance(grant.item, Threat) else ("findings", model.findings)
            index = next(number for number, item in enumerate(items) if item is grant.item)
            message = f"the acceptance of {grant.item.id} ended on {grant.until}"
            expected = "a new acceptance with a later day, or another state"
            yield document.problem((name, index, "acceptance", "until"), "acceptance-ended", message, expected)
