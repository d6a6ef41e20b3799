"""Public sources of what a record says. Used by postmortems and templates."""

from typing import Annotated, ClassVar

from pydantic import Field, StringConstraints

from trailbook.records.model import Item, Text, Url

PartialDate = Annotated[str, StringConstraints(pattern=r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$")]
"""``"2021"``, ``"2021-08"`` or ``"2021-08-23"``, quoted: public reports often give no day."""


class Source(Item):
    """A public source. The text cites it as ``[R1]``."""

    noun: ClassVar[str] = "source"
    title: Text = Field(description="The title of the source.")
    publisher: Text = Field(description="Who published it.")
    url: Url = Field(description="Where it can be read.")
    published: PartialDate | None = Field(None, description="When it was published, as far as is known.")
