"""Checks evidence without the repository that it came from.

Three things are checked, each of which finds what the one before can't: the manifest finds files that were damaged;
git's ids find what does not follow from the commits, even if the manifest was made anew; and the digest of the whole
archive, kept in another place, finds an archive that is an invention altogether.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial

from pydantic import TypeAdapter, ValidationError

from trailbook.audit.evidence.archive import ArchiveError, unpack
from trailbook.audit.evidence.code_fingerprint import code_fingerprint
from trailbook.audit.evidence.contents import INDEX, OBJECTS, README, manifest_faults, name_faults
from trailbook.audit.evidence.decision_checks import (
    completeness_faults,
    decision_faults,
    listing_faults,
    merge_times,
)
from trailbook.audit.evidence.derived import underived
from trailbook.audit.evidence.facts import FACTS, TRAIL, Facts
from trailbook.audit.evidence.history_checks import (
    history_faults,
    period_commits,
    record_faults,
    repository_file_faults,
)
from trailbook.audit.evidence.object_store import MissingObjectError, ObjectStore
from trailbook.audit.evidence.page import page_faults
from trailbook.audit.evidence.readable import readable_files, readme
from trailbook.audit.evidence.source import by_record_and_commit
from trailbook.trail.decisions import Trail
from trailbook.trail.git.objects import ObjectType, object_id

ALWAYS_OPEN = (
    "whether signatures are good, and whose they are: that is what the machine found that made the archive",
    "the name of the knowledge base, the folders of its records, and what was asked for",
    "which file a renamed one was before, if its commit removed several",
)
"""What no object in evidence can prove, worded to follow 'not proven'."""

_TRAILS = TypeAdapter(list[Trail])
_TYPES: tuple[ObjectType, ...] = ("blob", "commit", "tree")


@dataclass(frozen=True)
class Verdict:
    """What was found in an archive. ``digest`` is its SHA-256, ``facts`` are None if they can't be read.

    ``unproven`` is what the objects leave open, beyond ``ALWAYS_OPEN``: only the manifest and the digest protect it.
    """

    digest: str
    facts: Facts | None
    objects: int
    faults: tuple[str, ...]
    unproven: tuple[str, ...] = ()


def verify(data: bytes, digest: str = "") -> Verdict:
    """Check the bytes of an archive, and that their SHA-256 is ``digest`` if one is given."""
    found = hashlib.sha256(data).hexdigest()
    faults = [f"the SHA-256 of the archive is {found}, not {digest}"] if digest and digest.lower() != found else []
    try:
        files = unpack(data)
    except ArchiveError as error:
        return Verdict(found, None, 0, (*faults, str(error)))
    faults += manifest_faults(files)
    try:
        facts = Facts.model_validate_json(files.get(FACTS, b""))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        faults.append(f"{FACTS} is not valid: {'.'.join(map(str, first['loc']))}: {first['msg']}")
        return Verdict(found, None, 0, tuple(faults))
    archive = _Archive(files, facts)
    faults += _complete(archive.faults)
    objects = sum(len(archive.objects(kind)) for kind in _TYPES)
    return Verdict(found, facts, objects, tuple(dict.fromkeys(faults)), tuple(unproven(facts)))


def unproven(facts: Facts) -> Iterator[str]:
    """What evidence with these facts leaves unproven, each in a sentence."""
    if facts.maker != code_fingerprint():
        yield (
            "Made by another version of Trailbook: index, tables, README, gaps, coverage, titles of records and what "
            "Trailbook concludes (changes in words, effects, reasons, approvals) are NOT checked here."
        )
    if facts.controls:
        yield (
            f"Limited to {', '.join(facts.controls)}: that nothing about it was left out, the gaps and the coverage "
            "are NOT checked here."
        )
    yield from (f"The evidence says of itself, and it is NOT proven: {text}." for text in facts.underived)


@dataclass(frozen=True)
class _Archive:
    """The files of an archive, and the checks of its facts and its trails against the objects among them."""

    files: Mapping[str, bytes]
    facts: Facts

    def objects(self, kind: ObjectType) -> dict[str, bytes]:
        """The objects of a type, by id."""
        folder = f"{OBJECTS}/{kind}/"
        return {name.removeprefix(folder): data for name, data in self.files.items() if name.startswith(folder)}

    @cached_property
    def store(self) -> ObjectStore:
        """What the objects show."""
        return ObjectStore(self.facts, self._need)

    def _need(self, kind: ObjectType, id: str) -> bytes:
        content = self.files.get(f"{OBJECTS}/{kind}/{id}")
        if content is None:
            raise MissingObjectError(kind, id)
        return content

    def faults(self) -> Iterator[str]:
        """Everything that is wrong. A part of the checks that can't be completed does not stop the others."""
        yield from self._id_faults()
        yield from name_faults(self.facts, self.files)
        yield from page_faults(self.files.get(INDEX, b""))
        yield from _complete(lambda: history_faults(self.store, self.objects("commit"), self.files))
        yield from _complete(lambda: record_faults(self.store, self.files))
        yield from _complete(lambda: repository_file_faults(self.store, self.files))
        yield from _complete(self._decision_faults)

    def _id_faults(self) -> Iterator[str]:
        """Objects to which git would give another id."""
        known = 0
        for kind in _TYPES:
            for id, content in self.objects(kind).items():
                known += 1
                if object_id(kind, content, self.facts.object_format) != id:
                    yield f"{OBJECTS}/{kind}/{id} is not the object of this id"
        if known != sum(name.startswith(f"{OBJECTS}/") for name in self.files):
            yield f"{OBJECTS} holds files that are not git objects"

    def _decision_faults(self) -> Iterator[str]:
        """Decisions that differ from their commits, and derived files that differ from what they are derived from."""
        try:
            trails = _TRAILS.validate_json(self.files.get(TRAIL, b""))
        except ValidationError:
            yield f"{TRAIL} holds no trail"
            return
        decisions = by_record_and_commit(trails)
        listed = list(listing_faults(self.store, trails))
        yield from listed
        commits = period_commits(self.facts.end.commit, self.objects("commit"), frozenset(self.facts.outside))
        yield from _complete(lambda: completeness_faults(self.store, decisions, commits))
        if listed:
            return
        merged = merge_times(self.store, commits)
        for fact in self.facts.decisions:
            _, decision = decisions[fact.record, fact.commit]
            yield from _complete(partial(decision_faults, self.store, fact, decision, self.files, merged))
        if self.facts.maker != code_fingerprint():
            return
        conclusions = _complete(lambda: underived(self.store, trails, decisions, commits, self.files))
        yield from (fault for fault in conclusions if fault not in self.facts.underived)
        derived = {**readable_files(self.facts, trails, self.files), README: readme(self.facts, self.files)}
        for name, content in derived.items():
            if content != self.files.get(name):
                yield f"{name} is not what the files for programs say"


def _complete(check: Callable[[], Iterator[str]]) -> Iterator[str]:
    """The faults that a check finds; that it can't be completed is one as well."""
    try:
        yield from check()
    except MissingObjectError as error:
        yield str(error)
    except (ArithmeticError, LookupError, TypeError, ValueError):  # values of the right types that make no sense
        yield f"{FACTS} or {TRAIL} describes a history that can't exist"
