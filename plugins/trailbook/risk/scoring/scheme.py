"""What a risk scheme is: how a rating becomes a field of a matrix, a level and a rank, and what the levels ask for.

A scheme is configuration (``risk.scoring.options``) and is published on a page that is rendered from the object that
computes with it. ``risk.scoring.matrix`` and ``risk.scoring.owasp`` are the two that there are.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from trailbook.records.ratings import Rating

Level = Literal["critical", "high", "medium", "low", "note"]


@dataclass(frozen=True)
class Scheme(ABC):
    """How risk is scored.

    ``likelihoods`` and ``impacts`` are the steps of the matrix, lowest first, ``levels`` what its fields are called,
    highest first. ``appetite`` is the highest level at which nothing has to be done. The texts say what steps and
    levels mean; a step or level may have none.
    """

    likelihoods: tuple[str, ...]
    impacts: tuple[str, ...]
    levels: tuple[Level, ...]
    appetite: Level
    likelihood_texts: Mapping[str, str]
    impact_texts: Mapping[str, str]
    level_texts: Mapping[str, str]

    name: str = ""
    """What the configuration calls the scheme."""
    not_live: tuple[Level, ...] = ("critical",)
    """The levels with which no application may be in use, as the texts of both schemes say."""

    @abstractmethod
    def place(self, rating: Rating) -> tuple[str, str]:
        """The steps of likelihood and impact of a rating."""

    @abstractmethod
    def level_at(self, likelihood: str, impact: str) -> Level:
        """The level of a field of the matrix."""

    @abstractmethod
    def order(self, rating: Rating) -> float:
        """A number that is greater for a greater risk; a rating of a higher level always has the greater one."""

    @abstractmethod
    def explain(self, rating: Rating) -> str:
        """How the level of a rating came about, such as "likely × major = 16 of 25"."""

    @abstractmethod
    def range_of(self, level: Level) -> str:
        """Which scores have a level, in words for the scheme's page; empty if the matrix says it all."""

    def level(self, rating: Rating) -> Level:
        """The level of risk that a rating has by this scheme, one of ``levels``."""
        return self.level_at(*self.place(rating))

    def exceeds(self, rating: Rating) -> bool:
        """Whether the level of a rating is higher than the appetite.

        Whether a threat counts is decided by its state as well: ``risk.register.register.is_above_appetite``.
        """
        return self.levels.index(self.level(rating)) < self.levels.index(self.appetite)

    def highest(self, ratings: Iterable[Rating]) -> Rating | None:
        """The rating of the greatest risk; None if there are no ratings."""
        return max(ratings, key=self.order, default=None)

    def means(self, rating: Rating) -> str:
        """What the impact of a rating means for the business; empty if the scheme does not say."""
        return self.impact_texts.get(rating.impact, "")
