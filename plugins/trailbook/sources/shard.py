"""What one repository hands on to others: its records with their links and decisions, as one file.

A shard is an in-toto Statement about the commit that it was made of, in a DSSE envelope (``trail.proofs.envelope``), so
that it is signed, or not, as everything else here is. Its bytes follow from the commit, the configuration and the
audience alone: the statement is JSON with sorted keys and no blanks. What names a shard is the SHA-256 of its
statement, which a signature by another key does not change.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from typing import Annotated, Any, Literal

from pydantic import StringConstraints, TypeAdapter, ValidationError

from trailbook.records.classification import is_above
from trailbook.records.document import Document, page_path
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.linking import links_elsewhere
from trailbook.records.links import RELATIONS
from trailbook.records.reading import read_document
from trailbook.records.vocabulary import SENSITIVITIES, Sensitivity
from trailbook.text.errors import TrailbookError
from trailbook.text.files import MAX_BYTES, SUFFIXES
from trailbook.text.object_ids import ObjectId
from trailbook.text.unseen import printable
from trailbook.trail.decisions import Trail
from trailbook.trail.git.command import Git
from trailbook.trail.git.commits import Person
from trailbook.trail.git.repository import History
from trailbook.trail.git.ssh import sign
from trailbook.trail.proofs.envelope import IN_TOTO, Envelope, encoded, envelope_json, json_object, read_envelope
from trailbook.trail.requests.statement import TYPE

SCHEMA = 1
"""The version of the form below. It is raised when somebody who knows this one could misread another."""
PREDICATE = "urn:trailbook:shard:"
"""What names the predicate, before the version. It leads nowhere; a type need not (in-toto, ``predicateType``)."""
LARGEST = 64_000_000
"""No shard of more bytes is read. 257 long texts with 2,229 decisions, which moved much of them, have half as many."""
REMEMBERED = 500
"""So many commits of the main line a shard names, so that the next one is known to go on from it."""
_SHORT = 16
_LONGEST_NAME, _LONGEST_PATH = 200, 1000
"""Bytes that disks have room for (255 and, on macOS, 1,024), with what pages add to a name."""
_EARLIEST, _LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)
"""Between these a moment has a day in every zone, and a day before and after it."""

_ADDRESS = r"https?://[^\s<>\"'`\\]{1,500}"
Address = Annotated[str, StringConstraints(pattern=rf"^(?:{_ADDRESS})?$")]


class ShardError(TrailbookError):
    """A file is no shard that can be used. The message says what it is, ``outcome`` what that counts as."""

    def __init__(
        self, message: str, outcome: Literal["unreadable", "too-large", "other-schema"] = "unreadable"
    ) -> None:
        super().__init__(message)
        self.outcome = outcome


@dataclass(frozen=True)
class LedgerHead:
    """The newest release of a repository, and the SHA-256 of its ledger."""

    version: str
    sha256: str


@dataclass(frozen=True)
class ReviewNote:
    """A commit that says that a record was reviewed, as ``risk.reviews.commits.ReviewCommit`` has it."""

    commit: ObjectId
    at: datetime
    landed: datetime
    author: Person
    said: str
    records: int


@dataclass(frozen=True)
class Shard:
    """The records of one repository at a commit, as far as an audience may read them.

    ``landed`` is when the commit came to the main line. ``address`` is that of the repository's pages on its forge,
    empty if it is not known or not for the audience, and ``prefix`` the folder of the knowledge base in it. ``lineage``
    are the beginnings of the ids of the newest commits of the main line, newest first. ``evidence`` is the newest
    commit of what forges said, empty if there is none. ``files`` holds the text of each record's file by its path,
    ``links`` source, relation and target of every link between them, ``elsewhere`` the same for what leads to other
    repositories. ``trails`` are those of the records, removed ones included, ``reviews`` the commits that say that one
    was reviewed. ``problems`` counts what is wrong in the files. ``known_as`` is the name under which alone a hub may
    take it, empty if it does not say.
    """

    name: str
    commit: ObjectId
    landed: datetime
    audience: Sensitivity
    address: Address
    prefix: str
    docs: str
    lineage: tuple[str, ...]
    ledger: LedgerHead | None
    evidence: str
    problems: int
    files: Mapping[str, str]
    links: tuple[tuple[str, str, str], ...]
    elsewhere: tuple[tuple[str, str, str], ...]
    trails: tuple[Trail, ...]
    reviews: Mapping[str, tuple[ReviewNote, ...]]
    known_as: str = ""

    def goes_on_from(self, earlier: "Shard") -> bool:
        """Whether the history of an earlier shard is a part of this one's, as far as both show it.

        A commit's id is a hash of all that came before it, so it is enough to find the earlier head, or its newest
        decision, in this history.
        """
        if earlier.commit[:_SHORT] in self.lineage:
            return True
        decided = {decision.commit for trail in self.trails for decision in trail.decisions}
        newest = max((d for trail in earlier.trails for d in trail.decisions), key=lambda d: d.landed, default=None)
        return newest is not None and len(self.lineage) >= REMEMBERED and newest.commit in decided


@cache
def _shard() -> TypeAdapter[Shard]:
    return TypeAdapter(Shard)


def known_address(text: str) -> str:
    """An address that a shard may name; empty for any other text."""
    return text if re.fullmatch(_ADDRESS, text) else ""


def lineage_of(history: History) -> tuple[str, ...]:
    """The newest commits of the main line, by the beginnings of their ids."""
    found: list[str] = []
    id = history.head
    while id in history.commits and len(found) < REMEMBERED:
        found.append(id[:_SHORT])
        id = next(iter(history.commits[id].parents), "")
    return tuple(found)


def shard_contents(knowledge: KnowledgeBase, trails: Iterable[Trail]) -> dict[str, Any]:
    """The files, links and trails of the records, as the fields of a shard. Plain pages stay at home."""
    records = {id: document for id, document in knowledge.documents.items() if document.record.kind != "page"}
    paths = {document.path: document.text for document in records.values()}
    pages = frozenset(knowledge.documents) - frozenset(records)
    links = tuple(
        (one.source, one.relation, one.target) for one in knowledge.links if not {one.source, one.target} & pages
    )
    return {
        "files": dict(sorted(paths.items())),
        "links": links,
        "elsewhere": tuple((one.source, one.relation, one.target) for one in links_elsewhere(records)),
        "trails": tuple(sorted((one for one in trails if not one.is_page), key=lambda one: one.record)),
    }


def statement_of(shard: Shard) -> bytes:
    """The statement about the commit of a shard, always the same bytes."""
    subject: dict[str, Any] = {"digest": {"gitCommit": shard.commit}}
    if shard.address:
        subject["uri"] = f"{shard.address}/commit/{shard.commit}"
    value = {
        "_type": TYPE,
        "subject": [subject],
        "predicateType": f"{PREDICATE}{SCHEMA}",
        "predicate": _shard().dump_python(shard, mode="json", exclude_defaults=True),
    }
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode("ascii")


def shard_text(shard: Shard, git: Git | None = None) -> tuple[str, bool]:
    """A shard as the text of its file, and whether it is signed: by the SSH key with which the user of ``git`` signs.

    Raises ``SigningError``.
    """
    statement = statement_of(shard)
    signature = sign(git, encoded(IN_TOTO, statement)) if git else None
    return envelope_json(IN_TOTO, statement, signature), signature is not None


@dataclass(frozen=True)
class SealedShard:
    """A shard, and what names it: the SHA-256 of its statement."""

    shard: Shard
    digest: str


def digest_of(envelope: Envelope) -> str:
    """What names the shard in an envelope: the SHA-256 of its statement."""
    return sha256(envelope.payload).hexdigest()


def shard_envelope(data: bytes) -> Envelope:
    """The envelope in the bytes of a file; what is in it is not looked at. Raises ``ShardError``."""
    if len(data) > LARGEST:
        raise ShardError(f"it has {len(data):,} bytes, and at most {LARGEST:,} are read", "too-large")
    envelope = read_envelope(json_object(data))
    if envelope is None or envelope.kind != IN_TOTO:
        raise ShardError("it is no shard; 'trailbook shard --output FILE' writes one")
    return envelope


def stated_name(envelope: Envelope) -> str:
    """The name under which alone the shard in an envelope may be taken; empty if it does not say."""
    stated = envelope.statement.get("predicate")
    return str(stated.get("known_as", "")) if isinstance(stated, dict) else ""


def read_shard(data: bytes) -> SealedShard:
    """The shard in the bytes of a file. Nobody's signature is checked. Raises ``ShardError``."""
    return open_shard(shard_envelope(data))


