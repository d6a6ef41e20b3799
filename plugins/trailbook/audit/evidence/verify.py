"""Checks evidence without the repository that it came from.

Three things, each of which finds what the one before can't: the manifest finds files that were damaged, git's ids find
what does not follow from the commits even if the manifest was made anew, and the digest of the whole archive, kept in
another place, finds an archive that somebody made up altogether.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial

from pydantic import TypeAdapter, ValidationError

from trailbook.audit.evidence.archive import ArchiveError, unpack
from trailbook.audit.evidence.code_fingerprint import maker
from trailbook.audit.evidence.contents import INDEX, OBJECTS, README, manifest_faults, name_faults
from trailbook.audit.evidence.decision_checks import (
    Told,
    completeness_faults,
    decision_faults,
    listing_faults,
    told_by,
)
from trailbook.audit.evidence.derived import underived
from trailbook.audit.evidence.facts import FACTS, TRAIL, Facts
from trailbook.audit.evidence.history_checks import beside_faults, history_faults, reached_from, record_faults
from trailbook.audit.evidence.object_store import Held, MissingObjectError
from trailbook.audit.evidence.page import page_faults
from trailbook.audit.evidence.readable import readable_again, readme
from trailbook.trail.decisions import Trail
from trailbook.trail.git.objects import ObjectType, object_id

_TRAILS = TypeAdapter(list[Trail])
_TYPES: tuple[ObjectType, ...] = ("blob", "commit", "tree")


@dataclass(frozen=True)
class Verdict:
    """What was found in an archive with a digest (SHA-256). Without faults, ``facts`` say what it is evidence of.

    ``unproven`` is what its objects leave open, beyond what ``ALWAYS_OPEN`` names: it is only hashed.
    """

    digest: str
    facts: Facts | None
    objects: int
    faults: tuple[str, ...]
    unproven: tuple[str, ...] = ()


def verify(data: bytes, digest: str = "") -> Verdict:
    """Check the bytes of an archive, and that their SHA-256 is ``digest`` where one is given."""
    found = hashlib.sha256(data).hexdigest()
    faults = [f"the SHA-256 of the archive is {found}, not {digest}"] if digest and digest.lower() != found else []
    try:
        files = unpack(data)
    except ArchiveError as error:
        return Verdict(found, None, 0, (*faults, str(error)))
    faults += manifest_faults(files)
    facts, unread = _facts(files)
    faults += unread
    if facts is None:
        return Verdict(found, None, 0, tuple(faults))
    archive = _Archive(files, facts)
    faults += _whole(archive.faults)
    objects = sum(len(archive.of(kind)) for kind in _TYPES)
    return Verdict(found, facts, objects, tuple(dict.fromkeys(faults)), tuple(unproven(facts)))


def _facts(files: Mapping[str, bytes]) -> tuple[Facts | None, list[str]]:
    try:
        return Facts.model_validate_json(files.get(FACTS, b"")), []
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        return None, [f"{FACTS} says nothing of evidence: {'.'.join(map(str, first['loc']))}: {first['msg']}"]


@dataclass(frozen=True)
class _Archive:
    """The files of an archive, held against what its facts and its trail say of them."""

    files: Mapping[str, bytes]
    facts: Facts

    def of(self, kind: ObjectType) -> dict[str, bytes]:
        """The objects of a type by their ids."""
        folder = f"{OBJECTS}/{kind}/"
        return {name.removeprefix(folder): data for name, data in self.files.items() if name.startswith(folder)}

    @cached_property
    def held(self) -> Held:
        """What the objects show."""
        return Held(self.facts, self._need)

    def _need(self, kind: ObjectType, id: str) -> bytes:
        content = self.files.get(f"{OBJECTS}/{kind}/{id}")
        if content is None:
            raise MissingObjectError(kind, id)
        return content

    def id_faults(self) -> Iterator[str]:
        """Objects that git would give other ids."""
        known = 0
        for kind in _TYPES:
            for id, content in self.of(kind).items():
                known += 1
                if object_id(kind, content, self.facts.object_format) != id:
                    yield f"{OBJECTS}/{kind}/{id} is not the object of this id"
        if known != sum(name.startswith(f"{OBJECTS}/") for name in self.files):
            yield f"{OBJECTS} holds files that are no objects"

    def faults(self) -> Iterator[str]:
        """Everything that is wrong, whatever code made the evidence."""
        yield from self.id_faults()
        yield from name_faults(self.facts, self.files)
        yield from page_faults(self.files.get(INDEX, b""))
        commits = self.of("commit")
        parts = [
            lambda: history_faults(self.held, commits, self.files),
            lambda: record_faults(self.held, self.files),
            lambda: beside_faults(self.held, self.files),
            self._told_faults,
        ]
        for part in parts:
            yield from _whole(part)

    def _told_faults(self) -> Iterator[str]:
        """Decisions that are not those of the commits, and files for people that say something else."""
        try:
            trails = _TRAILS.validate_json(self.files.get(TRAIL, b""))
        except ValidationError:
            yield f"{TRAIL} holds no trail"
            return
        told = told_by(trails)
        listed = list(listing_faults(self.held, trails))
        yield from listed
        reached = reached_from(self.facts.end.commit, self.of("commit"), frozenset(self.facts.outside))
        yield from _whole(lambda: completeness_faults(self.held, told, reached))
        if listed:
            return
        for fact in self.facts.decisions:
            decision = told[fact.record, fact.commit]
            yield from _whole(partial(decision_faults, self.held, fact, decision, self.files))
        if self.facts.maker == maker():
            yield from self._concluded(trails, told, reached)

    def _concluded(self, trails: list[Trail], told: Told, reached: set[str]) -> Iterator[str]:
        """What the same code would tell otherwise."""
        known = set(self.facts.underived)
        found = _whole(lambda: underived(self.held, trails, told, reached, self.files))
        yield from (fault for fault in found if fault not in known)
        again = {**readable_again(self.facts, trails, self.files), README: readme(self.facts, self.files)}
        for name, content in again.items():
            if content != self.files.get(name):
                yield f"{name} is not what the files for programs say"


def _whole(part: Callable[[], Iterator[str]]) -> Iterator[str]:
    """The faults that a part of the check finds; that it can't go on is one too."""
    try:
        yield from part()
    except MissingObjectError as error:
        yield str(error)
    except (ArithmeticError, LookupError, TypeError, ValueError):  # values of the right types that make no sense
        yield f"{FACTS} or {TRAIL} tells something that no history can"


ALWAYS_OPEN = (
    "whether signatures are good, and whose: as the machine could tell that made the archive",
    "the name of the knowledge base, the folders of its records, and what was asked for",
    "which file a renamed one was before, where the commit took several away",
)
"""What no object in evidence can prove, in words that follow 'not proven'."""


def unproven(facts: Facts) -> Iterator[str]:
    """What else this evidence leaves open, each in a sentence."""
    if facts.maker != maker():
        yield (
            "Made by another version of Trailbook: index, tables, README, gaps, coverage, titles of records and what "
            "Trailbook concludes (changes in words, effects, reasons, approvals) are NOT checked here."
        )
    if facts.controls:
        yield (
            f"Limited to {', '.join(facts.controls)}: that nothing which concerns it was left out, the gaps and the "
            "coverage are NOT checked here."
        )
    yield from (f"The evidence says of itself, and it is NOT proven: {text}." for text in facts.underived)
