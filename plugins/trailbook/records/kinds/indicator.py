"""Key risk indicators: a number that shows whether a control works or a threat grows."""

from datetime import date
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from trailbook.records.model import LinksTo, Model, Number, OwnedRecord, Targets, Text
from trailbook.records.vocabulary import Cadence, Measure


class Thresholds(Model):
    """The values at which the indicator turns amber and red. A red value calls for a review."""

    amber: Number = Field(description="The value from which somebody has to look.")
    red: Number = Field(description="The value from which the record that it watches has to be reviewed.")


class Retirement(Model):
    """When and why an indicator is no longer measured."""

    on: date = Field(description="The day since which it is not measured.")
    because: Text = Field(description="Why it is no longer measured.")


class Indicator(OwnedRecord):
    """One indicator. Its observations are in a file of their own, not in the record."""

    prefix: ClassVar[str] = "IND"
    plural: ClassVar[str] = "Indicators"
    folder: ClassVar[str] = "indicators"

    kind: Literal["indicator"]
    unit: Text = Field(description="What is counted: apps, percent, days …")
    worse: Literal["higher", "lower"] = Field(description="The direction in which the value gets worse.")
    thresholds: Thresholds = Field(description="The values at which it turns amber and red.")
    frequency: Cadence = Field(description="How often it is measured.")
    measured_by: Text = Field(description="How the number is obtained, so that two people get the same one.")
    measures: Annotated[Targets, LinksTo("measures", ("control", "threat"))] = Field(
        description="The controls that it watches, or the threats whose growth it shows."
    )
    review_after: int = Field(3, ge=1, description="How many amber observations in a row call for a review.")
    computed: Measure | None = Field(None, description="What is counted in the records themselves, if it is computed.")
    example: bool = Field(False, description="Its observations are made up to show what a chart looks like.")
    retired: Retirement | None = Field(None, description="When and why it is no longer measured.")

    @model_validator(mode="after")
    def _red_is_worse_than_amber(self) -> Self:
        amber, red = self.thresholds.amber, self.thresholds.red
        if (red < amber) if self.worse == "higher" else (red > amber):
            raise PydanticCustomError(
                "thresholds-out-of-order",
                "red ({red}) is better than amber ({amber}), yet {worse} is worse",
                {"red": red, "amber": amber, "worse": self.worse},
            )
        return self

    @model_validator(mode="after")
    def _a_retirement_is_explained(self) -> Self:
        if (self.status == "retired") != (self.retired is not None):
            message = (
                "a retired indicator has the status 'retired' and says in 'retired' since when ('on') and 'because'"
            )
            raise PydanticCustomError("unexplained-state", message)
        return self
