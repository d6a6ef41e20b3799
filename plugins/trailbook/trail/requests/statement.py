"""What a forge said of one request when it was fetched: an in-toto Statement, version 1.

The subject is the commit with which the request landed, the predicate what the forge said. The envelope is that of
https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md.
"""

import json
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BeforeValidator, Field, StringConstraints, ValidationError

from trailbook.credentials.masking import mask
from trailbook.records.model import Model
from trailbook.text.errors import TrailbookError
from trailbook.text.object_ids import ObjectId, Sha256
from trailbook.text.output import schema_of
from trailbook.text.unseen import printable

TYPE: Literal["https://in-toto.io/Statement/v1"] = "https://in-toto.io/Statement/v1"
PREDICATE: Literal["urn:trailbook:request:1"] = "urn:trailbook:request:1"
"""What names the predicate. It leads nowhere; a type need not (in-toto, field ``predicateType``)."""
LONGEST_DESCRIPTION = 100_000
"""How many characters of a description are kept. GitHub takes 65,536; GitLab a million."""
LONGEST_TITLE = 2000
"""How many characters of a title are kept."""

LONGEST_COMMIT_TITLE = 200
"""How many characters of the title of a request's commit are kept."""
MOST_COMMITS = 250
"""Of how many commits at most each is kept; GitLab and GitHub list no more of a larger request everywhere."""

ReviewState = Literal["approved", "changes-requested", "commented", "dismissed"]
ForgeKind = Literal["github", "gitlab", "gitea", "gerrit"]

Host = Annotated[str, StringConstraints(pattern=r"^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?$", max_length=253)]
_PART = r"(?:[A-Za-z0-9_~+-]|\.[A-Za-z0-9_~+-])[A-Za-z0-9_.~+-]*"
Project = Annotated[str, StringConstraints(pattern=rf"^{_PART}(?:/{_PART})*$", max_length=500)]
"""The path of a repository on its forge, such as ``organisation/.github``; no part of it leads elsewhere."""


def _utc(value: Any) -> Any:
    """A moment in UTC and whole seconds, so that it is written in one way."""
    found = datetime.fromisoformat(value) if isinstance(value, str) else value
    if not isinstance(found, datetime) or found.tzinfo is None:
        return found
    try:
        return found.astimezone(UTC).replace(microsecond=0)
    except OverflowError as error:
        raise ValueError("a moment before the year 1 or after 9999") from error


Moment = Annotated[AwareDatetime, BeforeValidator(_utc)]


class Account(Model):
    """An account of a forge. An account that was deleted has no name."""

    name: Annotated[str, StringConstraints(max_length=255)]
    robot: bool = Field(False, description="Whether the forge says that it is an app or a robot.")


class RequestReview(Model):
    """What one account said of a request, at one time, of the commit that it looked at."""

    account: Account
    state: ReviewState
    at: Moment | None = Field(None, description="When it was given; absent if the forge does not say.")
    commit: ObjectId | None = Field(
        None, description="The newest commit of the request when it was given; absent if unknown."
    )
    earlier: bool = Field(
        default=False,
        description="Whether the commit is known to be another one than the last, though its whole id is not.",
    )
    by_time: bool = Field(
        False, description="Whether the commit was concluded from the times, since the forge states none."
    )
    outside: bool = Field(
        default=False,
        description="Whether the forge says that the account may not write to the project, when it was asked.",
    )


class RequestCommit(Model):
    """A commit of a request's own branch: what of it stays the same when it is rebased."""

    id: ObjectId
    title: Annotated[str, StringConstraints(max_length=LONGEST_COMMIT_TITLE)]
    authored: Moment


