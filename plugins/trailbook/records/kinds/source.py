"""Public sources of what a record says. Used by postmortems and templates."""

from datetime import date
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from trailbook.records.model import Item, Text, Url


def _as_text(value: Any) -> Any:
    """A day or a year that is not quoted in YAML as the text that it would be in quotes."""
    if type(value) is date or (type(value) is int and 1000 <= value <= 9999):
        return str(value)
    return value


def _in_the_calendar(value: str) -> str:
    try:
        if len(value) == len("2021-08-23"):
            date.fromisoformat(value)
    except ValueError:
        raise PydanticCustomError("no-such-day", "the calendar has no day {day}", {"day": value}) from None
    return value


PartialDate = Annotated[
    str,
    BeforeValidator(_as_text),
    StringConstraints(pattern=r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$"),
    AfterValidator(_in_the_calendar),
]
"""``2021``, ``"2021-08"`` or ``2021-08-23``, in quotes or without: public reports often give no day."""


def is_before(day: str, other: str) -> bool:
    """Whether a partial date is surely before another one, as far as both are known."""
    known = min(len(day), len(other))
    return day[:known] < other[:known]


class Source(Item):
    """A public source. The text cites it as ``[R1]``."""

    noun: ClassVar[str] = "source"
    title: Text = Field(description="The title of the source.")
    publisher: Text = Field(description="Who published it.")
    url: Url = Field(description="Where it can be read.")
    published: PartialDate | None = Field(None, description="When it was published, as far as is known.")
