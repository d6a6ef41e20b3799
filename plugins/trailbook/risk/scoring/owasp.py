"""The OWASP Risk Rating Methodology: factors from 0 to 9, two means, and a matrix of three by three.

Source: https://owasp.org/www-community/OWASP_Risk_Rating_Methodology (steps 2 to 4), read in the revision
036a3660 of the repository OWASP/www-community. The mean of the factors of threat agent and vulnerability is the
likelihood; the mean of the factors of the business impact is the impact, or that of the technical impact where the
business impact is not known. Below 3 is low, below 6 medium, else high.

A rating without factors counts as the middle of the fifth of the scale that its word is: *rare* is 0.9, *possible*
4.5. This rule is our own, so that a knowledge base can adopt factors threat by threat.
"""

from dataclasses import dataclass

from trailbook.records.ratings import IMPACTS, LIKELIHOODS, Rating
from trailbook.risk.scoring.matrix import IMPACT, LEVEL
from trailbook.risk.scoring.scheme import Level, Scheme

SOURCE = "https://owasp.org/www-community/OWASP_Risk_Rating_Methodology"
STEPS = ("low", "medium", "high")
LEVELS: tuple[Level, ...] = ("critical", "high", "medium", "low", "note")

_SEVERITY: dict[tuple[str, str], Level] = {
    ("low", "low"): "note",
    ("low", "medium"): "low",
    ("low", "high"): "medium",
    ("medium", "low"): "low",
    ("medium", "medium"): "medium",
    ("medium", "high"): "high",
    ("high", "low"): "medium",
    ("high", "medium"): "high",
    ("high", "high"): "critical",
}
"""The overall severity by likelihood and impact (step 4)."""


@dataclass(frozen=True)
class Owasp(Scheme):
    """The methodology. ``cuts`` are the lowest means that count as medium and as high, on both axes."""

    cuts: tuple[float, float] = (3, 6)
    name: str = "owasp"

    def likelihood(self, rating: Rating) -> float:
        """The mean of the likelihood factors, 0 to 9; without factors the middle of the range of the word."""
        return rating.factors.likelihood if rating.factors else _middle(LIKELIHOODS.index(rating.likelihood))

    def impact(self, rating: Rating) -> float:
        """The mean of the impact factors, 0 to 9; without factors the middle of the range of the word."""
        return rating.factors.impact if rating.factors else _middle(IMPACTS.index(rating.impact))

    def place(self, rating: Rating) -> tuple[str, str]:
        """Low, medium or high on both axes."""
        return self._step(self.likelihood(rating)), self._step(self.impact(rating))

    def _step(self, value: float) -> str:
        return STEPS[sum(value >= cut for cut in self.cuts)]

    def level_at(self, likelihood: str, impact: str) -> Level:
        """The overall severity of two of the words low, medium and high (OWASP Risk Rating Methodology, step 4)."""
        return _SEVERITY[likelihood, impact]

    def order(self, rating: Rating) -> float:
        """The product of the two means, on top of 100 for each level."""
        rank = len(self.levels) - self.levels.index(self.level(rating))
        return 100 * rank + round(self.likelihood(rating) * self.impact(rating), 2)

    def explain(self, rating: Rating) -> str:
        """The two means and their steps, and whether they come from the words alone."""
        likelihood, impact = self.place(rating)
        basis = "" if rating.factors else ", from the words alone"
        return (
            f"likelihood {self.likelihood(rating):.1f} ({likelihood}) × impact {self.impact(rating):.1f} ({impact})"
            f"{basis}"
        )

    def range_of(self, level: Level) -> str:
        """Nothing: the matrix says it all."""
        return ""


def _middle(rank: int) -> float:
    """The middle of a fifth of the scale from 0 to 9."""
    return round((rank + 0.5) * 9 / 5, 2)


OWASP = Owasp(
    likelihoods=STEPS,
    impacts=STEPS,
    levels=LEVELS,
    appetite="low",
    likelihood_texts={"low": "a mean below 3", "medium": "a mean of 3 to below 6", "high": "a mean of 6 to 9"},
    impact_texts=IMPACT,
    level_texts=LEVEL,
)
"""The methodology as published."""

FACTORS: dict[str, dict[str, tuple[str, str]]] = {
    "Threat agent": {
        "skill_level": (
            "How much they know",
            "1 nothing technical · 5 advanced user · 6 networks and code · 9 intrusion",
        ),
        "motive": ("What they would gain", "1 little or nothing · 4 perhaps something · 9 much"),
        "opportunity": ("What they need for it", "0 full access or great means · 4 special · 7 some · 9 none"),
        "size": ("How many they are", "2 developers or admins · 4 own staff · 5 partners · 6 signed in · 9 anyone"),
    },
    "Vulnerability": {
        "ease_of_discovery": ("How easily it is found", "1 hardly at all · 3 with effort · 7 easily · 9 by tools"),
        "ease_of_exploit": ("How easily it is used", "1 in theory · 3 with effort · 5 easily · 9 by tools"),
        "awareness": ("How well they know of it", "1 not at all · 4 hidden · 6 obvious · 9 public"),
        "intrusion_detection": (
            "How it would be noticed",
            "1 detected in the app · 3 logged and reviewed · 8 logged only · 9 not logged",
        ),
    },
    "Technical impact": {
        "loss_of_confidentiality": (
            "How much is disclosed",
            "2 little, harmless · 6 little critical or much harmless · 7 much critical · 9 all",
        ),
        "loss_of_integrity": (
            "How much is spoilt",
            "1 little, slightly · 3 little, badly · 5 much, slightly · 7 much, badly · 9 all",
        ),
        "loss_of_availability": (
            "How much stands still",
            "1 little, secondary · 5 little primary or much secondary · 7 much primary · 9 all",
        ),
        "loss_of_accountability": ("Whether it can be traced", "1 fully · 7 perhaps · 9 not at all"),
    },
    "Business impact": {
        "financial_damage": ("Money", "1 less than a repair · 3 small share of profit · 7 large share · 9 bankruptcy"),
        "reputation_damage": (
            "Reputation",
            "1 minimal · 4 large customers leave · 5 goodwill is lost · 9 the name is spoilt",
        ),
        "non_compliance": ("Breach of rules", "2 minor · 5 clear · 7 in public view"),
        "privacy_violation": ("People whose data is disclosed", "3 one · 5 hundreds · 7 thousands · 9 millions"),
    },
}
"""The factors by group: what each asks, and what its numbers mean, in short (steps 2 and 3)."""
