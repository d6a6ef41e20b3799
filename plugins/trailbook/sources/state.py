"""What is kept of other repositories from one run of ``trailbook hub`` to the next, and what of it is in force.

It is the folder ``.trailbook/sources`` with the last good shard of each, and ``.trailbook/sources.json`` with what
became of each when it was last asked. Sites and checks read these and nothing else; whoever commits them has pinned
them.
"""

import errno
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from trailbook.records.model import later
from trailbook.records.vocabulary import SENSITIVITIES, Cadence, Sensitivity
from trailbook.sources import FOLDER, STATUS
from trailbook.sources.merging import Handed, trails_of
from trailbook.sources.options import Source, name_fault
from trailbook.sources.shard import (
    LARGEST,
    Levels,
    SealedShard,
    ShardError,
    digest_of,
    is_for,
    read_shard,
    shard_envelope,
)
from trailbook.text.problem import Problem
from trailbook.text.write import expect_below, write_whole
from trailbook.trail.decisions import Trail
from trailbook.trail.git.commits import utc_day

VERSION = 1

Outcome = Literal["current", "missing", "unreadable", "too-large", "other-schema", "forged", "rewritten", "emptied"]
OUTCOMES: dict[Outcome, str] = {
    "current": "Current",
    "missing": "Out of reach",
    "unreadable": "Unreadable",
    "too-large": "Too large",
    "other-schema": "Of another schema",
    "forged": "Not signed by a key that counts",
    "rewritten": "History rewritten",
    "emptied": "Emptied",
}
"""What becomes of a source when it is asked, and how each reads."""


@dataclass(frozen=True)
class Status:
    """What became of a repository when it was last asked, on the day ``asked``.

    ``group`` is the name of the source in the configuration, ``at`` where it was asked. ``digest`` names the shard that
    is in force, of the commit ``commit`` that landed on ``landed``; all three are empty if there is none.
    """

    name: str
    group: str
    at: str
    outcome: Outcome
    message: str
    asked: date
    unit: str = ""
    cadence: Cadence | None = None
    digest: str = ""
    commit: str = ""
    landed: date | None = None
    records: int = 0

    def is_late(self, today: date | None) -> bool:
        """Whether nothing landed for longer than the configuration allows."""
        if today is None or self.cadence is None or self.landed is None or self.landed > today:
            return False
        return later(self.landed, self.cadence) < today


@dataclass(frozen=True)
class State:
    """All that is kept: a status for each repository, by name, and the shards that are in force."""

    statuses: Mapping[str, Status]
    shards: Mapping[str, SealedShard]
    spoilt: tuple[str, ...] = ()
    """The repositories whose shard is no longer what the status names."""
    audience: Sensitivity | None = None
    """For whom alone this is, so that nothing is said of what is not here; None for everybody."""

    @cached_property
    def handed(self) -> tuple[Handed, ...]:
        """What is in force, in the order of names."""
        return tuple(
            Handed(name, self.statuses[name].unit, sealed.shard, sealed.digest)
            for name, sealed in sorted(self.shards.items())
        )

    @cached_property
    def trails(self) -> tuple[Trail, ...]:
        """The trails of all that is in force, as they are called here."""
        return tuple(trail for handed in self.handed for trail in trails_of(handed))

    def in_force(self, name: str) -> Status | None:
        """The status of a repository whose kept shard is the one that was checked; None if there is none."""
        status = self.statuses.get(name)
        return status if status is not None and status.digest and name not in self.spoilt else None

    @cached_property
    def digest(self) -> str:
        """A name for all that is in force, whenever it was asked for."""
        parts = [f"{name} {one.unit} {one.digest}" for name, one in sorted(self.statuses.items())]
        parts += self.spoilt
        return sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()

    def of(self, sources: Iterable[Source]) -> "State":
        """What is kept of some sources alone."""
        groups = {source.name for source in sources}
        statuses = {name: one for name, one in self.statuses.items() if one.group in groups}
        if len(statuses) == len(self.statuses):
            return self
        return State(
            statuses,
            {name: one for name, one in self.shards.items() if name in statuses},
            tuple(name for name in self.spoilt if name in statuses),
            self.audience,
        )

    def for_readers(self, level: Sensitivity, levels: Levels) -> "State":
        """What an audience may know of: the shards that were made for it or for a wider one, and nothing of others.

        What they state is looked at each time: what counted as fit when a shard was kept need not do so today.
        """
        shards = {name: one for name, one in self.shards.items() if is_for(one.shard, level, levels)}
        statuses = {name: replace(self.statuses[name], at="", message="") for name in shards}
        return State(statuses, shards, audience=level)

    def problems(self, sources: Sequence[Source], file: str, today: date | None) -> Iterator[Problem]:
        """What is wrong with the sources that the configuration ``file`` names."""
        for source in sources:
            members = [one for one in self.statuses.values() if one.group == source.name]
            if not members and self.audience is None:
                message = f"{source.name} has not been fetched yet"
                yield Problem(file, *source.place, "source-not-fetched", message, "'trailbook hub' to be run first")
            for one in members:
                for rule, message in self._faults(one, today):
                    yield Problem(file, *source.place, rule, f"{one.name}: {message}")
        yield from self._same_ids(sources, file)

    def _faults(self, status: Status, today: date | None) -> Iterator[tuple[str, str]]:
        if status.name in self.spoilt:
            yield (
                "source-spoilt",
                "its shard in .trailbook/sources is not the one that was checked; run 'trailbook hub'",
            )
        elif status.outcome != "current":
            kept = f"; that of {status.landed} stays in force" if status.landed else "; none of its records are known"
            yield f"source-{status.outcome}", f"{status.message}{kept}"
        if status.is_late(today):
            yield "source-late", f"nothing landed there since {status.landed}, though something should {status.cadence}"

    def _same_ids(self, sources: Sequence[Source], file: str) -> Iterator[Problem]:
        """Ids that several repositories give: each record is shown under the name of its repository."""
        places = {source.name: source.place for source in sources}
        seen: dict[str, list[str]] = {}
        for name, sealed in sorted(self.shards.items()):
            for id in {trail.record for trail in sealed.shard.trails if trail.path in sealed.shard.files}:
                seen.setdefault(id, []).append(name)
        for id, names in sorted(seen.items()):
            if len(names) > 1:
                place = places[self.statuses[names[-1]].group]
                message = f"{id} is an id in {len(names)} repositories: {', '.join(names[:5])}"
                expected = "an id of its own in each, so that nobody takes one for the other"
                yield Problem(file, *place, "same-id-elsewhere", message, expected)


