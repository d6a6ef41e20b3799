"""Checks evidence without the repository that it came from.

Three things, each of which finds what the one before can't: the manifest finds files that were damaged, git's ids find
objects that are not what they are called even if the manifest was made anew, and the digest of the whole archive,
kept in another place, finds an archive that somebody made up altogether.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from pydantic import TypeAdapter, ValidationError

from trailbook.publish.evidence.archive import ArchiveError, safe_name, unpack
from trailbook.publish.evidence.diffs import unified
from trailbook.publish.evidence.facts import FACTS, TRAIL, DecisionFact, Facts
from trailbook.publish.evidence.maker import maker
from trailbook.publish.evidence.manifest import manifest_faults
from trailbook.publish.evidence.proof import FOLDER
from trailbook.publish.evidence.raw_commit import author_of, title_of, written_at
from trailbook.publish.evidence.readable import readable_again
from trailbook.publish.evidence.readme import MAILMAP
from trailbook.trail.decisions import Decision, Trail
from trailbook.trail.objects import ObjectType, blob_at, object_id, parents_of

_TRAILS = TypeAdapter(list[Trail])
_TYPES: tuple[ObjectType, ...] = ("blob", "commit", "tree")


@dataclass(frozen=True)
class Verdict:
    """What was found in an archive with a digest (SHA-256). Without faults, ``facts`` say what it is evidence of."""

    digest: str
    facts: Facts | None
    objects: int
    faults: tuple[str, ...]


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
    held = _Held(files, facts)
    faults += [*held.id_faults(), *held.chain_faults(), *held.record_faults()]
    try:
        faults += held.told_faults()
    except (ArithmeticError, LookupError, TypeError, ValueError):  # values of the right types that make no sense
        faults.append(f"{TRAIL} tells something that no history can")
    return Verdict(found, facts, sum(len(held.of(kind)) for kind in _TYPES), tuple(dict.fromkeys(faults)))


def _facts(files: Mapping[str, bytes]) -> tuple[Facts | None, list[str]]:
    try:
        return Facts.model_validate_json(files.get(FACTS, b"")), []
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        return None, [f"{FACTS} says nothing of evidence: {'.'.join(map(str, first['loc']))}: {first['msg']}"]


@dataclass(frozen=True)
class _Held:
    """The objects in an archive, held against what its facts and its trail say of them."""

    files: Mapping[str, bytes]
    facts: Facts

    def of(self, kind: ObjectType) -> dict[str, bytes]:
        """The objects of a type by their ids."""
        folder = f"{FOLDER}/{kind}/"
        return {name.removeprefix(folder): data for name, data in self.files.items() if name.startswith(folder)}

    def _object(self, kind: ObjectType, id: str) -> bytes | None:
        return self.files.get(f"{FOLDER}/{kind}/{id}")

    def id_faults(self) -> Iterator[str]:
        """Objects that git would give other ids."""
        known = 0
        for kind in _TYPES:
            for id, content in self.of(kind).items():
                known += 1
                if object_id(kind, content, self.facts.object_format) != id:
                    yield f"{FOLDER}/{kind}/{id} is not the object of this id"
        if known != sum(name.startswith(f"{FOLDER}/") for name in self.files):
            yield f"{FOLDER} holds files that are no objects"

    def chain_faults(self) -> Iterator[str]:
        """Commits that are not what the newest one stands on."""
        commits = self.of("commit")
        outside = set(self.facts.outside)
        reached: set[str] = set()
        pending = [self.facts.end.commit]
        while pending:
            id = pending.pop()
            if id in reached or id in outside:
                continue
            if id not in commits:
                yield f"commit {id} is missing, on which later ones stand"
                continue
            reached.add(id)
            pending += parents_of(commits[id])
        if len(reached) != self.facts.commits:
            yield f"{len(reached):,} commits lead to the end; the evidence says that they are {self.facts.commits:,}"
        for id in sorted(commits.keys() - reached - outside):
            yield f"commit {id} is none that the end stands on"
        for decision in self.facts.decisions:
            if decision.commit not in reached:
                yield f"decision {decision.number} is of a commit that the end does not stand on"

    def record_faults(self) -> Iterator[str]:
        """Records in force that are not those of the commits at the ends."""
        start = self.facts.start.commit if self.facts.start else ""
        for one in self.facts.records:
            for end, commit, path, blob in (
                ("start", start, one.path_at_start, one.blob_at_start),
                ("end", self.facts.end.commit, one.path_at_end, one.blob_at_end),
            ):
                if path is None or blob is None:
                    continue
                if self._blob(commit, path) != blob:
                    yield f"{one.record} at the {end} is not what the commit holds at {path}"
                if self.files.get(f"records/{end}/{safe_name(path)}") != self._object("blob", blob):
                    yield f"records/{end}/{safe_name(path)} is not the record that was in force"

    def _blob(self, commit: str, path: str) -> str | None:
        return self._blob_in(commit, f"{self.facts.folder}{path}")

    def _blob_in(self, commit: str, path: str) -> str | None:
        raw = self._object("commit", commit)
        if raw is None:
            return None
        return blob_at(path, raw, self.facts.object_format, partial(self._object, "tree"))

    def told_faults(self) -> list[str]:
        """Decisions that tell something else than their commits, and files for people that say something else."""
        try:
            trails = _TRAILS.validate_json(self.files.get(TRAIL, b""))
        except ValidationError:
            return [f"{TRAIL} holds no trail"]
        told = {(trail.record, one.commit): one for trail in trails for one in trail.decisions}
        listed = {(fact.record, fact.commit): fact for fact in self.facts.decisions}
        if told.keys() != listed.keys():
            return [f"the decisions in {TRAIL} are not those in {FACTS}"]
        found = [fault for key in listed for fault in self._differences(listed[key], told[key])]
        if self.facts.maker == maker():
            again = readable_again(self.facts, trails, self.files)
            found += [
                f"{name} is not what the files for programs say"
                for name in again
                if again[name] != self.files.get(name)
            ]
        return found

    @property
    def _mailmap(self) -> str:
        """Which names stand for which, as the repository says it; empty where it says nothing."""
        return self.files.get(MAILMAP, b"").decode("utf-8", "replace")

    def _differences(self, fact: DecisionFact, decision: Decision) -> Iterator[str]:
        raw = self._object("commit", fact.commit) or b""
        if author_of(raw) != decision.author.name and decision.author.name not in self._mailmap:
            yield f"decision {fact.number}: the author is not that of commit {fact.commit}"
        said = {
            "title": (title_of(raw), decision.title),
            "date": (written_at(raw), decision.date.timestamp()),
            "path": (fact.path, decision.path),
            "record": (self._blob(fact.commit, fact.path), fact.blob),
        }
        for name, (one, other) in said.items():
            if one != other:
                yield f"decision {fact.number}: the {name} is not that of commit {fact.commit}"
        if self._diff(fact) != self.files.get(fact.diff):
            yield f"decision {fact.number}: {fact.diff} is not the difference of what git holds"

    def _diff(self, fact: DecisionFact) -> bytes:
        """The diff of a decision, made anew from the objects."""
        parent = next(iter(parents_of(self._object("commit", fact.commit) or b"")), "")
        before = self._blob_in(parent, fact.file_before) if fact.file_before else None
        one, two = (self._object("blob", blob) if blob else None for blob in (before, fact.blob))
        path = f"{self.facts.folder}{fact.path}"
        return unified(one, two, fact.file_before or path, path).encode("utf-8", "replace")
