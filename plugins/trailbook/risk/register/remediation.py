"""What is still to be done about threats, the highest risk first."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from trailbook.records.kinds.threat_model import Mitigation, Threat, ThreatModel
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.ratings import Rating
from trailbook.records.states import counts, is_current, is_pending
from trailbook.risk.register.register import RegisterEntry, stated_threats
from trailbook.risk.scoring.scheme import Scheme
from trailbook.text.days import has_passed


@dataclass(frozen=True)
class Task:
    """A pending mitigation, the threats that it is for, and the highest residual risk among them."""

    reference: str
    mitigation: Mitigation
    threats: tuple[str, ...]
    risk: Rating

    def is_overdue(self, today: date | None) -> bool:
        """Whether its day has passed: it is not overdue on the day itself. Without a ``today`` nothing is."""
        return has_passed(self.mitigation.due, today)


def remediation(knowledge: KnowledgeBase, scheme: Scheme, published: Iterable[str]) -> list[Task]:
    """The pending mitigations of the published models: the highest risk first, then the earliest due day.

    Models that are retired do not count, and neither do threats that are false positives.
    """
    tasks = list(_tasks(knowledge, scheme, frozenset(published)))
    return sorted(tasks, key=lambda task: (-scheme.order(task.risk), task.mitigation.due or date.max, task.reference))


def _tasks(knowledge: KnowledgeBase, scheme: Scheme, published: frozenset[str]) -> Iterator[Task]:
    stated = stated_threats(knowledge)
    for model in knowledge.of_kind(ThreatModel):
        if model.id not in published or not is_current(model):
            continue
        for mitigation in model.mitigations:
            reference = f"{model.id}.{mitigation.id}"
            threats = [ref for ref in knowledge.targets([reference], "mitigates") if ref in stated]
            threats = [ref for ref in threats if counts(stated[ref].threat)]
            risk = scheme.highest(stated[ref].threat.residual for ref in threats)
            if is_pending(mitigation) and risk is not None:
                yield Task(reference, mitigation, tuple(threats), risk)


def unattended(entries: Iterable[RegisterEntry], tasks: Iterable[Task], scheme: Scheme) -> list[RegisterEntry]:
    """The entries above the appetite against which no mitigation is pending."""
    attended = {threat for task in tasks for threat in task.threats}
    return [e for e in entries if e.is_above_appetite(scheme) and attended.isdisjoint(e.references)]


@dataclass(frozen=True)
class Plan:
    """Who is on a threat, and the next day on which something about it is due; None if no day is stated."""

    owners: tuple[str, ...]
    day: date | None


def pending(model: ThreatModel) -> list[Mitigation]:
    """The pending mitigations of a model, the earliest day first, then as the model lists them."""
    return sorted((one for one in model.mitigations if is_pending(one)), key=lambda one: one.due or date.max)


def plans(knowledge: KnowledgeBase, model: ThreatModel) -> dict[str, Plan]:
    """The plan against each threat of a model, by the ids of the threats: that of its pending mitigations.

    An accepted threat is with whoever accepted it, until the day on which that ends.
    """
    on_it: dict[str, list[Mitigation]] = {f"{model.id}.{threat.id}": [] for threat in model.threats}
    for mitigation in pending(model):
        for reference in knowledge.targets([f"{model.id}.{mitigation.id}"], "mitigates"):
            on_it.get(reference, []).append(mitigation)
    return {threat.id: _plan(threat, on_it[f"{model.id}.{threat.id}"]) for threat in model.threats}


def joint(plans: Iterable[Plan]) -> Plan:
    """The plan against what several models state: whoever is on it in any of them, and the earliest day."""
    found = list(plans)
    owners = dict.fromkeys(owner for plan in found for owner in plan.owners)
    return Plan(tuple(owners), min((plan.day for plan in found if plan.day), default=None))


def _plan(threat: Threat, mitigations: list[Mitigation]) -> Plan:
    accepted = [threat.acceptance] if threat.acceptance else []
    owners = (*(one.by for one in accepted), *(one.owner for one in mitigations))
    days = (*(one.until for one in accepted), *(one.due for one in mitigations if one.due))
    return Plan(tuple(dict.fromkeys(owners)), min(days, default=None))
