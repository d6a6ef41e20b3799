"""Key risk indicators: a number that shows whether a control works or a threat grows."""

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from trailbook.records.model import LinksTo, Model, OwnedRecord, References, Text
from trailbook.records.vocabulary import Cadence

Number = Annotated[float, Field(strict=False, allow_inf_nan=False)]


class Thresholds(Model):
    """Where the indicator turns amber, and where red. A red value asks for a review."""

    amber: Number
    red: Number


class Indicator(OwnedRecord):
    """One indicator."""

    prefix: ClassVar[str] = "IND"
    plural: ClassVar[str] = "Indicators"
    folder: ClassVar[str] = "indicators"

    kind: Literal["indicator"]
    unit: Text = Field(description="What is counted: apps, percent, days …")
    worse: Literal["higher", "lower"] = Field(description="The direction in which the value gets worse.")
    thresholds: Thresholds
    frequency: Cadence = Field(description="How often it is measured.")
    measured_by: Text = Field(description="How the number is obtained, so that two people get the same one.")
    measures: Annotated[References, LinksTo("measures", ("control", "threat"))]

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
