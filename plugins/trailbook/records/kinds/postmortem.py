"""Postmortems: what went wrong, described without blame, and what it changed.

The sections follow the postmortem outline of Google's *Site Reliability Engineering* (2016),
appendix D, and chapter 15 on postmortem culture.
"""

from typing import Annotated, ClassVar, Literal

from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from trailbook.records.kinds.action import Action
from trailbook.records.kinds.source import PartialDate, Source, is_before
from trailbook.records.model import LinksTo, Model, OwnedRecord, Targets, Text, WordedItem
from trailbook.records.vocabulary import Severity, ThreatCategory


class Event(Model):
    """One entry of the timeline, with the sources that say so."""

    date: PartialDate = Field(description="When it happened, as far as is known.")
    event: Text = Field(description="What happened.")
    sources: Annotated[Targets, LinksTo("cites", ("source",))] = Field((), description="The sources that say so.")


class Cause(WordedItem):
    """Something without which the incident could not have happened."""

    noun: ClassVar[str] = "cause"
    category: ThreatCategory = Field(description="What kind of weakness it is.")


class Postmortem(OwnedRecord):
    """One incident."""

    prefix: ClassVar[str] = "PM"
    plural: ClassVar[str] = "Postmortems"
    folder: ClassVar[str] = "postmortems"
    ordered: ClassVar[tuple[str, ...]] = ("timeline",)
    sections: ClassVar[tuple[str, ...]] = (
        "Impact",
        "Causes",
        "Detection",
        "Response",
        "Lessons learned",
        "Action items",
    )

    kind: Literal["postmortem"]
    organisations: Annotated[tuple[Text, ...], Field(min_length=1)] = Field(description="Whom it happened to.")
    severity: Severity = Field(description="How bad it was.")
    began: PartialDate = Field(description="When it began, as far as is known.")
    detected: PartialDate = Field(description="When somebody noticed.")
    resolved: PartialDate | None = Field(None, description="When it was over; nothing if nobody knows.")
    timeline: Annotated[tuple[Event, ...], Field(min_length=1)] = Field(description="What happened, in order.")
    causes: Annotated[tuple[Cause, ...], Field(min_length=1)] = Field(
        description="What it would not have happened without."
    )
    actions: tuple[Action, ...] = Field((), description="What had to change.")
    realises: Annotated[Targets, LinksTo("realises", ("threat",))] = Field(
        (), description="Threats of this knowledge base that the incident is an instance of."
    )
    led_to: Annotated[Targets, LinksTo("learned-from", ("control", "step", "record"), reverse=True)] = Field(
        (), description="Controls, playbook steps and records that exist or read as they do because of it."
    )
    failed: Annotated[Targets, LinksTo("failed-in", ("control",), reverse=True)] = Field(
        (), description="Controls that were in place where it happened but did not prevent it."
    )
    sources: tuple[Source, ...] = Field((), description="The public sources of what is said.")

    @field_validator("detected", "resolved")
    @classmethod
    def _comes_after_the_beginning(cls, value: str | None, info: ValidationInfo) -> str | None:
        began = info.data.get("began")
        if value and began and is_before(value, began):
            raise PydanticCustomError(
                "days-out-of-order", "{day} is before it began, {began}", {"day": value, "began": began}
            )
        return value
