"""The default scheme: the rank of the likelihood times the rank of the impact, read as one of four levels.

The form is the qualitative matrix of NIST SP 800-30 rev. 1 (2012), appendix I. The words and the cuts are our own.
"""

from dataclasses import dataclass, replace

from trailbook.records.ratings import CUTS, IMPACTS, LIKELIHOODS, Rating, score
from trailbook.risk.scoring.scheme import Level, Scheme

TOP = len(LIKELIHOODS) * len(IMPACTS)

LIKELIHOOD = {
    "rare": "would need several unlikely things at once",
    "unlikely": "has been seen elsewhere, and something here stands in its way",
    "possible": "has been seen elsewhere, and nothing here makes it harder",
    "likely": "expected once in a year or so",
    "almost-certain": "happens already, or takes no effort",
}

IMPACT = {
    "negligible": "nobody outside the team notices",
    "minor": "some hours of work for one team",
    "moderate": "a process stops for days, or internal data reaches the wrong colleagues",
    "major": "confidential data leaves, money is lost, or a duty to report arises",
    "severe": "many people are harmed, or the organisation can't do its work",
}

LEVEL = {
    "critical": "the application does not go live, or is switched off, until it is lower",
    "high": "a mitigation with an owner and a date",
    "medium": "a mitigation, or a reason to live with it, at the next review",
    "low": "nothing beyond the next review",
    "note": "nothing; it is written down so that nobody looks for it again",
}


@dataclass(frozen=True)
class Matrix(Scheme):
    """Likelihood times impact. ``cuts`` holds the lowest score of each level, highest first."""

    cuts: tuple[tuple[int, Level], ...] = CUTS
    name: str = "matrix"

    def place(self, rating: Rating) -> tuple[str, str]:
        """The two words of the rating."""
        return rating.likelihood, rating.impact

    def level_at(self, likelihood: str, impact: str) -> Level:
        """The highest level whose cut the product of the ranks reaches."""
        product = (self.likelihoods.index(likelihood) + 1) * (self.impacts.index(impact) + 1)
        return next(level for lowest, level in self.cuts if product >= lowest)

    def order(self, rating: Rating) -> float:
        """The product of the ranks of the two words, 1 to 25."""
        return score(rating)

    def explain(self, rating: Rating) -> str:
        """The two words and their product."""
        likelihood, impact = (word.replace("-", " ") for word in self.place(rating))
        return f"{likelihood} × {impact} = {score(rating)} of {TOP}"

    def range_of(self, level: Level) -> str:
        """The scores from the level's cut up to the next one."""
        above = [lowest for lowest, other in self.cuts if self.levels.index(other) < self.levels.index(level)]
        lowest = next(lowest for lowest, other in self.cuts if other == level)
        return f"{lowest} to {min(above, default=TOP + 1) - 1}"


MATRIX = Matrix(
    likelihoods=LIKELIHOODS,
    impacts=IMPACTS,
    levels=tuple(level for _, level in CUTS),
    appetite="low",
    likelihood_texts=LIKELIHOOD,
    impact_texts=IMPACT,
    level_texts={level: words for level, words in LEVEL.items() if level != "note"},
)
"""The scheme of a knowledge base that configures none."""


def with_cuts(scheme: Matrix, medium: int, high: int, critical: int) -> Matrix:
    """The scheme with other lowest scores for these levels."""
    return replace(scheme, cuts=((critical, "critical"), (high, "high"), (medium, "medium"), (1, "low")))
