"""Coverage: which controls are against which threats, answer which requirements, and are looked at by what.

What is computed here is also a contract: its JSON Schema is ``schemas/coverage.schema.json``.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field

from trailbook.records.frameworks import known_frameworks
from trailbook.records.kinds.threat_model import Mitigation
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.references import record_of
from trailbook.records.states import is_current, is_in_place
from trailbook.risk.register.protection import is_mitigation, threats_of_control
from trailbook.risk.register.register import StatedControl, stated_controls, stated_threats
from trailbook.text.output import ascii_json, schema_of

EVIDENCE = ("checks", "measures", "tests")
"""What looks at a control: a check of a drift template, an indicator, an exercise. Training is no evidence."""


class _Exported(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ControlCoverage(_Exported):
    """One control."""

    id: str
    title: str
    level: str
    threats: tuple[str, ...] = Field(description="Threats that it covers, or that mitigations implementing it bear on.")
    mitigations: tuple[str, ...] = Field(description="Mitigations that put it into practice, in place or not.")
    in_place: tuple[str, ...] = Field(description="Those of the mitigations that are in place.")
    evidence: tuple[str, ...] = Field(description="Checks, indicators and exercises that look at it.")
    frameworks: dict[str, tuple[str, ...]]


class ThreatCoverage(_Exported):
    """One threat of one model."""

    id: str
    title: str
    controls: tuple[str, ...]
    mitigations: tuple[str, ...]
    frameworks: dict[str, tuple[str, ...]]


class RequirementCoverage(_Exported):
    """One requirement or risk of a framework."""

    framework: str
    id: str
    title: str
    controls: tuple[str, ...]
    threats: tuple[str, ...]


class Uncovered(_Exported):
    """What nothing covers, by full reference; requirements as ``FRAMEWORK:ID``."""

    controls_without_threat: tuple[str, ...]
    controls_without_mitigation: tuple[str, ...]
    controls_without_evidence: tuple[str, ...]
    threats_without_control: tuple[str, ...]
    threats_without_mitigation: tuple[str, ...]
    requirements_without_control: tuple[str, ...]


class Coverage(_Exported):
    """The coverage of a knowledge base."""

    controls: tuple[ControlCoverage, ...]
    threats: tuple[ThreatCoverage, ...]
    requirements: tuple[RequirementCoverage, ...]
    uncovered: Uncovered


def coverage(knowledge: KnowledgeBase, published: Iterable[str]) -> Coverage:
    """The coverage among the published records. What is retired or not published covers nothing and is not named."""
    seen = _Published(knowledge, frozenset(published))
    controls = tuple(_control(seen, demand) for ref, demand in stated_controls(knowledge).items() if seen.has(ref))
    against: dict[str, list[str]] = {}
    for control in controls:
        for threat in control.threats:
            against.setdefault(threat, []).append(control.id)
    threats = tuple(
        ThreatCoverage(
            id=ref,
            title=stated.threat.title,
            controls=tuple(against.get(ref, ())),
            mitigations=seen.mitigations(ref, "mitigates"),
            frameworks=dict(stated.threat.frameworks),
        )
        for ref, stated in stated_threats(knowledge).items()
        if seen.has(ref)
    )
    requirements = tuple(_requirements(controls, threats))
    return Coverage(
        controls=controls,
        threats=threats,
        requirements=requirements,
        uncovered=Uncovered(
            controls_without_threat=tuple(c.id for c in controls if not c.threats),
            controls_without_mitigation=tuple(c.id for c in controls if not c.mitigations),
            controls_without_evidence=tuple(c.id for c in controls if not c.evidence),
            threats_without_control=tuple(t.id for t in threats if not t.controls),
            threats_without_mitigation=tuple(t.id for t in threats if not t.mitigations),
            requirements_without_control=tuple(f"{r.framework}:{r.id}" for r in requirements if not r.controls),
        ),
    )


@dataclass(frozen=True)
class _Published:
    """A knowledge base of which only the published records that are current are visible."""

    knowledge: KnowledgeBase
    ids: frozenset[str]

    def has(self, reference: str) -> bool:
        record = record_of(reference)
        return record in self.ids and is_current(self.knowledge.records[record])

    def only(self, references: Iterable[str]) -> tuple[str, ...]:
        return tuple(reference for reference in references if self.has(reference))

    def mitigations(self, reference: str, relation: str) -> tuple[str, ...]:
        found = self.only(self.knowledge.sources([reference], relation))
        return tuple(ref for ref in found if is_mitigation(self.knowledge, ref))

    def is_in_place(self, reference: str) -> bool:
        item = self.knowledge.items.get(reference)
        return isinstance(item, Mitigation) and is_in_place(item)


def _control(seen: _Published, demand: StatedControl) -> ControlCoverage:
    knowledge, reference = seen.knowledge, demand.reference
    doing = seen.mitigations(reference, "implements")
    return ControlCoverage(
        id=reference,
        title=demand.control.title,
        level=demand.control.level,
        threats=seen.only(threats_of_control(knowledge, reference)),
        mitigations=doing,
        in_place=tuple(ref for ref in doing if seen.is_in_place(ref)),
        evidence=seen.only(ref for relation in EVIDENCE for ref in knowledge.sources([reference], relation)),
        frameworks=dict(demand.control.frameworks),
    )


def _requirements(
    controls: Iterable[ControlCoverage], threats: Iterable[ThreatCoverage]
) -> Iterator[RequirementCoverage]:
    answering, posing = _by_requirement(controls), _by_requirement(threats)
    for framework in known_frameworks().values():
        for id, title in framework.requirements.items():
            key = framework.id, id
            yield RequirementCoverage(
                framework=framework.id,
                id=id,
                title=title,
                controls=tuple(answering.get(key, ())),
                threats=tuple(posing.get(key, ())),
            )


def _by_requirement(items: Iterable[ControlCoverage | ThreatCoverage]) -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = {}
    for item in items:
        for framework, ids in item.frameworks.items():
            for id in ids:
                found.setdefault((framework, id), []).append(item.id)
    return found


def coverage_schema() -> str:
    """The JSON Schema of what ``coverage_json`` writes."""
    return schema_of(Coverage)


def coverage_json(found: Coverage) -> str:
    """The coverage as JSON in ASCII alone."""
    return ascii_json(found.model_dump(mode="json"))
