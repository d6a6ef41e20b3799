"""Action items: what has to change after an incident or an exercise. Used by those two kinds."""

from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from trailbook.records.model import LinksTo, Targets, Text, WordedItem
from trailbook.records.vocabulary import ActionState


class Action(WordedItem):
    """One thing to do, by whom and by when."""

    noun: ClassVar[str] = "action item"
    owner: Text = Field(description="The role or team that does it.")
    due: date = Field(description="The day by which it is to be done.")
    state: ActionState = Field(description="How far it is.")
    closed: date | None = Field(None, description="The day it was done or dropped.")
    changes: Annotated[Targets, LinksTo("changes", ("record", "control", "step", "threat", "mitigation"))] = Field(
        (), description="The controls, steps or records that the action changes."
    )
