"""Policies: what is allowed, as controls that each have an id and a level of obligation."""

from datetime import date
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from trailbook.records.frameworks import Frameworks
from trailbook.records.model import LinksTo, OwnedRecord, Review, Target, Targets, Text, WordedItem
from trailbook.records.vocabulary import ExceptionState, Obligation, Role


class Control(WordedItem):
    """One requirement of a policy."""

    noun: ClassVar[str] = "control"
    level: Obligation = Field(description="Whether it is an obligation, a recommendation or a permission.")
    allows: tuple[Text, ...] = Field((), description="Configurations, connectors or uses that it allows.")
    logging: str = Field("", description="What has to be logged so that the control can be shown to work.")
    evidence: str = Field("", description="What an auditor can ask to see.")
    covers: Annotated[Targets, LinksTo("covers", ("threat",))] = Field(
        (), description="The threats that it is there for."
    )
    learned_from: Annotated[Targets, LinksTo("learned-from", ("postmortem", "exercise"))] = Field(
        (), description="The incidents or exercises behind it."
    )
    checked_by: Annotated[Targets, LinksTo("checks", ("check",), reverse=True)] = Field(
        (), description="Checks of configuration templates that show whether it is kept."
    )
    frameworks: Frameworks = Field(default_factory=dict, description="Requirements this control answers.")


class PolicyException(WordedItem):
    """Permission to deviate from one control, for a reason and until a day."""

    noun: ClassVar[str] = "exception"
    control: Annotated[Target, LinksTo("excepts", ("control",))] = Field(
        description="The control from which it deviates."
    )
    approver: Text = Field(description="Who approved it, or is asked to if it is only requested.")
    reason: Text = Field(description="Why the deviation is needed.")
    applications: Annotated[Targets, LinksTo("applies-to", ("threat-model",))] = Field(
        (), description="The applications it is for; all if none is named."
    )
    settings: tuple[Annotated[Text, Field(max_length=300)], ...] = Field(
        (), description="The settings it is for, as the drift page names them ('*' for any text); all if none is named."
    )
    state: ExceptionState = Field("requested", description="Whether it is asked for, in force, refused or over.")
    granted: date | None = Field(None, description="The day on which it was approved.")
    expires: date = Field(description="The last day on which it holds.")

    @model_validator(mode="after")
    def _dates_in_order(self) -> Self:
        if self.granted and self.granted >= self.expires:
            raise PydanticCustomError("dates-out-of-order", "the exception expires before it was granted")
        if self.state == "approved" and self.granted is None:
            raise PydanticCustomError("unexplained-state", "an approved exception needs the day it was 'granted'")
        return self


class Policy(OwnedRecord):
    """A policy: its controls and the exceptions to them."""

    prefix: ClassVar[str] = "POL"
    plural: ClassVar[str] = "Policies"
    folder: ClassVar[str] = "policies"

    kind: Literal["policy"]
    roles: Annotated[tuple[Role, ...], Field(min_length=1, description="Whom the policy binds.")]
    controls: Annotated[tuple[Control, ...], Field(min_length=1)] = Field(description="What the policy requires.")
    exceptions: tuple[PolicyException, ...] = Field((), description="Deviations that were asked for or approved.")
    review: Review = Field(description="Cadence and dates of the periodic review.")