class Request(Model):
    """One request as a forge described it: what it is for, who wrote it, who agreed, who merged it."""

    kind: ForgeKind
    host: Host
    project: Project
    number: Annotated[int, Field(ge=1)]
    address: Annotated[str, StringConstraints(pattern=r"^https?://[^\s<>\"'`]+$", max_length=2000)]
    title: Annotated[str, StringConstraints(max_length=LONGEST_TITLE)]
    description: Annotated[str, StringConstraints(max_length=LONGEST_DESCRIPTION)]
    is_cut: bool = Field(False, description="Whether the description was longer.")
    edited: Moment | None = Field(None, description="When the description was last edited; absent if never or unknown.")
    tells_edits: bool = Field(description="Whether the forge says when a description was edited.")
    author: Account
    writers: tuple[Account, ...] = Field((), description="The accounts that wrote its commits, as far as known.")
    merged_by: Account | None = None
    merged: Moment
    landed: ObjectId = Field(
        description="The commit with which it came to the branch: the merge, or what was squashed."
    )
    target: Annotated[str, StringConstraints(max_length=500)] = Field(description="The branch that it was merged to.")
    head: ObjectId | None = Field(None, description="The last commit of its own branch; absent if unknown.")
    commits: Annotated[tuple[RequestCommit, ...], Field(max_length=MOST_COMMITS)] = Field(
        (), description="The commits of its own branch, oldest first, if there are several and the forge lists all."
    )
    reviews: tuple[RequestReview, ...] = ()
    comments: Annotated[int, Field(ge=0)] = Field(0, description="How many comments it has; their texts are not kept.")
    updated: Moment = Field(description="When anything of it last changed, by the forge.")


class Fetched(Model):
    """When and from what a statement was made."""

    at: Moment
    raw: Sha256 = Field(
        description="The SHA-256 of the forge's answers, as the bytes that were received, one after the other."
    )
    source: Annotated[str, StringConstraints(max_length=200)] = Field(
        description="The interface that was asked, or the name of the file that it was read from."
    )


class Predicate(Model):
    """The request, and how it is known."""

    request: Request
    fetched: Fetched


class _Digest(Model):
    git_commit: ObjectId = Field(alias="gitCommit")


class _Subject(Model):
    name: str
    digest: _Digest


class Statement(Model):
    """An in-toto Statement about the commit with which a request landed."""

    type: Literal["https://in-toto.io/Statement/v1"] = Field(alias="_type")
    subject: Annotated[tuple[_Subject, ...], Field(min_length=1, max_length=1)]
    predicate_type: Literal["urn:trailbook:request:1"] = Field(alias="predicateType")
    predicate: Predicate

    @property
    def request(self) -> Request:
        """What the forge said."""
        return self.predicate.request


class StatementError(TrailbookError):
    """A file is no statement. The message says why."""


def as_kept(request: Request) -> Request:
    """A request as its statement has it: without the credentials in its texts."""
    return request.model_copy(
        update={
            "title": mask(request.title)[:LONGEST_TITLE],
            "description": mask(request.description)[:LONGEST_DESCRIPTION],
            "commits": tuple(
                one.model_copy(update={"title": mask(one.title)[:LONGEST_COMMIT_TITLE]}) for one in request.commits
            ),
        }
    )


def statement_file(request: Request, fetched: Fetched) -> bytes:
    """The statement of a request as the bytes of its file: indented JSON in ASCII, keys in a fixed order.

    Credentials in its texts are masked: what is once in a history stays there.
    """
    predicate = Predicate(request=as_kept(request), fetched=fetched)
    subject = {"name": f"git+{request.address.partition('//')[0]}//{request.host}/{request.project}"}
    value = {
        "_type": TYPE,
        "subject": [{**subject, "digest": {"gitCommit": request.landed}}],
        "predicateType": PREDICATE,
        "predicate": predicate.model_dump(mode="json", exclude_defaults=True),
    }
    return as_file(value)


def as_file(value: object) -> bytes:
    """A statement's value as the bytes of its file."""
    return f"{json.dumps(value, indent=1)}\n".encode("ascii")


def read_statement(data: bytes) -> Statement:
    """The statement in the bytes of a file. Raises ``StatementError``."""
    try:
        found = Statement.model_validate_json(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"])) or "the file"
        raise StatementError(
            printable(f"not a statement of type {PREDICATE}: {where[:100]}: {first['msg']}")
        ) from error
    if found.subject[0].digest.git_commit != found.request.landed:
        raise StatementError("its subject is another commit than the one with which the request landed")
    return found


def statement_schema() -> str:
    """The JSON Schema of a statement's file."""
    return schema_of(Statement)
