"""The ledger of a release: a record of every decision until then, with which a later history can be compared.

A ledger names the head of the history, the head of each trail, and every decision with a hash. It names the ledger
before it by the SHA-256 of its file, so that one ledger, or one hash, kept in a safe place protects them all.

The hash of a decision covers only what git shows: the record's id, the commit, its parents, the path, and the blob that
the commit has there. What Trailbook says about a decision (its changes, reason and approvals) follows from rules that
improve and from merges that come later. It has a hash of its own (``described``): if only that differs, the
interpretation changed and not the history.

Git's ids are as strong as the hash that the repository uses. With SHA-1, a ledger proves that ids are the same, and
relies on git, which detects the known collisions, for equal ids to mean equal content.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Literal, get_args

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from trailbook import __version__
from trailbook.text.errors import TrailbookError
from trailbook.text.object_ids import ObjectId, Sha256
from trailbook.text.output import schema_of
from trailbook.text.unseen import without_surrogates
from trailbook.trail.decisions import Decision, Trail
from trailbook.trail.git.commits import Commit
from trailbook.trail.published_text import without_addresses

Format = Literal["trailbook-ledger/2", "trailbook-ledger/3"]
"""Only where the branch with what forges said is named, a ledger needs the third."""


class LedgerError(TrailbookError):
    """A file is not a valid ledger. The message says what is wrong with it."""


class _LedgerPart(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Entry(_LedgerPart):
    """One decision: what git shows of it, the hash of that, and what helps people to recognise it."""

    record: str
    commit: ObjectId
    parents: tuple[ObjectId, ...]
    path: str = Field(description="Where the record was, relative to the knowledge base.")
    blob: ObjectId | None = Field(description="The file as the commit has it; null if it removed the file.")
    hash: Sha256 = Field(description="SHA-256 of the canonical JSON of the five fields above.")
    authored: AwareDatetime = Field(description="When its author wrote it.")
    landed: AwareDatetime = Field(description="When it reached the main line.")
    author: str
    title: str
    described: Sha256 = Field(description="SHA-256 of what Trailbook says about it; may differ with its version.")

    @property
    def is_sound(self) -> bool:
        """Whether the hash fits the facts beside it."""
        return self.hash == _hash_of(self.record, self.commit, self.parents, self.path, self.blob)


class TrailHead(_LedgerPart):
    """The newest decision of a record, and one hash over all its decisions."""

    record: str
    path: str
    decisions: int
    commit: ObjectId
    hash: Sha256 = Field(description="SHA-256 of the canonical JSON of the decisions' hashes, sorted.")


class Previous(_LedgerPart):
    """The ledger of the previous release, by the SHA-256 of its file."""

    version: str
    sha256: Sha256


class Ledger(_LedgerPart):
    """What a release records of the history. ``date`` is that of the head's commit."""

    format: Format
    version: str
    made_by: str = Field(description="The version of Trailbook, on which the 'described' hashes depend.")
    head: ObjectId
    date: AwareDatetime
    commits: int = Field(description="How many commits the history had.")
    previous: Previous | None
    rewritten: str = Field(
        default="", description="Why the history before this release was rewritten on purpose; empty if it was not."
    )
    evidence: ObjectId | None = Field(
        default=None,
        description="The newest commit of the branch with what forges said of requests; absent if there was none.",
    )
    trails: tuple[TrailHead, ...]
    decisions: tuple[Entry, ...] = Field(description="Every decision, oldest first.")


def make_ledger(
    version: str,
    trails: Sequence[Trail],
    commits: Mapping[str, Commit],
    *,
    prefix: str = "",
    previous: Previous | None = None,
    rewritten: str = "",
) -> Ledger:
    """The ledger of a release made at the newest of the ``commits``, which are given newest first.

    ``prefix`` is the folder of the knowledge base in the repository. Raises ``ValueError`` if nothing is committed.
    """
    head = next(iter(commits.values()), None)
    if head is None:
        raise ValueError("nothing is committed, so there is nothing for a ledger to record")
    age = {id: number for number, id in enumerate(reversed(list(commits)))}
    entries = entries_of(trails, commits, prefix)
    entries.sort(key=lambda entry: (age[entry.commit], entry.record))
    return Ledger(
        format="trailbook-ledger/2",
        version=version,
        made_by=__version__,
        head=head.id,
        date=head.committed,
        commits=len(commits),
        previous=previous,
        rewritten=rewritten,
        trails=trail_heads(entries, {trail.record: trail.path for trail in trails}),
        decisions=tuple(entries),
    )