NOTHING = State({}, {})
_STATUSES = TypeAdapter(tuple[Status, ...])


def read_state(root: Path) -> State:
    """What is kept in a folder; nothing where there is nothing that can be read.

    A shard that is not the one that was checked counts as none, and so does all that is behind a symbolic link.
    """
    try:
        _expect_no_link(root)
    except OSError:
        return NOTHING
    file = root / STATUS
    if not file.is_file() or file.is_symlink():
        return NOTHING
    try:
        value = json.loads(file.read_bytes())
        listed = _STATUSES.validate_python(value["sources"]) if value.get("version") == VERSION else ()
    except (OSError, ValueError, KeyError, AttributeError, TypeError, RecursionError, ValidationError):
        return NOTHING
    statuses = {one.name: one for one in listed if not name_fault(one.name)}
    named = {name: one for name, one in statuses.items() if one.digest}
    intact = {name: one for name, one in named.items() if _is_intact(root, one)}
    audience = next((level for level in SENSITIVITIES if value.get("audience") == level), None)
    return State(statuses, _Shards(root, intact), tuple(name for name in named if name not in intact), audience)


class _Shards(Mapping[str, SealedShard]):
    """The kept shards, each read when it is asked for. One that this version can't read is not there."""

    def __init__(self, root: Path, statuses: Mapping[str, Status]) -> None:
        self._root, self._statuses = root, statuses
        self._known: dict[str, SealedShard | None] = {}

    def __getitem__(self, name: str) -> SealedShard:
        if name not in self._known:
            self._known[name] = self._read(self._statuses[name])
        if (found := self._known[name]) is None:
            raise KeyError(name)
        return found

    def _read(self, status: Status) -> SealedShard | None:
        try:
            return read_shard((self._root / FOLDER / _file_of(status)).read_bytes())
        except (OSError, ShardError):
            return None

    def __iter__(self) -> Iterator[str]:
        return (name for name in self._statuses if name in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _is_intact(root: Path, status: Status) -> bool:
    """Whether the kept shard of a repository is the one that was checked."""
    file = root / FOLDER / _file_of(status)
    try:
        if file.is_symlink() or not file.is_file() or file.stat().st_size > LARGEST:
            return False
        return digest_of(shard_envelope(file.read_bytes())) == status.digest
    except (OSError, ShardError):
        return False


def write_state(
    root: Path, statuses: Mapping[str, Status], texts: Mapping[str, bytes], audience: Sensitivity | None = None
) -> None:
    """Keep in a folder what became of repositories, with the files of the shards that are new. Raises ``OSError``.

    A shard's file is named by its digest, and the statuses come last: where a run breaks off, what was kept before it
    is whole. Files are deleted, so the folder has to be in its own place, without a symbolic link on the way to it.
    """
    _expect_no_link(root)
    for name, data in texts.items():
        write_whole(root / FOLDER / _file_of(statuses[name]), data, root)
    listed = [status for _, status in sorted(statuses.items())]
    value: dict[str, object] = {
        "version": VERSION,
        "sources": _STATUSES.dump_python(tuple(listed), mode="json", exclude_defaults=True),
    }
    if audience is not None:
        value["audience"] = audience
    write_whole(root / STATUS, json.dumps(value, indent=1, sort_keys=True) + "\n", root)
    known = {_file_of(status) for status in statuses.values() if status.digest}
    for file in (root / FOLDER).glob("*.json"):
        if file.name not in known:
            file.unlink()


def _expect_no_link(root: Path) -> None:
    folder = root / FOLDER
    expect_below(folder, root)
    if folder.resolve() != root.resolve() / FOLDER:
        raise OSError(errno.ELOOP, "it is behind a symbolic link; replace that with a folder", str(folder))


def copy_state(root: Path, to: Path, level: Sensitivity, levels: Levels) -> None:
    """Keep in the copy ``to`` of a knowledge base what an audience may know of other repositories, and no more."""
    state = read_state(root).for_readers(level, levels)
    texts = {name: (root / FOLDER / _file_of(state.statuses[name])).read_bytes() for name in state.shards}
    write_state(to, state.statuses, texts, level)


def _file_of(status: Status) -> str:
    return f"{status.name}.{status.digest[:16]}.json"


def landed_day(sealed: SealedShard) -> date:
    """The day (UTC) on which the commit of a shard landed."""
    return utc_day(sealed.shard.landed)
