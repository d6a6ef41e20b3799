"""Playbooks: what a person in a role does, step by step, and why each step is there."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from trailbook.records.model import LinksTo, Model, OwnedRecord, Targets, Text, WordedItem
from trailbook.records.vocabulary import Role

PlaybookUse = Literal["build", "review", "operate", "respond"]


class Step(WordedItem):
    """One step, with the controls, threats and incidents behind it."""

    noun: ClassVar[str] = "step"
    implements: Annotated[Targets, LinksTo("implements", ("control",))] = ()
    mitigates: Annotated[Targets, LinksTo("mitigates", ("threat",))] = ()
    learned_from: Annotated[Targets, LinksTo("learned-from", ("postmortem", "exercise"))] = ()


class Escalation(Model):
    """Whom to call, when, and how fast."""

    when: Text
    to: Text
    within: Text


class LogLocation(Model):
    """Where the log of a connected service is found."""

    service: Text
    where: Text
    keeps: str = Field("", description="How long the entries are kept.")


class RequiredSignOff(Model):
    """A sign-off that has to be on record before the last step is done."""

    role: Role
    scope: Text


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
    coordinator: Role | None = Field(None, description="Who coordinates if several people act.")
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]
    escalation: tuple[Escalation, ...] = ()
    logs: tuple[LogLocation, ...] = ()
    requires: tuple[RequiredSignOff, ...] = Field((), description="Sign-offs needed before the outcome is used.")
