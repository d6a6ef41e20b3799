"""Exercises: an incident rehearsed at a table, and what had to change afterwards."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from trailbook.records.kinds.action import Action
from trailbook.records.model import LinksTo, OwnedRecord, Targets, Text, WordedItem
from trailbook.records.vocabulary import Role


class Inject(WordedItem):
    """News that the facilitator reads out at some minute of the exercise."""

    noun: ClassVar[str] = "inject"
    minute: Annotated[int, Field(ge=0, le=600)] = Field(
        description="The minute of the exercise at which it is read out."
    )


class Exercise(OwnedRecord):
    """One tabletop exercise, ready to run."""

    prefix: ClassVar[str] = "EX"
    plural: ClassVar[str] = "Exercises"
    folder: ClassVar[str] = "exercises"
    ordered: ClassVar[tuple[str, ...]] = ("injects",)

    kind: Literal["exercise"]
    roles: Annotated[tuple[Role, ...], Field(min_length=1, description="Who sits at the table.")]
    minutes: Annotated[int, Field(ge=5, le=600)] = Field(description="How long it takes.")
    objectives: Annotated[tuple[Text, ...], Field(min_length=1)] = Field(
        description="What the people at the table should be able to do afterwards."
    )
    rehearses: Annotated[Targets, LinksTo("rehearses", ("playbook", "step"))] = Field(
        description="The playbooks or steps that are rehearsed."
    )
    tests: Annotated[Targets, LinksTo("tests", ("control", "threat"))] = Field(
        (), description="The controls or threats that it puts to the test."
    )
    learned_from: Annotated[Targets, LinksTo("learned-from", ("postmortem",))] = Field(
        (), description="The incidents that it is modelled on."
    )
    injects: Annotated[tuple[Inject, ...], Field(min_length=1)] = Field(
        description="The news that the facilitator reads out, in order."
    )
    actions: tuple[Action, ...] = Field((), description="What had to change afterwards.")
