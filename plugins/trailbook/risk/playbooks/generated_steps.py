"""The playbook that is generated for an application: steps that follow from its records, by role and moment."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from itertools import groupby

from trailbook.records.kinds.threat_model import ThreatModel
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.references import record_of
from trailbook.records.vocabulary import ROLES, Role
from trailbook.risk.playbooks.rule import MOMENTS, Applied, Moment, Need, StepRule
from trailbook.risk.playbooks.rules import STEP_RULES
from trailbook.risk.scoring.scheme import Scheme
from trailbook.risk.threats.findings import Finding
from trailbook.risk.threats.model_view import ModelView


@dataclass(frozen=True)
class GeneratedStep:
    """A step that follows from records: the rule that gives it, what to do, and because of what."""

    rule: StepRule
    need: Need

    @property
    def id(self) -> str:
        """The step's identity: its rule and the ids it is about, such as ``try-entry-E1``; at most 64 characters."""
        whole = "-".join((self.rule.id, *self.need.about))
        return whole if len(whole) <= 64 else f"{whole[:51]}-{sha256(whole.encode()).hexdigest()[:12]}"


@dataclass(frozen=True)
class Part:
    """The steps of one role at one moment."""

    role: Role
    moment: Moment
    steps: tuple[GeneratedStep, ...]

    @property
    def id(self) -> str:
        """The part's name: ``maker-before-publishing``."""
        return f"{self.role}-{self.moment}"


def generated_parts(
    model: ThreatModel, knowledge: KnowledgeBase, found: Sequence[Finding], scheme: Scheme, published: Collection[str]
) -> tuple[Part, ...]:
    """The steps for an application, role by role and moment by moment; parts without a step are left out.

    Of one moment those with a date come first, by date; the others stay in the order of the rules and the model.
    ``found`` are the findings in the model. A step that follows from a record outside ``published`` is left out.
    """
    applied = Applied(ModelView(model, knowledge), found, scheme)
    steps = sorted(_steps(applied, published), key=_place)
    grouped = groupby(steps, key=lambda step: (step.rule.role, step.rule.moment))
    return tuple(Part(role, moment, tuple(found)) for (role, moment), found in grouped)


def _place(step: GeneratedStep) -> tuple[int, int, date]:
    return ROLES.index(step.rule.role), list(MOMENTS).index(step.rule.moment), step.need.due or date.max


def _steps(applied: Applied, published: Collection[str]) -> Iterator[GeneratedStep]:
    for rule in STEP_RULES:
        for need in rule.find(applied):
            if all(record_of(reference) in published for reference in need.because):
                yield GeneratedStep(rule, need)