def open_shard(envelope: Envelope) -> SealedShard:
    """The shard in an envelope. Nobody's signature is checked. Raises ``ShardError``."""
    statement = envelope.statement
    kind = str(statement.get("predicateType"))
    version = kind.removeprefix(PREDICATE)
    if not kind.startswith(PREDICATE) or not re.fullmatch(r"[1-9][0-9]{0,5}", version):
        raise ShardError(printable(f"it holds a statement of another kind: {kind[:80]!r}"))
    if int(version) != SCHEMA:
        which = "a later" if int(version) > SCHEMA else "an earlier"
        said = f"it has schema {version}, of {which} Trailbook; this one reads schema {SCHEMA}"
        raise ShardError(said, "other-schema")
    try:
        shard = _shard().validate_python(statement.get("predicate"))
    except (ValidationError, RecursionError) as error:
        where = ".".join(map(str, error.errors()[0]["loc"])) if isinstance(error, ValidationError) else ""
        raise ShardError(printable(f"it can't be read: {where[:80] or 'it is nested too deeply'}")) from None
    if fault := _fault(shard):
        raise ShardError(printable(fault))
    return SealedShard(shard, digest_of(envelope))


def _fault(shard: Shard) -> str:
    """What no repository would have written; empty if there is nothing such."""
    for path, text in shard.files.items():
        if not path.endswith(SUFFIXES) or len(text) > MAX_BYTES:
            return f"{path[:80]!r} is no record, or too large for one"
    for path in (*shard.files, *(path for trail in shard.trails for path in _paths(trail))):
        if not _is_inside(path):
            return f"a file has the path {path[:80]!r}"
    for names in (frozenset(shard.files), frozenset(page_path(path, shard.docs) for path in shard.files)):
        if both := next((path for path in sorted(names) if not names.isdisjoint(_folders(path))), ""):
            return f"the path {both[:80]!r} leads through another file"
    for folder in (shard.docs, shard.prefix.removesuffix("/")):
        if folder and folder != "." and not _is_inside(folder):
            return f"a folder has the path {folder[:80]!r}"
    for _, relation, _ in (*shard.links, *shard.elsewhere):
        if relation not in RELATIONS:
            return f"a link has the relation {relation[:80]!r}"
    return next(filter(None, map(_time_fault, _moments(shard))), "")


