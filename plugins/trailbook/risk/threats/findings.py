"""What the rules find in a threat model, and the state of each finding."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from trailbook.records.kinds.threat_model import Acceptance, FindingState, Threat, ThreatModel
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.references import own_id
from trailbook.records.states import SETTLED, is_current
from trailbook.records.unfinished import is_unfinished
from trailbook.records.vocabulary import ThreatState
from trailbook.risk.threats.model_view import ModelView
from trailbook.risk.threats.rule import Rule
from trailbook.risk.threats.rules import RULES
from trailbook.risk.threats.stated_lines import Lines, NotingView, stated_at

STATES: tuple[ThreatState, ...] = ("open", "in-discussion", "in-progress", "accepted", "mitigated", "false-positive")
"""The states of findings in the order in which somebody has to act."""


@dataclass(frozen=True)
class Finding:
    """One threat that a rule proposes: the ids of the elements, the reason, and what the model says about it.

    ``entry`` is the model's entry for it under ``findings``, ``threat`` the model's own threat that the entry names.
    ``stated_at`` are the lines of an export, as ``file:line:column``, that state what the rule looked at.
    """

    model: str
    rule: Rule
    elements: tuple[str, ...]
    reason: str
    entry: FindingState | None = None
    threat: Threat | None = None
    stated_at: tuple[str, ...] = ()

    @cached_property
    def id(self) -> str:
        """The finding's identity: ``<rule>@<element ids>``, or the rule's id for the whole model."""
        return f"{self.rule.id}@{'+'.join(sorted(self.elements))}" if self.elements else self.rule.id

    @property
    def state(self) -> ThreatState:
        """The state of the threat that describes it, or else that of its entry; open if the model has none."""
        if self.threat:
            return self.threat.state
        return (self.entry and self.entry.state) or "open"

    @property
    def is_settled(self) -> bool:
        """Whether nobody has to act on it: it is mitigated, accepted or a false positive."""
        return self.state in SETTLED

    @property
    def acceptance(self) -> Acceptance | None:
        """Who accepted it, why and until when; None if nobody did."""
        decided = self.threat or self.entry
        return decided.acceptance if decided else None


def findings(
    model: ThreatModel, knowledge: KnowledgeBase, rules: Iterable[Rule] = RULES, lines: Lines | None = None
) -> tuple[Finding, ...]:
    """Everything that the rules find in a model: open findings first, then by rule and elements.

    ``lines`` are those of the export that the model was imported from, if any was. In a retired model only those rules
    look that are about what is left of an application.
    """
    rules = [rule for rule in rules if rule.of_retired or is_current(model)]
    if lines:
        noting = NotingView(model, knowledge)
        found = [
            replace(
                _finding(model, rule, hit.elements, hit.reason),
                stated_at=stated_at(hit.stated_by or hit.elements, read, lines),
            )
            for rule in rules
            for hit, read in noting.hits(rule)
        ]
    else:
        view = ModelView(model, knowledge)
        found = [_finding(model, rule, hit.elements, hit.reason) for rule in rules for hit in rule.hits(view)]
    return tuple(sorted(found, key=_order))


def _order(finding: Finding) -> tuple[int, str, list[tuple[int, str]]]:
    """The state, the rule, and the elements with F3 before F12."""
    return STATES.index(finding.state), finding.rule.id, [(len(id), id) for id in sorted(finding.elements)]


def _finding(model: ThreatModel, rule: Rule, elements: tuple[str, ...], reason: str) -> Finding:
    entry = next((entry for entry in model.findings if is_about(entry, model, rule.id, elements)), None)
    threat = own_id(model, entry.threat) if entry and entry.threat else None
    described = next((t for t in model.threats if t.id == threat), None)
    return Finding(model.id, rule, elements, reason, entry, described)


def to_act_on(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings that are not settled: open, in discussion or in progress. Their number is the one that is shown."""
    return tuple(finding for finding in found if not finding.is_settled)


def is_assessed(model: ThreatModel, found: Iterable[Finding]) -> bool:
    """Whether anybody judged what can go wrong: the model states a threat, or settles all that the rules found in it.

    A model that states no threat, and in which the rules find none, is not assessed either: silence is no judgement,
    and neither is a draft of a threat that still says TODO. A retired application needs none.
    """
    found = tuple(found)
    judged = any(not is_unfinished(threat) for threat in model.threats)
    return not is_current(model) or judged or bool(found and all(each.is_settled for each in found))


def is_about(entry: FindingState, model: ThreatModel, rule: str, elements: Iterable[str]) -> bool:
    """Whether an entry of a model is about what a rule found on some elements: it lists all of them."""
    return entry.rule == rule and set(elements) <= {own_id(model, reference) for reference in entry.elements}


def all_findings(
    knowledge: KnowledgeBase, rules: Iterable[Rule] = RULES, lines: Mapping[str, Lines] | None = None
) -> Iterator[Finding]:
    """The findings of every threat model, model by model; ``lines`` are those of exports by the ids of models."""
    rules = tuple(rules)
    for model in knowledge.of_kind(ThreatModel):
        yield from findings(model, knowledge, rules, (lines or {}).get(model.id))
