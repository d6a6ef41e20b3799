"""What every kind of record has in common: identity, ownership, items, links, review.

A kind is one module under ``kinds/`` with one subclass of ``Record``. Fields are the authored
facts and nothing else, so two revisions can be compared field by field.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, ClassVar, Literal, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from trailbook.records.vocabulary import CADENCE_MONTHS, Cadence, Role, Sensitivity, SignOffState, Status

ITEM_ID = r"[A-Za-z][A-Za-z0-9_-]*"
RECORD_ID = r"[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)+"
SOURCE = r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*"
"""What a repository is called in references to its records from another one, as in ``payments/TM-HUB``."""

ItemId = Annotated[str, StringConstraints(pattern=rf"^{ITEM_ID}$", max_length=64)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Number = Annotated[float, Field(strict=False, allow_inf_nan=False)]
"""A finite number, written with or without a fraction."""
TARGET = rf"^(?:(?:{SOURCE}/)?{RECORD_ID}(?:\.{ITEM_ID})?|{ITEM_ID})$"
Target = Annotated[str, StringConstraints(pattern=TARGET)]
"""``T3`` (an item of the same record), ``POL-SHARING`` (a record), ``POL-SHARING.C2`` (its item) or the like of
another repository, ``payments/TM-HUB.T3``."""
Targets = tuple[Target, ...]
Url = Annotated[str, StringConstraints(pattern=r"^https?://[^\s<>\"'`]+$")]


@dataclass(frozen=True)
class LinksTo:
    """Marks a field whose references are links: the relation and what it may point to.

    ``reverse`` means that the link runs from what is named to the item that names it: a postmortem's
    ``led_to: [POL-SHARING.C2]`` states that ``POL-SHARING.C2`` is *learned-from* the postmortem.
    """

    relation: str
    targets: tuple[str, ...]
    reverse: bool = False


class Model(BaseModel):
    """A frozen value that refuses unknown keys and values of the wrong type.

    What validates it is built on first use: that takes a fifth of a second for all kinds of records.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)


class Item(Model):
    """An addressable part of a record. ``noun`` names what it is: threat, control, step …"""

    noun: ClassVar[str]
    ordered: ClassVar[tuple[str, ...]] = ()
    """Fields with a list whose order means something: another order is a change of the item."""
    id: ItemId = Field(description="The id of the part within its record, such as T3. It never changes.")
    classification: Sensitivity | None = Field(
        None, description="Who may read it, if fewer than may read its record; that of its record if absent."
    )

    @property
    def label(self) -> str:
        """What the item is called in references to it."""
        for name in ("title", "name", "text"):
            if isinstance(value := getattr(self, name, None), str) and value:
                return value
        return self.id


def _without_wording(schema: dict[str, Any]) -> None:
    """Take title and text out of the JSON Schema: a Markdown record words them in its body."""
    for name in ("title", "text"):
        schema.get("properties", {}).pop(name, None)
    schema["required"] = [name for name in schema.get("required", []) if name not in ("title", "text")]


class WordedItem(Item):
    """An item declared in front matter and worded in the text, at the heading or list item ``{#ID}``."""

    model_config = ConfigDict(json_schema_extra=_without_wording)

    title: Text = Field(description="The heading or the beginning of the list item that words it.")
    text: str = Field("", description="The text below that heading, or of that list item.")
    also: tuple[Text, ...] = Field((), description="What readers call it besides. Only searches use it.")


class Review(Model):
    """How often the record is looked at again, and when that is due next."""

    cadence: Cadence = Field(description="How often the record is reviewed.")
    last: date | None = Field(None, description="Day of the last review. A claim: git may contradict it.")
    next: date | None = Field(None, description="Day the next review is due; last plus cadence if absent.")


def next_review(review: Review) -> date | None:
    """The day the next review is due: as stated, else the last review plus the cadence; None before the first."""
    if review.next or not review.last:
        return review.next
    return later(review.last, review.cadence)


def later(day: date, cadence: Cadence) -> date:
    """The day one cadence later, or the last of that month if the month is too short."""
    months = day.month - 1 + CADENCE_MONTHS[cadence]
    year, month = day.year + months // 12, months % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


class SignOff(Model):
    """A sign-off that the record asks for or claims. The trail says what git shows of it."""

    role: Role = Field(description="Who has to agree.")
    scope: Text = Field(description="What exactly is agreed to.")
    state: SignOffState = Field("pending", description="Whether it is awaited, given or declined.")
    by: Text | None = Field(None, description="Who signed, once given or declined.")
    signed: date | None = Field(None, description="The day it was given or declined.")


class Record(Model):
    """One git-tracked document with a stable id."""

    prefix: ClassVar[str] = ""
    plural: ClassVar[str]
    folder: ClassVar[str]
    syntax: ClassVar[Literal["yaml", "markdown"]] = "markdown"
    sections: ClassVar[tuple[str, ...]] = ()
    """Titles of the sections (level 2) that a Markdown record of this kind must have."""
    ordered: ClassVar[tuple[str, ...]] = ()
    """Fields with a list whose order means something: another order is a change of the record."""

    id: str = Field(description="The stable id of the record. It never changes, wherever the file moves.")
    kind: str = Field(description="What kind of record it is.")
    title: Text = Field(description="What the record is called.")
    summary: str = Field("", description="What the record is about, in a sentence or two.")
    tags: tuple[Text, ...] = Field(default=(), description="Words to find it by.")
    also: tuple[Text, ...] = Field(
        default=(),
        description="What readers call it, such as names of products: for searches, and what a connector covers.",
    )
    classification: Sensitivity | None = Field(
        None, description="Who may read it; if absent, as the configuration says for its folder, or else internal."
    )

    @classmethod
    def kind_name(cls) -> str:
        """The value of ``kind`` in each record of this class. Raises ``ValueError`` for a class of several kinds."""
        (name,) = get_args(cls.model_fields["kind"].annotation)
        return str(name)

    @classmethod
    def complete_schema(cls, schema: dict[str, Any]) -> None:
        """Add to the JSON Schema of the kind what its files may say besides the fields of the model."""

    def items(self) -> Iterator[Item]:
        """Every item of the record, in the order of the file."""
        for name in type(self).model_fields:
            value = getattr(self, name)
            if isinstance(value, tuple):
                yield from (part for part in value if isinstance(part, Item))


AnyRecord = TypeVar("AnyRecord", bound=Record)
"""A kind of record, as its class."""


class OwnedRecord(Record):
    """A record that somebody is responsible for. All kinds but plain pages are owned."""

    owner: Text = Field(description="The role or team that is responsible for the record.")
    status: Status = Field("active", description="Whether it is being written, in force, or no longer in force.")
    review: Review | None = Field(None, description="Cadence and dates of the periodic review.")
    sign_offs: tuple[SignOff, ...] = Field((), description="Agreements that the record asks for or claims.")
    supersedes: Annotated[Targets, LinksTo("supersedes", ("record",))] = Field(
        (), description="The records that it takes the place of."
    )
