"""The factors of the OWASP Risk Rating Methodology: sixteen numbers from 0 to 9 behind a likelihood and an impact.

Names and scales are those of https://owasp.org/www-community/OWASP_Risk_Rating_Methodology, steps 2 and 3. What
each number stands for is published with the scheme (``risk.owasp``).
"""

from collections.abc import Sequence
from statistics import fmean
from typing import Annotated

from pydantic import Field

from trailbook.records.model import Model

Factor = Annotated[int, Field(ge=0, le=9)]


class ThreatAgent(Model):
    """Who would do it."""

    skill_level: Factor
    motive: Factor
    opportunity: Factor
    size: Factor


class Vulnerability(Model):
    """How easily it is found and used, and how likely it is noticed."""

    ease_of_discovery: Factor
    ease_of_exploit: Factor
    awareness: Factor
    intrusion_detection: Factor


class TechnicalImpact(Model):
    """What it does to the application."""

    loss_of_confidentiality: Factor
    loss_of_integrity: Factor
    loss_of_availability: Factor
    loss_of_accountability: Factor


class BusinessImpact(Model):
    """What it does to the business."""

    financial_damage: Factor
    reputation_damage: Factor
    non_compliance: Factor
    privacy_violation: Factor


class Factors(Model):
    """The factors of one rating."""

    threat_agent: ThreatAgent
    vulnerability: Vulnerability
    technical_impact: TechnicalImpact
    business_impact: BusinessImpact | None = Field(
        None, description="Counts instead of the technical impact, where the business can tell it."
    )

    @property
    def likelihood(self) -> float:
        """The mean of the factors of threat agent and vulnerability, from 0 to 9 (step 4 of the methodology)."""
        return fmean([*_values(self.threat_agent), *_values(self.vulnerability)])

    @property
    def impact(self) -> float:
        """The mean of the business impact's factors, or of the technical impact's where it is not known (step 4)."""
        return fmean(_values(self.business_impact or self.technical_impact))


def _values(group: Model) -> list[int]:
    return [getattr(group, name) for name in type(group).model_fields]


def step(value: float, words: Sequence[str]) -> str:
    """The word for a value from 0 to 9 when the words share that range evenly, lowest first."""
    return words[min(int(value * len(words) / 9), len(words) - 1)]