def _time_fault(moment: datetime) -> str:
    if moment.tzinfo is None:
        return "a time in it has no zone"
    return "" if _EARLIEST <= moment < _LATEST else f"a time in it is of the year {moment.year}"


def _paths(trail: Trail) -> set[str]:
    return {trail.path, *(decision.path for decision in trail.decisions)}


def _folders(path: str) -> Iterator[str]:
    """The folders on the way to a file."""
    return (path[:end] for end, sign in enumerate(path) if sign == "/")


def _moments(shard: Shard) -> Iterator[datetime]:
    """Every moment that a shard states."""
    yield shard.landed
    for decision in (decision for trail in shard.trails for decision in trail.decisions):
        yield from (decision.authored, decision.landed)
        yield from (one.at for one in (*decision.approvals, *decision.agreed_later) if one.at)
        if request := decision.request:
            yield from (at for at in (request.fetched, request.edited) if at)
    for note in (note for notes in shard.reviews.values() for note in notes):
        yield from (note.at, note.landed)


def _is_inside(path: str) -> bool:
    """Whether a path can be one of a repository, and can be written wherever it is put, leading nowhere else."""
    if not path.isprintable() or "\\" in path or len(path.encode()) > _LONGEST_PATH:
        return False
    return all(name not in ("", ".", "..") and len(name.encode()) <= _LONGEST_NAME for name in path.split("/"))


Levels = Callable[[str, bytes], Iterable[str]]
"""Gives the classifications that the bytes of a file at a path state, of its record and its items."""


def audience_fault(shard: Shard, levels: Levels) -> str:
    """What in a shard those for whom it says that it was made must not read; empty if there is nothing."""
    if shard.audience == SENSITIVITIES[-1]:
        return ""
    for path, text in shard.files.items():
        data = text.encode("utf-8", "surrogatepass")
        above = [level for level in levels(path, data) if is_above(level, shard.audience)]
        if above or not isinstance(read_document(path, data)[0], Document):
            stated = f"states {above[0]}" if above else "can't be read as a record"
            return f"it was made for {shard.audience} readers, and {path} in it {stated}"
    return ""


def is_for(shard: Shard, level: Sensitivity, levels: Levels) -> bool:
    """Whether those who may read at most ``level`` may read all of a shard.

    That is said by the audience that it was made for, and believed only if no file in it states a stricter one.
    """
    return SENSITIVITIES.index(shard.audience) <= SENSITIVITIES.index(level) and not audience_fault(shard, levels)
