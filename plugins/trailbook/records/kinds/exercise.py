"""Exercises: an incident rehearsed at a table, and what had to change afterwards."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from trailbook.records.kinds.action import Action
from trailbook.records.model import LinksTo, OwnedRecord, Targets, Text, WordedItem
from trailbook.records.vocabulary import Role


class Inject(WordedItem):
    """News that the facilitator reads out at some minute of the exercise."""

    noun: ClassVar[str] = "inject"
    minute: Annotated[int, Field(ge=0, le=600)]


class Exercise(OwnedRecord):
    """One tabletop exercise, ready to run."""

    prefix: ClassVar[str] = "EX"
    plural: ClassVar[str] = "Exercises"
    folder: ClassVar[str] = "exercises"
    ordered: ClassVar[tuple[str, ...]] = ("injects",)

    kind: Literal["exercise"]
    roles: Annotated[tuple[Role, ...], Field(min_length=1, description="Who sits at the table.")]
    minutes: Annotated[int, Field(ge=5, le=600)]
    objectives: Annotated[tuple[Text, ...], Field(min_length=1)]
    rehearses: Annotated[Targets, LinksTo("rehearses", ("playbook", "step"))]
    tests: Annotated[Targets, LinksTo("tests", ("control", "threat"))] = ()
    learned_from: Annotated[Targets, LinksTo("learned-from", ("postmortem",))] = ()
    injects: Annotated[tuple[Inject, ...], Field(min_length=1)]
    actions: tuple[Action, ...] = ()
