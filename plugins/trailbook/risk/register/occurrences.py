"""Threats and controls with the records that state them, by full reference."""

from dataclasses import dataclass

from trailbook.records.kinds.policy import Control, Policy
from trailbook.records.kinds.threat_model import Threat, ThreatModel
from trailbook.records.knowledge_base import KnowledgeBase


@dataclass(frozen=True)
class Occurrence:
    """A threat where a model states it."""

    reference: str
    model: ThreatModel
    threat: Threat


@dataclass(frozen=True)
class Demand:
    """A control where a policy states it."""

    reference: str
    policy: Policy
    control: Control


def occurrences(knowledge: KnowledgeBase) -> dict[str, Occurrence]:
    """Every threat, in the order of the models' ids and of their files."""
    models = (model for model in knowledge.of_kind("threat-model") if isinstance(model, ThreatModel))
    found = (Occurrence(f"{model.id}.{threat.id}", model, threat) for model in models for threat in model.threats)
    return {occurrence.reference: occurrence for occurrence in found}


def demands(knowledge: KnowledgeBase) -> dict[str, Demand]:
    """Every control, in the order of the policies' ids and of their files."""
    policies = (policy for policy in knowledge.of_kind("policy") if isinstance(policy, Policy))
    found = (Demand(f"{policy.id}.{control.id}", policy, control) for policy in policies for control in policy.controls)
    return {demand.reference: demand for demand in found}
