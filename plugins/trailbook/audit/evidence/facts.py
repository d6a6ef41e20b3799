"""What evidence says of itself, for programs: its period, the records at both ends, the decisions between.

The format is a contract; its JSON Schema is ``schemas/evidence.schema.json``.
"""

from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from trailbook.text.object_ids import ObjectId
from trailbook.text.output import ascii_json, schema_of

FACTS = "evidence.json"
TRAIL = "trail.json"
Format = Literal["trailbook-evidence/2", "trailbook-evidence/3"]
"""Only with statements of forges, evidence needs the third."""


class _Fact(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class End(_Fact):
    """The commit that was in force at one end of the period."""

    commit: ObjectId
    committed: AwareDatetime
    title: str


class RecordFile(_Fact):
    """A record at both ends. A path is null if the record did not exist, a blob also if it is a symbolic link."""

    record: str
    kind: str
    title: str
    path_at_start: str | None
    blob_at_start: ObjectId | None
    path_at_end: str | None
    blob_at_end: ObjectId | None

    @property
    def state(self) -> str:
        """What happened to it: ``added``, ``removed``, ``changed`` or ``unchanged``."""
        if self.path_at_start is None:
            return "added"
        if self.path_at_end is None:
            return "removed"
        return "unchanged" if self.blob_at_start == self.blob_at_end else "changed"


class DecisionFact(_Fact):
    """A decision: where to find its objects and its diff. The decision itself is in ``trail.json``."""

    number: int = Field(description="Oldest first, from 1.")
    record: str
    commit: ObjectId
    path: str = Field(description="Where the record was, relative to the knowledge base.")
    blob: ObjectId | None = Field(description="The file as the commit has it; null if it removed the file.")
    file_before: str | None = Field(
        description="Where the commit's first parent has the file, in the repository; null if it has none."
    )
    diff: str = Field(description="The file in this archive.")


class Undecided(_Fact):
    """A change to a record file that is no decision, such as one of white space. The path is that of a decision."""

    commit: ObjectId
    path: str


class Facts(_Fact):
    """Everything that evidence says of itself."""

    format: Format
    made_by: str = Field(description="The version of Trailbook.")
    maker: str = Field(description="SHA-256 of Trailbook's code; the same code makes the same index and tables.")
    name: str = Field(description="The name of the knowledge base.")
    folder: str = Field(description="The folder of the knowledge base in the repository, empty for its top.")
    folders: tuple[str, ...] = Field(description="Where records are, relative to the knowledge base.")
    object_format: Literal["sha1", "sha256"] = Field(description="The hash that git's ids are made with.")
    is_copy: bool = Field(
        description="Whether it is from a copy without what an audience must not see; its commits have other ids."
    )
    since: str
    until: str
    controls: tuple[str, ...] = Field(description="The references that the evidence is limited to; empty if it is not.")
    concerning: tuple[str, ...] = Field(description="These references and those that they are linked with.")
    start: End | None = Field(
        description="The last commit before the period; null if that begins with the first commit."
    )
    end: End
    outside: tuple[ObjectId, ...] = Field(
        description="The commits just before the period, whose own ancestors are not included."
    )
    commits: int = Field(description="How many commits the period has.")
    statements: ObjectId | None = Field(
        None, description="The commit of the branch with what forges said of requests; absent if there was none."
    )
    records: tuple[RecordFile, ...]
    decisions: tuple[DecisionFact, ...]
    undecided: tuple[Undecided, ...] = Field(
        description="Every other change to a record file in the period; empty if 'controls' limit the evidence."
    )
    underived: tuple[str, ...] = Field(
        description="What could not be derived again from the objects alone, in words; nothing proves it."
    )


def facts_json(facts: Facts) -> bytes:
    """The facts as JSON, in ASCII only."""
    without = None if facts.statements else {"statements"}
    return ascii_json(facts.model_dump(mode="json", exclude=without)).encode("ascii")


def evidence_schema() -> str:
    """The JSON Schema of the facts."""
    return schema_of(Facts)
