"""Playbooks: what a person in a role does, step by step, and why each step is there."""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from trailbook.records.model import LinksTo, Model, OwnedRecord, Targets, Text, WordedItem
from trailbook.records.vocabulary import Role

PlaybookUse = Literal["build", "review", "operate", "respond"]


class Step(WordedItem):
    """One step, with the controls, threats and incidents behind it."""

    noun: ClassVar[str] = "step"
    ordered: ClassVar[tuple[str, ...]] = ("actions",)
    actions: tuple[Text, ...] = Field(
        (), description="What to do in it, in order: one imperative each, to be ticked. The text explains them."
    )
    implements: Annotated[Targets, LinksTo("implements", ("control",))] = Field(
        (), description="The controls that the step applies."
    )
    mitigates: Annotated[Targets, LinksTo("mitigates", ("threat",))] = Field(
        (), description="The threats that it counters."
    )
    learned_from: Annotated[Targets, LinksTo("learned-from", ("postmortem", "exercise"))] = Field(
        (), description="The incidents or exercises that it comes from."
    )


class Escalation(Model):
    """Whom to call, when, and how fast."""

    when: Text = Field(description="What has to be the case.")
    to: Text = Field(description="Whom to call.")
    within: Text = Field(description="How soon, in words.")


class LogLocation(Model):
    """Where the log of a connected service is found."""

    service: Text = Field(description="The service that writes the log.")
    where: Text = Field(description="Where to look.")
    keeps: str = Field("", description="How long the entries are kept.")


class RequiredSignOff(Model):
    """A sign-off that has to be on record before the last step is done."""

    role: Role = Field(description="Who has to agree.")
    scope: Text = Field(description="What exactly is agreed to.")


class Playbook(OwnedRecord):
    """A playbook for one or more roles."""

    prefix: ClassVar[str] = "PB"
    plural: ClassVar[str] = "Playbooks"
    folder: ClassVar[str] = "playbooks"
    ordered: ClassVar[tuple[str, ...]] = ("steps", "escalation")

    kind: Literal["playbook"]
    use: PlaybookUse = Field(description="The moment it is for: build, review, operate or respond.")
    roles: Annotated[tuple[Role, ...], Field(min_length=1, description="Who follows it.")]
    trigger: Text = Field(description="What makes somebody open it.")
    duration: Text | None = Field(None, description="How long it takes until it is done, in words.")
    coordinator: Role | None = Field(None, description="Who coordinates if several people act.")
    steps: Annotated[tuple[Step, ...], Field(min_length=1)] = Field(description="What to do, in order.")
    escalation: tuple[Escalation, ...] = Field((), description="Whom to call if it gets worse.")
    logs: tuple[LogLocation, ...] = Field((), description="Where the logs of the services are.")
    requires: tuple[RequiredSignOff, ...] = Field((), description="Sign-offs needed before the outcome is used.")

    @property
    def step_numbers(self) -> Mapping[str, str]:
        """What readers call each step, by its id: its number if the ids count the steps (S1, S2, ...), else the id."""
        numbers = {step.id: str(number) for number, step in enumerate(self.steps, 1)}
        return numbers if all(id == f"S{number}" for id, number in numbers.items()) else {id: id for id in numbers}
