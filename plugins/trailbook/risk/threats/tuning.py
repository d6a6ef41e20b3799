"""Which rules are applied, and within which bounds: the option ``rules`` of a knowledge base's configuration."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from trailbook.records.model import Model, Text
from trailbook.records.vocabulary import Sensitivity
from trailbook.risk.threats.rule import Rule
from trailbook.risk.threats.rules import RULES
from trailbook.text.mkdocs_yml import option_places
from trailbook.text.model_problems import read_model, shown
from trailbook.text.positions import Positions
from trailbook.text.problem import Problem, nearest

BY_ID: Mapping[str, Rule] = {rule.id: rule for rule in RULES}


class Tuning(Model):
    """What a configuration says about one rule: that it is silenced, or within which bounds it applies, and why."""

    silenced: Text | None = Field(None, description="Why the rule is not applied.")
    data_from: Sensitivity | None = Field(None, description="The least sensitivity of data for which it speaks.")
    at_most: int | None = Field(None, ge=0, description="The greatest number at which it is silent.")
    reason: Text | None = Field(None, description="Why it is tuned.")

    @model_validator(mode="after")
    def _is_explained(self) -> Self:
        if self.silenced is None and self.reason is None:
            raise PydanticCustomError("unexplained-rule", "a rule that is tuned needs 'reason'")
        return self


@dataclass(frozen=True)
class Ruleset:
    """The rules as they are applied, and what the configuration says about some of them, by rule id."""

    rules: tuple[Rule, ...]
    tuned: Mapping[str, Tuning]

    @property
    def silenced(self) -> Mapping[str, str]:
        """The rules that are not applied, each with the reason."""
        return {id: tuning.silenced for id, tuning in self.tuned.items() if tuning.silenced}


def read_rules(options: object, file: str = "mkdocs.yml", text: str = "") -> tuple[Ruleset, list[Problem]]:
    """The rules that the option asks for, all of them for None, and the problems of the option.

    ``text`` is the configuration file's, in which the places of problems are looked up. An entry with a
    problem is ignored: its rule is applied as it is.
    """
    if options is None:
        return DEFAULT, []
    positions = option_places(text, file, "trailbook/records", "rules")
    if not isinstance(options, Mapping):
        place = positions.of(())
        wrong = Problem(
            file, place.line, place.column, "wrong-type", f"rules is {shown(options)}", "rules by their ids"
        )
        return DEFAULT, [wrong]
    tuned: dict[str, Tuning] = {}
    problems: list[Problem] = []
    for id, values in options.items():
        found, faults = _tuning(str(id), values, file, positions)
        problems += faults
        if found:
            tuned[str(id)] = found
    return Ruleset(tuple(_applied(tuned)), tuned), problems


def _applied(tuned: Mapping[str, Tuning]) -> Iterator[Rule]:
    for rule in RULES:
        tuning = tuned.get(rule.id)
        if tuning is None:
            yield rule
        elif not tuning.silenced:
            least = tuning.data_from or rule.data_from
            yield replace(rule, data_from=least, at_most=rule.at_most if tuning.at_most is None else tuning.at_most)


def _tuning(id: str, values: object, file: str, positions: Positions) -> tuple[Tuning | None, list[Problem]]:
    place = positions.of((id,), key=True)
    if id not in BY_ID:
        problem = Problem(file, place.line, place.column, "unknown-rule", f"there is no rule {id!r}")
        return None, [replace(problem, nearest=nearest(id, BY_ID))]
    own = positions.below((id,))
    example = "keys with values, such as 'silenced: why'"
    tuning, problems = read_model(Tuning, values, file, own, "the entry is", example)
    if tuning is None:
        return None, [replace(problem, message=f"rule {id}: {problem.message}") for problem in problems]
    fixed = [name for name in ("data_from", "at_most") if getattr(tuning, name) is not None and _lacks(id, name)]
    if not fixed:
        return tuning, []
    place = own.of((fixed[0],), key=True)
    message = f"rule {id}: it has no {' and no '.join(fixed)} to tune"
    return None, [Problem(file, place.line, place.column, "wrong-bound", message, "'silenced', or nothing")]


def _lacks(id: str, bound: str) -> bool:
    return getattr(BY_ID[id], bound) is None


DEFAULT = Ruleset(RULES, {})
"""All rules, none of them tuned."""
