"""What is done against threats: mitigations, the controls behind them, and what each does elsewhere."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

from trailbook.records.kinds.policy import Control
from trailbook.records.kinds.threat_model import Mitigation
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.references import of_records, record_of
from trailbook.records.states import is_current
from trailbook.risk.register.register import once_per_group

Groups = Mapping[str, tuple[str, ...]]
"""What ``same_threats`` gives."""


@dataclass(frozen=True)
class Countermeasure:
    """A mitigation, by full reference. ``elsewhere`` are the other threats that it bears on."""

    reference: str
    mitigation: Mitigation
    controls: tuple[str, ...]
    elsewhere: tuple[str, ...]


@dataclass(frozen=True)
class BackingControl:
    """A control against threats.

    ``here`` are the mitigations of these threats that put it into practice; empty if a policy asks for it and no model
    says that it is done. ``elsewhere`` are the other threats that it covers, or that mitigations which
    implement it bear on.
    """

    reference: str
    control: Control
    here: tuple[str, ...]
    elsewhere: tuple[str, ...]


def countermeasures(knowledge: KnowledgeBase, threats: Sequence[str], groups: Groups) -> list[Countermeasure]:
    """The mitigations of a group of same threats, in the order of their ids."""
    found = []
    for reference in knowledge.sources(threats, "mitigates"):
        item = knowledge.items.get(reference)
        if isinstance(item, Mitigation):
            others = (threat for threat in knowledge.targets([reference], "mitigates") if threat not in threats)
            controls = knowledge.targets([reference], "implements")
            found.append(Countermeasure(reference, item, tuple(controls), once_per_group(others, groups)))
    return found


def backing_controls(knowledge: KnowledgeBase, threats: Sequence[str], groups: Groups) -> list[BackingControl]:
    """The controls that cover a group of same threats, or that their mitigations implement."""
    here = {measure.reference: measure.controls for measure in countermeasures(knowledge, threats, groups)}
    found = []
    for reference in _controls_against(knowledge, threats):
        item = knowledge.items.get(reference)
        if isinstance(item, Control):
            others = (threat for threat in threats_of_control(knowledge, reference) if threat not in threats)
            by = tuple(measure for measure, controls in here.items() if reference in controls)
            found.append(BackingControl(reference, item, by, once_per_group(others, groups)))
    return found


def _controls_against(knowledge: KnowledgeBase, threats: Sequence[str]) -> list[str]:
    """What covers any of the threats, or is implemented by a mitigation of one."""
    doing = [ref for ref in knowledge.sources(threats, "mitigates") if is_mitigation(knowledge, ref)]
    return sorted({*knowledge.sources(threats, "covers"), *knowledge.targets(doing, "implements")})


@dataclass(frozen=True)
class ThreatRelations:
    """What is done against a threat, by full references: the numbers that every page says of it are theirs."""

    mitigations: tuple[str, ...]
    steps: tuple[str, ...]
    controls: tuple[str, ...]
    incidents: tuple[str, ...]


def threat_relations(
    knowledge: KnowledgeBase, threat: str, threats: Container[str], records: Container[str]
) -> ThreatRelations:
    """What is done against a threat and those that are the same, of published ``threats`` by published ``records``."""
    group = [ref for ref in _same(knowledge, threat) if ref == threat or ref in threats]
    against = list(knowledge.sources(group, "mitigates"))
    return ThreatRelations(
        mitigations=of_records((ref for ref in against if is_mitigation(knowledge, ref)), records),
        steps=of_records((ref for ref in against if not is_mitigation(knowledge, ref)), records),
        controls=of_records(_controls_against(knowledge, group), records),
        incidents=of_records(knowledge.sources(group, "realises"), records),
    )


@dataclass(frozen=True)
class ControlRelations:
    """What a control is related to, by full references: the numbers that every page says of it are theirs.

    ``threats`` are those that it bears on, of same threats the first; ``learned_from`` are incidents and exercises.
    """

    threats: tuple[str, ...]
    mitigations: tuple[str, ...]
    steps: tuple[str, ...]
    exceptions: tuple[str, ...]
    learned_from: tuple[str, ...]


def control_relations(knowledge: KnowledgeBase, control: str, published: Container[str]) -> ControlRelations:
    """The relations of a control to items of published records. What a retired record states counts for nothing."""

    def current(references: Iterable[str]) -> list[str]:
        found = of_records(references, published)
        return [reference for reference in found if is_current(knowledge.records[record_of(reference)])]

    doing = current(knowledge.sources([control], "implements"))
    return ControlRelations(
        threats=_once(knowledge, current(threats_of_control(knowledge, control))),
        mitigations=tuple(ref for ref in doing if is_mitigation(knowledge, ref)),
        steps=tuple(ref for ref in doing if not is_mitigation(knowledge, ref)),
        exceptions=tuple(current(knowledge.sources([control], "excepts"))),
        learned_from=tuple(knowledge.targets([control], "learned-from")),
    )


def _once(knowledge: KnowledgeBase, threats: Iterable[str]) -> tuple[str, ...]:
    """The threats without those that are the same as one before, which records may state over others in between."""
    found: list[str] = []
    seen: set[str] = set()
    for threat in threats:
        if threat not in seen:
            found.append(threat)
            seen.update(_same(knowledge, threat))
    return tuple(found)


def _same(knowledge: KnowledgeBase, threat: str) -> list[str]:
    """A threat, then those that are the same, found by its links alone: a page kept of it depends on no other."""
    found, near = [threat], [threat]
    while near:
        beside = (*knowledge.targets(near, "same-as"), *knowledge.sources(near, "same-as"))
        near = [ref for ref in dict.fromkeys(beside) if ref not in found]
        found += near
    return found


def threats_of_control(knowledge: KnowledgeBase, control: str) -> list[str]:
    """The threats that a control covers by its policy, then those whose mitigations implement it."""
    doing = [
        reference for reference in knowledge.sources([control], "implements") if is_mitigation(knowledge, reference)
    ]
    return list(dict.fromkeys([*knowledge.targets([control], "covers"), *knowledge.targets(doing, "mitigates")]))


def is_mitigation(knowledge: KnowledgeBase, reference: str) -> bool:
    """Whether a reference names a mitigation; steps of playbooks, too, can mitigate threats and implement controls."""
    return isinstance(knowledge.items.get(reference), Mitigation)
