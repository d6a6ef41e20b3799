"""What evidence says of itself, for programs: its period, the records at both ends, the decisions between.

It is a contract: its JSON Schema is ``schemas/evidence.schema.json``.
"""

from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from trailbook.text.output import ascii_json, schema_of

FACTS = "evidence.json"
TRAIL = "trail.json"
FORMAT: Literal["trailbook-evidence/1"] = "trailbook-evidence/1"

ObjectId = Annotated[str, Field(pattern=r"^(?:[0-9a-f]{40}|[0-9a-f]{64})$")]


class _Fact(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class End(_Fact):
    """A commit that was in force at one end of the period."""

    commit: ObjectId
    committed: AwareDatetime
    title: str


class RecordFile(_Fact):
    """A record at both ends. A path is null where it was not there, a blob as well where it is a link."""

    record: str
    kind: str
    title: str
    path_at_start: str | None
    blob_at_start: ObjectId | None
    path_at_end: str | None
    blob_at_end: ObjectId | None

    @property
    def state(self) -> str:
        """What became of it: ``added``, ``removed``, ``changed`` or ``unchanged``."""
        if self.path_at_start is None:
            return "added"
        if self.path_at_end is None:
            return "removed"
        return "unchanged" if self.blob_at_start == self.blob_at_end else "changed"


class DecisionFact(_Fact):
    """A decision: where to find its objects and its diff. What it says stands in ``trail.json``."""

    number: int = Field(description="Oldest first, from 1.")
    record: str
    commit: ObjectId
    path: str = Field(description="Where the record was, relative to the knowledge base.")
    blob: ObjectId | None = Field(description="What the commit left there; null where it removed the file.")
    file_before: str | None = Field(
        description="Where the first parent of the commit had the file, in the repository; null where it had none."
    )
    diff: str = Field(description="The file in this archive.")


class Undecided(_Fact):
    """A file of a record that a commit changed with no decision, such as by spaces alone. Its path is as a record's."""

    commit: ObjectId
    path: str


class Facts(_Fact):
    """All of it."""

    format: Literal["trailbook-evidence/1"]
    made_by: str = Field(description="The version of Trailbook.")
    maker: str = Field(description="SHA-256 of Trailbook's code; the same code makes the same index and tables.")
    name: str = Field(description="The name of the knowledge base.")
    folder: str = Field(description="The folder of the knowledge base in the repository, empty for its top.")
    folders: tuple[str, ...] = Field(description="Where records are, relative to the knowledge base.")
    object_format: Literal["sha1", "sha256"] = Field(description="The hash that git's ids are made with.")
    is_copy: bool = Field(
        description="Whether it comes from a copy without what an audience must not see, whose commits have other ids."
    )
    since: str
    until: str
    controls: tuple[str, ...] = Field(description="What the evidence is limited to; empty for everything.")
    concerning: tuple[str, ...] = Field(description="The references that these are linked with, and they themselves.")
    start: End | None = Field(description="The last commit before the period; null where it begins with the first.")
    end: End
    outside: tuple[ObjectId, ...] = Field(description="Commits just before the period, given without their own past.")
    commits: int = Field(description="How many commits the period has.")
    records: tuple[RecordFile, ...]
    decisions: tuple[DecisionFact, ...]
    undecided: tuple[Undecided, ...] = Field(
        description="Every other change of a record's file in the period; empty where 'controls' limit the evidence."
    )
    underived: tuple[str, ...] = Field(
        description="What the maker could not derive again from the objects alone, in words; nothing proves it."
    )


def as_json(facts: Facts) -> bytes:
    """The facts as JSON in ASCII alone."""
    return ascii_json(facts.model_dump(mode="json")).encode("ascii")


def evidence_schema() -> str:
    """The JSON Schema of the facts."""
    return schema_of(Facts)
