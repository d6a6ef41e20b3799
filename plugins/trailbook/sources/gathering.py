"""One run over all sources: each is asked, its answer is judged, and where that is bad the last good shard stays."""

from collections.abc import Callable, Collection, Iterable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from stat import S_ISREG

from trailbook.sources.options import Source, name_fault
from trailbook.sources.shard import (
    LARGEST,
    Levels,
    SealedShard,
    ShardError,
    audience_fault,
    digest_of,
    open_shard,
    shard_envelope,
    stated_name,
)
from trailbook.sources.state import Outcome, State, Status, landed_day
from trailbook.text.unseen import printable
from trailbook.trail.git.signatures import KeyLists
from trailbook.trail.proofs.envelope import Envelope


@dataclass(frozen=True)
class Failure:
    """Why a source gave nothing."""

    outcome: Outcome
    message: str


Answer = bytes | Failure
Answers = Mapping[str, Answer] | Failure
"""What a source gave, by the names of repositories; a failure is of all that it gave before."""

Fetch = Callable[[Source], Answers]


@dataclass(frozen=True)
class Gathered:
    """What became of each repository, by name, and the files of the shards that are new."""

    statuses: Mapping[str, Status]
    texts: Mapping[str, bytes]


def from_files(source: Source, root: Path) -> Answers:
    """The shard in a file, or those in a folder, each named by its file. Paths are relative to ``root``."""
    place = root / source.at
    try:
        if place.is_dir():
            files = sorted(file for file in place.iterdir() if file.suffix == ".json" and not file.name.startswith("."))
            return {file.stem: _file(file) for file in files}
        return {source.name: _file(place)} if place.exists() else _no_file(source.at)
    except OSError as error:
        return Failure("missing", printable(f"{source.at} can't be read: {error.strerror}"))


def _no_file(path: str) -> Failure:
    return Failure("missing", printable(f"there is no {path}"))


def _file(file: Path) -> Answer:
    try:
        found = file.stat()
        if not S_ISREG(found.st_mode):
            return Failure("missing", printable(f"{file.name} is no regular file"))
        if found.st_size > LARGEST:
            return too_large(found.st_size)
        with file.open("rb") as stream:
            return stream.read(LARGEST + 1)
    except OSError as error:
        return Failure("missing", printable(f"{file.name} can't be read: {error.strerror}"))


def too_large(size: int) -> Failure:
    """The failure of a shard with more bytes than are read."""
    return Failure("too-large", f"it has {size:,} bytes, and at most {LARGEST:,} are read")


@dataclass(frozen=True)
class Judge:
    """What answers are judged by, beside the state ``before`` the run.

    ``keys`` gives the text of a file with the keys of signers, None if it can't be read. A history that was rewritten,
    and a repository that has no records any more, count once they are ``accepted`` by name.
    """

    before: State
    today: date
    keys: Callable[[str], str | None]
    levels: Levels
    accepted: Collection[str] = ()

    def judged(self, source: Source, name: str, answer: Answer) -> tuple[Status, bytes | None]:
        """What became of a repository by an answer, and the file of the shard that is to be kept; None for no other."""
        held = self.before.in_force(name)
        status = Status(name, source.name, source.at, "current", "", self.today, source.unit, source.cadence)
        status = _holding(status, held)
        try:
            if isinstance(answer, Failure):
                raise _Refused(answer)
            if len(answer) > LARGEST:
                raise _Refused(too_large(len(answer)))
            envelope = shard_envelope(answer)
            self._check_signature(source, envelope)
            _check_name(source, envelope, name)
            if held is not None and held.digest == digest_of(envelope):
                return _explained(status), None
            sealed = open_shard(envelope)
            if fault := audience_fault(sealed.shard, self.levels):
                raise _Refused(Failure("unreadable", printable(fault)))
            earlier = self.before.shards.get(name) if held is not None else None
            if earlier is not None and name not in self.accepted and (breach := _breach(earlier, sealed, name)):
                other = next((one.name for one in self.before.statuses.values() if one.digest == sealed.digest), "")
                raise _Refused(_copy_of(other) if other else breach)
        except ShardError as error:
            return replace(status, outcome=error.outcome, message=str(error)), None
        except _Refused as refused:
            return replace(status, outcome=refused.failure.outcome, message=refused.failure.message), None
        moved = _moved(earlier, sealed) if earlier is not None else ""
        return _explained(replace(_naming(status, sealed), message=moved)), answer

    def _check_signature(self, source: Source, envelope: Envelope) -> None:
        if source.signers is None:
            return
        listed = self.keys(source.signers)
        if listed is None:
            raise _Refused(Failure("forged", printable(f"the keys in {source.signers} can't be read")))
        seal, _ = envelope.seal(lambda _: KeyLists(listed, ""))
        if seal != "good":
            why = {"none": "nobody signed it", "bad": "its signature is of something else"}
            raise _Refused(Failure("forged", why.get(seal, printable(f"no key in {source.signers} signed it"))))


