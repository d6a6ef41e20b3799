"""The risk scheme: likelihood times impact, each on a scale of five, read as one of four levels.

The form is the qualitative matrix of NIST SP 800-30 rev. 1 (2012), appendix I; the words and the
cuts between levels are this project's and are published with every site.
"""

from typing import get_args

from trailbook.records.kinds.threat_model import Rating
from trailbook.records.vocabulary import Impact, Likelihood, Severity

LIKELIHOODS: tuple[Likelihood, ...] = get_args(Likelihood)
IMPACTS: tuple[Impact, ...] = get_args(Impact)
CUTS: tuple[tuple[int, Severity], ...] = ((16, "critical"), (10, "high"), (5, "medium"), (1, "low"))
"""The lowest score of each level."""


def score(rating: Rating) -> int:
    """The rank of the likelihood (1 to 5) times the rank of the impact (1 to 5)."""
    return (LIKELIHOODS.index(rating.likelihood) + 1) * (IMPACTS.index(rating.impact) + 1)


def level(rating: Rating) -> Severity:
    """The level of a rating: low, medium, high or critical."""
    return next(name for lowest, name in CUTS if score(rating) >= lowest)
