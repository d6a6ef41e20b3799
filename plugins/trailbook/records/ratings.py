"""Ratings of a risk: likelihood and impact, the level they give, and the factors that may be behind them.

The level follows the qualitative matrix of NIST SP 800-30 rev. 1 (2012), appendix I; the words and the cuts between
levels are this project's and are published with every site. The factors are those of the OWASP Risk Rating Methodology
(https://owasp.org/www-community/OWASP_Risk_Rating_Methodology, steps 2 and 3): sixteen numbers from 0 to 9. What each
number means is published with the scheme (``risk.scoring.owasp``).
"""

from collections.abc import Sequence
from statistics import fmean
from typing import Annotated, Self, get_args

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from trailbook.records.model import Model
from trailbook.records.vocabulary import Impact, Likelihood, Severity

LIKELIHOODS: tuple[Likelihood, ...] = get_args(Likelihood)
IMPACTS: tuple[Impact, ...] = get_args(Impact)
CUTS: tuple[tuple[int, Severity], ...] = ((16, "critical"), (10, "high"), (5, "medium"), (1, "low"))
"""The lowest score of each level."""

Factor = Annotated[int, Field(ge=0, le=9)]


class ThreatAgent(Model):
    """Who would do it."""

    skill_level: Factor = Field(description="How skilled they are: 1 not at all, 9 at breaking in.")
    motive: Factor = Field(description="How much they want it: 1 little to gain, 9 much.")
    opportunity: Factor = Field(description="What access and means they need: 0 all there is, 9 none.")
    size: Factor = Field(description="How many there are: 2 developers, 9 everybody on the internet.")


class Vulnerability(Model):
    """How easily it is found and used, and how likely it is noticed."""

    ease_of_discovery: Factor = Field(description="How easily it is found: 1 hardly, 9 by tools.")
    ease_of_exploit: Factor = Field(description="How easily it is used: 1 in theory, 9 by tools.")
    awareness: Factor = Field(description="How well known it is: 1 unknown, 9 public.")
    intrusion_detection: Factor = Field(description="How likely it is noticed: 1 at once, 9 not logged.")


class TechnicalImpact(Model):
    """What it does to the application."""

    loss_of_confidentiality: Factor = Field(description="How much is disclosed.")
    loss_of_integrity: Factor = Field(description="How much is spoilt.")
    loss_of_availability: Factor = Field(description="How much no longer works.")
    loss_of_accountability: Factor = Field(description="Whether it can be traced to a person: 1 fully, 9 not at all.")


class BusinessImpact(Model):
    """What it does to the business."""

    financial_damage: Factor = Field(description="What it costs.")
    reputation_damage: Factor = Field(description="What it does to the name.")
    non_compliance: Factor = Field(description="How plainly it breaks rules.")
    privacy_violation: Factor = Field(description="How many people's data is disclosed.")


class Factors(Model):
    """The factors of one rating."""

    threat_agent: ThreatAgent = Field(description="Who would do it.")
    vulnerability: Vulnerability = Field(description="How easily it is found and used, and how likely it is noticed.")
    technical_impact: TechnicalImpact = Field(description="What it does to the application.")
    business_impact: BusinessImpact | None = Field(
        None, description="Counts instead of the technical impact, if the business can assess it."
    )

    @property
    def likelihood(self) -> float:
        """The mean of the factors of threat agent and vulnerability, from 0 to 9 (step 4 of the methodology)."""
        return fmean([*_values(self.threat_agent), *_values(self.vulnerability)])

    @property
    def impact(self) -> float:
        """The mean of the factors of the business impact, or of the technical impact if that is unknown (step 4)."""
        return fmean(_values(self.business_impact or self.technical_impact))


def _values(group: Model) -> list[int]:
    return [getattr(group, name) for name in type(group).model_fields]


def step(value: float, words: Sequence[str]) -> str:
    """The word for a value from 0 to 9 if the words share that range evenly, lowest first."""
    return words[min(int(value * len(words) / 9), len(words) - 1)]


class Rating(Model):
    """Likelihood and impact. The level follows from them by the published scheme."""

    likelihood: Likelihood = Field(description="How likely it is.")
    impact: Impact = Field(description="How much harm it does.")
    factors: Factors | None = Field(None, description="The OWASP risk rating factors that the two words stand for.")

    @model_validator(mode="after")
    def _words_agree_with_factors(self) -> Self:
        for name, words in (("likelihood", LIKELIHOODS), ("impact", IMPACTS)):
            value = getattr(self.factors, name, None)
            if value is not None and getattr(self, name) != (word := step(value, words)):
                raise PydanticCustomError(
                    "rating-disagrees",
                    "{name} is '{stated}', but its factors have a mean of {value}",
                    {"name": name, "stated": getattr(self, name), "value": f"{value:.2f}", "expected": f"'{word}'"},
                )
        return self


def score(rating: Rating) -> int:
    """The rank of the likelihood (1 to 5) times the rank of the impact (1 to 5)."""
    return (LIKELIHOODS.index(rating.likelihood) + 1) * (IMPACTS.index(rating.impact) + 1)


def level(rating: Rating) -> Severity:
    """The level of a rating by the matrix: low, medium, high or critical."""
    return next(name for lowest, name in CUTS if score(rating) >= lowest)
