"""The option ``risk`` of a knowledge base's configuration, checked and turned into a scheme."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any, Literal, Self

from pydantic import Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from trailbook.records.model import Model, Number, Text
from trailbook.records.vocabulary import Impact, Likelihood
from trailbook.risk.scoring.matrix import MATRIX, TOP, with_cuts
from trailbook.risk.scoring.owasp import OWASP
from trailbook.risk.scoring.scheme import Level, Scheme
from trailbook.text.errors import TrailbookError
from trailbook.text.model_problems import problems_of
from trailbook.text.positions import Positions

Step = Literal["low", "medium", "high"]


class SchemeError(TrailbookError):
    """The option can't be used. ``faults`` holds one line for each thing that is wrong, with its remedy."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


class Words(Model):
    """What steps and levels mean, if that differs from the scheme's own words."""

    likelihood: dict[Likelihood | Step, Text] = Field(default_factory=dict)
    impact: dict[Impact, Text] = Field(default_factory=dict)
    level: dict[Level, Text] = Field(default_factory=dict)


class RiskOptions(Model):
    """The option as written in ``mkdocs.yml``."""

    scheme: Literal["matrix", "owasp"] = "matrix"
    appetite: Level = Field("low", description="The highest level that may stay without anything being done.")
    cuts: dict[Level, Number] = Field(default_factory=dict, description="The lowest score of each level.")
    words: Words = Words()
    not_live: tuple[Level, ...] | None = Field(
        None, description="The levels with which no application may be in use; those whose own words say so if absent."
    )

    @model_validator(mode="after")
    def _fits_the_scheme(self) -> Self:
        base = _BASES[self.scheme]
        for words, allowed in ((self.words.likelihood, base.likelihoods), (self.words.level, base.levels)):
            for word in words:
                _one_of(word, allowed, self.scheme)
        for word in (self.appetite, *(self.not_live or ())):
            _one_of(word, base.levels, self.scheme)
        if self.cuts:
            self._check_cuts()
        return self

    def _check_cuts(self) -> None:
        names = _CUT_LEVELS if self.scheme == "matrix" else _CUT_LEVELS[:2]
        lowest, highest = (2, TOP) if self.scheme == "matrix" else (0.1, 9)
        values = [self.cuts[name] for name in names if name in self.cuts]
        rising = all(low < high for low, high in pairwise(values))
        whole = self.scheme == "owasp" or all(value == int(value) for value in values)
        if set(self.cuts) != set(names) or not (rising and whole) or not lowest <= values[0] <= values[-1] <= highest:
            kind = "whole numbers" if self.scheme == "matrix" else "numbers"
            raise PydanticCustomError(
                "cuts",
                "cuts are {found}",
                {
                    "found": ", ".join(f"{name}: {value:g}" for name, value in self.cuts.items()),
                    "expected": f"{', '.join(names)} as rising {kind} from {lowest} to {highest}",
                },
            )


def _one_of(word: str, allowed: tuple[str, ...], scheme: str) -> None:
    if word not in allowed:
        raise PydanticCustomError(
            "unknown-word",
            "the scheme '{scheme}' has no '{word}'",
            {"scheme": scheme, "word": word, "expected": "one of: " + ", ".join(allowed)},
        )


_CUT_LEVELS: tuple[Level, ...] = ("medium", "high", "critical")
_BASES: dict[str, Scheme] = {"matrix": MATRIX, "owasp": OWASP}


def read_scheme(options: object) -> Scheme:
    """The scheme that the option asks for; the default one for None.

    Raises ``SchemeError``, with every fault of the option, if it can't be used.
    """
    if options is None:
        return MATRIX
    try:
        asked = RiskOptions.model_validate(options)
    except ValidationError as error:
        problems = problems_of(error, RiskOptions, "mkdocs.yml", Positions())
        raise SchemeError([problem.advice for problem in problems]) from error
    scheme = _with_cuts(asked)
    own = tuple(level for level in scheme.not_live if level not in asked.words.level)
    return replace(
        scheme,
        appetite=asked.appetite,
        likelihood_texts=_worded(scheme.likelihood_texts, asked.words.likelihood),
        impact_texts=_worded(scheme.impact_texts, asked.words.impact),
        level_texts=_worded(scheme.level_texts, asked.words.level),
        not_live=own if asked.not_live is None else asked.not_live,
    )


def _worded(words: Mapping[str, str], asked: Mapping[Any, str]) -> dict[str, str]:
    return {**words, **asked}


def _with_cuts(asked: RiskOptions) -> Scheme:
    if not asked.cuts:
        return _BASES[asked.scheme]
    if asked.scheme == "owasp":
        return replace(OWASP, cuts=(asked.cuts["medium"], asked.cuts["high"]))
    medium, high, critical = (int(asked.cuts[level]) for level in _CUT_LEVELS)
    return with_cuts(MATRIX, medium, high, critical)
