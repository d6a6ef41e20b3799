"""Filled-in checklists: how somebody followed a playbook on a day, step by step."""

from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints

from trailbook.records.model import Item, LinksTo, OwnedRecord, Target, Text
from trailbook.text.object_ids import ShortId


class Tick(Item):
    """One step of the playbook, by its id, and whether it was done."""

    noun: ClassVar[str] = "tick"
    state: Literal["done", "not-done"] = Field(description="Whether the step was done.")
    note: str = Field("", description="What was found, or why it was not done.")


class FilledChecklist(OwnedRecord):
    """One run through a playbook. That the steps were done is a claim of whoever filled it in."""

    prefix: ClassVar[str] = "CL"
    plural: ClassVar[str] = "Filled-in checklists"
    folder: ClassVar[str] = "checklists"

    kind: Literal["checklist"]
    follows: Annotated[Target, LinksTo("follows", ("playbook", "threat-model"))] = Field(
        description="The playbook, or the threat model if the playbook was generated from it."
    )
    part: str = Field("", description="The part of a generated playbook, such as maker-before-publishing.")
    about: str = Field("", description="The app, connector or case that it was followed for.")
    version: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{12}$")] = Field(
        description="The version of the steps' wording, as the playbook's page states it."
    )
    commit: ShortId | None = Field(
        None,
        description="The commit of the playbook's last decision then; for a generated playbook, the last of all.",
    )
    filled_by: Text = Field(description="Who went through the steps.")
    filled_on: date = Field(description="The day on which they did.")
    ticks: Annotated[tuple[Tick, ...], Field(min_length=1)] = Field(
        description="The steps of the playbook, each with its id."
    )