def _check_name(source: Source, envelope: Envelope, name: str) -> None:
    """Take a shard that says what it is called under no other name, and one that has to be signed only if it says so.

    Else whoever may sign for two repositories, or has an older shard of one, could hand on one as the other.
    """
    stated = stated_name(envelope)
    if stated and stated != name:
        raise _Refused(Failure("forged", printable(f"it says that it is the shard of {stated[:64]}")))
    if source.signers is not None and not stated:
        said = f"it does not say which repository it is of; make it with 'trailbook shard --as {name}'"
        raise _Refused(Failure("forged", said))


class _Refused(Exception):  # noqa: N818 - an answer that was judged
    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure


def _explained(status: Status) -> Status:
    """A status that says so where a repository hands on nothing, or is of a day to come: the state is current."""
    said = [status.message] if status.message else []
    if not status.records and not said:
        said.append(_NO_RECORDS)
    if status.landed and status.landed > status.asked:
        said.append(
            f"it landed on {status.landed}, which is yet to come, so it won't be late before: look at its clock"
        )
    return replace(status, message="; ".join(said))


def _copy_of(others: str) -> Failure:
    return Failure("forged", f"it is the shard of {others}")


_NO_RECORDS = "it has no records: plain pages stay there, and 'trailbook import' makes records of other tools' models"


def _moved(earlier: SealedShard, sealed: SealedShard) -> str:
    before, after = earlier.shard.address, sealed.shard.address
    return "" if before == after else printable(f"it moved from {before or 'nowhere'} to {after or 'nowhere'}")


Workers = Callable[[Source], Executor]
"""Who asks a source: what is a file here is no file on another machine."""


def gather(sources: Iterable[Source], judge: Judge, fetch: Fetch, workers: Workers) -> Gathered:
    """Ask all sources at once, and judge what each gave beside what was in force before."""
    asked = [(source, workers(source).submit(fetch, source)) for source in sources]
    configured = frozenset(source.name for source, _ in asked)
    given: dict[str, list[tuple[Source, Answer]]] = {}
    lost: dict[str, tuple[Source, Answer]] = {}
    for source, future in asked:
        try:
            answers = future.result()
        except Exception as error:  # a worker that died, or a library that failed: of this source alone
            answers = Failure("missing", printable(f"asking it failed: {type(error).__name__}: {error}"[:200]))
        for name, answer in _by_name(source, answers, judge.before, configured).items():
            given.setdefault(name, []).append((source, answer))
        gone = Failure("missing", printable(f"{source.at} has no shard of it any more"))
        lost.update((name, (source, gone)) for name in _known(source, judge.before, configured))
    statuses: dict[str, Status] = {}
    texts: dict[str, bytes] = {}
    for name, claims in {**{name: [one] for name, one in lost.items()}, **given}.items():
        source, answer = claims[0]
        if len(claims) > 1:
            groups = " and ".join(one.name for one, _ in claims)
            answer = Failure("unreadable", f"{groups} give it; leave it in one of them")
        statuses[name], text = judge.judged(source, name, answer)
        if text is not None:
            texts[name] = text
    _refuse_copies(statuses, texts, judge.before)
    return Gathered(statuses, texts)