def naming_evidence(ledger: Ledger, head: str) -> Ledger:
    """A ledger that names the newest commit of the branch with what forges said, if there is one."""
    return ledger.model_copy(update={"format": "trailbook-ledger/3", "evidence": head}) if head else ledger


def entries_of(trails: Sequence[Trail], commits: Mapping[str, Commit], prefix: str = "") -> list[Entry]:
    """Every decision of the trails as an entry of a ledger."""
    return [
        _entry(trail.record, decision, commits[decision.commit], prefix)
        for trail in trails
        for decision in trail.decisions
        if decision.commit in commits
    ]


def _entry(record: str, decision: Decision, commit: Commit, prefix: str) -> Entry:
    file = f"{prefix}{decision.path}"
    blob = next((change.after for change in commit.changes if change.path == file), None)
    record, path = without_surrogates(record), without_surrogates(decision.path)
    return Entry(
        record=record,
        commit=commit.id,
        parents=commit.parents,
        path=path,
        blob=blob,
        hash=_hash_of(record, commit.id, commit.parents, path, blob),
        authored=decision.authored,
        landed=decision.landed,
        author=without_surrogates(without_addresses(decision.author.name)),
        title=without_surrogates(without_addresses(decision.title)),
        described=_interpretation_hash(decision),
    )


def _hash_of(record: str, commit: str, parents: Sequence[str], path: str, blob: str | None) -> str:
    facts = {"record": record, "commit": commit, "parents": list(parents), "path": path, "blob": blob}
    return sha256_of(facts)


def _interpretation_hash(decision: Decision) -> str:
    """The hash of what Trailbook says about a decision by its commits, whatever keys and forges say besides."""
    decision = decision.as_committed
    changes = [[c.item, c.field, c.kind, c.before, c.after, c.fact] for c in decision.changes]
    agreed = [[a.name, a.source, a.independent] for a in decision.approvals if a.source != "signature"]
    why = [decision.rationale.text, decision.rationale.source]
    return sha256_of({"changes": changes, "rationale": why, "approvals": agreed})


def trail_heads(entries: Sequence[Entry], paths: Mapping[str, str]) -> tuple[TrailHead, ...]:
    """The head of each trail, by record. The entries are oldest first; ``paths`` are those of the records now."""
    grouped: dict[str, list[Entry]] = {}
    for entry in entries:
        grouped.setdefault(entry.record, []).append(entry)
    return tuple(
        TrailHead(
            record=record,
            path=without_surrogates(paths.get(record, some[-1].path)),
            decisions=len(some),
            commit=some[-1].commit,
            hash=sha256_of(sorted(entry.hash for entry in some)),
        )
        for record, some in sorted(grouped.items())
    )


def canonical(value: object) -> bytes:
    """A value in the one form that is hashed: JSON in ASCII, names in order, no spaces."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode("ascii")


def sha256_of(value: object) -> str:
    """The SHA-256 of a value's canonical form, in hexadecimal."""
    return hashlib.sha256(canonical(value)).hexdigest()


def ledger_file(ledger: Ledger) -> bytes:
    """A ledger as the bytes of its file: JSON in ASCII, with a line for each trail and each decision."""
    values = ledger.model_dump(mode="json", exclude=None if ledger.evidence else {"evidence"})
    lists = {name: values.pop(name) for name in ("trails", "decisions")}
    lines = [f"  {json.dumps(name)}: {json.dumps(value)}," for name, value in values.items()]
    for name, rows in lists.items():
        lines += [f"  {json.dumps(name)}: [", *_rows(rows), "  ]" + ("," if name == "trails" else "")]
    return "\n".join(["{", *lines, "}", ""]).encode("ascii")


def _rows(rows: Sequence[object]) -> list[str]:
    return [f"    {json.dumps(row)}{',' if number < len(rows) else ''}" for number, row in enumerate(rows, start=1)]


def read_ledger(data: bytes) -> Ledger:
    """The ledger in the bytes of a file. Raises ``LedgerError`` if they are no valid ledger."""
    try:
        return Ledger.model_validate_json(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"])) or "the file"
        raise LedgerError(
            f"not a ledger in the format {' or '.join(get_args(Format))}: {where}: {first['msg']}"
        ) from error


def ledger_schema() -> str:
    """The JSON Schema of the file of a ledger."""
    return schema_of(Ledger)