def _known(source: Source, before: State, configured: frozenset[str]) -> list[str]:
    """The repositories that a source gave before. What the configuration calls so itself is of that source alone."""
    groups = {name: one.group for name, one in before.statuses.items() if one.digest}
    return [name for name, group in groups.items() if group == source.name and name not in configured - {source.name}]


def _by_name(source: Source, answers: Answers, before: State, configured: frozenset[str]) -> dict[str, Answer]:
    """What a source gave, by the names of repositories. Under its own name it answers for names that it may not use."""
    if isinstance(answers, Failure):
        return dict.fromkeys(_known(source, before, configured) or [source.name], answers)
    found = dict(answers)
    for name in answers:
        if fault := name_fault(name):
            del found[name]
            found[source.name] = Failure("unreadable", printable(f"{fault[0]}; expected {fault[1]}"))
        elif name in configured and name != source.name:
            del found[name]
            message = f"it has a shard called {name}, as mkdocs.yml calls another source"
            found[source.name] = Failure("unreadable", message)
    return found


def _refuse_copies(statuses: dict[str, Status], texts: dict[str, bytes], before: State) -> None:
    """Take a shard under one name alone: the one under which it goes on, or else the one that the configuration gives.

    Where that does not tell, it is taken under none.
    """
    named: dict[str, list[str]] = {}
    for name, status in statuses.items():
        named.setdefault(status.digest, []).append(name)

    def claim(name: str) -> tuple[bool, bool]:
        return before.in_force(name) is not None, statuses[name].group == name

    for digest, names in named.items():
        if not digest or len(names) == 1:
            continue
        best = max(map(claim, names))
        winners = [name for name in names if claim(name) == best]
        for name in names:
            if winners == [name]:
                continue
            held = before.in_force(name)
            others = ", ".join(other for other in (winners if name not in winners else names) if other != name)
            copied = _copy_of(others)
            refused = replace(statuses[name], outcome=copied.outcome, message=copied.message)
            refused = replace(refused, digest="", commit="", landed=None, records=0)
            statuses[name] = _holding(refused, held if held is not None and held.digest != digest else None)
            texts.pop(name, None)


def _holding(status: Status, held: Status | None) -> Status:
    """A status that names the shard which another one names."""
    if held is None:
        return status
    return replace(status, digest=held.digest, commit=held.commit, landed=held.landed, records=held.records)


def _naming(status: Status, sealed: SealedShard) -> Status:
    shard = sealed.shard
    return replace(
        status, digest=sealed.digest, commit=shard.commit, landed=landed_day(sealed), records=len(shard.files)
    )


def _breach(earlier: SealedShard, sealed: SealedShard, name: str) -> Failure | None:
    """Why a shard may not take the place of an earlier one without somebody's word."""
    accept = f"accept it with 'trailbook hub --accept {name}' if that was meant"
    rewritten = _rewritten(earlier, sealed)
    if not sealed.shard.files and earlier.shard.files:
        emptied = f"it has no records any more, and had {len(earlier.shard.files):,}"
        return Failure("emptied", f"{emptied}{', and ' if rewritten else ''}{rewritten}; {accept}")
    return Failure("rewritten", f"{rewritten}; {accept}") if rewritten else None


def _rewritten(earlier: SealedShard, sealed: SealedShard) -> str:
    """What a history has lost since an earlier shard; empty if nothing."""
    if sealed.shard.goes_on_from(earlier.shard):
        return ""
    if sealed.shard.landed <= earlier.shard.landed and earlier.shard.goes_on_from(sealed.shard):
        return f"it ends with {sealed.shard.commit[:10]} of {landed_day(sealed)}, before the one in force"
    return f"its history does not hold {earlier.shard.commit[:10]} of {landed_day(earlier)} any more"
