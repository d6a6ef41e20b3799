"""Checks evidence without the repository that it came from.

Three things are checked, each of which finds what the one before can't: the manifest finds files that were damaged;
git's ids find what does not follow from the commits, even if the manifest was made anew; and the digest of the whole
archive, kept in another place, finds an archive that is an invention altogether.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial

from pydantic import ValidationError

from trailbook.audit.evidence.archive import ArchiveError, unpack
from trailbook.audit.evidence.code_fingerprint import code_fingerprint
from trailbook.audit.evidence.contents import COVERAGE, GAPS, INDEX, OBJECTS, README, manifest_faults, name_faults
from trailbook.audit.evidence.decision_checks import (
    completeness_faults,
    decision_faults,
    listing_faults,
    merge_times,
)
from trailbook.audit.evidence.derived import underived
from trailbook.audit.evidence.facts import FACTS, TRAIL, Facts, facts_json
from trailbook.audit.evidence.forge_signatures import Vouching, vouching
from trailbook.audit.evidence.forge_statements import statement_faults
from trailbook.audit.evidence.history_checks import (
    history_faults,
    period_commits,
    record_faults,
    repository_file_faults,
    stray_objects,
)
from trailbook.audit.evidence.object_store import MissingObjectError, ObjectStore
from trailbook.audit.evidence.page import page_faults
from trailbook.audit.evidence.readable import coverage_of, gaps_json, gaps_of, readable_files, readme
from trailbook.audit.evidence.signature_claims import NO_KEYS, Keys, SignatureJudgement, judge
from trailbook.audit.evidence.source import by_record_and_commit
from trailbook.risk.register.coverage import coverage_json
from trailbook.trail.decisions import Trail
from trailbook.trail.export import read_trails, trails_json
from trailbook.trail.git.objects import ObjectType, object_id
from trailbook.trail.proposals import is_agreed

ALWAYS_OPEN = (
    "the name of the knowledge base, the folders of its records, and what was asked for",
    "which file a renamed one was before, if its commit removed several",
)
"""What no object in evidence can prove, worded to follow 'not proven'."""

_NONSENSE = (ArithmeticError, LookupError, TypeError, ValueError)
"""What values of the right types raise that make no sense."""
_TYPES: tuple[ObjectType, ...] = ("blob", "commit", "tree")


@dataclass(frozen=True)
class Verdict:
    """What was found in an archive. ``digest`` is its SHA-256, ``facts`` are None if they can't be read.

    ``unproven`` is what the objects leave open, beyond ``ALWAYS_OPEN``: only the manifest and the digest protect it.
    ``agreed`` is with how many decisions somebody else than the author agreed, as far as that is proven; None if other
    code made the evidence, whose conclusions are not checked. ``vouched`` says who signed what forges said.
    """

    digest: str
    facts: Facts | None
    objects: int
    faults: tuple[str, ...]
    unproven: tuple[str, ...] = ()
    agreed: int | None = None
    vouched: str = ""


def verify(data: bytes, digest: str = "", keys: Keys = NO_KEYS) -> Verdict:
    """Check the bytes of an archive, its signatures by ``keys``, and its SHA-256 by ``digest``, if these are given."""
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
    archive = _Archive(files, facts, keys)
    faults += _complete(archive.faults)
    objects = sum(len(archive.objects(kind)) for kind in _TYPES)
    signed = archive.signatures
    agreed = archive.agreed if facts.maker == code_fingerprint() and not faults else None
    left_open = (*unproven(facts), *archive.vouching.unproven, *signed.unproven)
    return Verdict(found, facts, objects, tuple(dict.fromkeys(faults)), left_open, agreed, archive.vouching.signed)


def unproven(facts: Facts) -> Iterator[str]:
    """What evidence with these facts leaves unproven, each in a sentence."""
    if facts.maker != code_fingerprint():
        yield (
            "Made by another version of Trailbook: which one, index, tables, README, gaps, coverage, titles of records "
            "and what Trailbook concludes (changes in words, effects, reasons, approvals) are NOT checked here."
        )
    if facts.controls:
        yield (
            f"Limited to {', '.join(facts.controls)}: that nothing about it was left out, the coverage and the gaps, "
            "but for changes of keys, names and roles, are NOT checked here."
        )
    yield from (f"The evidence says of itself, and it is NOT proven: {text}." for text in facts.underived)


@dataclass(frozen=True)
class _Archive:
    """The files of an archive, and the checks of its facts and its trails against the objects among them."""

    files: Mapping[str, bytes]
    facts: Facts
    keys: Keys

    @cached_property
    def trails(self) -> list[Trail]:
        """The trails; none if they can't be read."""
        try:
            return read_trails(self.files.get(TRAIL, b""))
        except ValidationError:
            return []

    @cached_property
    def signatures(self) -> SignatureJudgement:
        """What the keys say of the signatures; nothing if decisions are listed wrongly."""
        numbers = {(fact.record, fact.commit): fact.number for fact in self.facts.decisions}
        try:
            return judge(self.trails, numbers, partial(self._need, "commit"), self.facts.object_format, self.keys)
        except _NONSENSE:
            return SignatureJudgement((), (), ())

    @cached_property
    def vouching(self) -> Vouching:
        """Who signed what forges said of requests."""
        commits = period_commits(self.facts.end.commit, self.objects("commit"), frozenset(self.facts.outside))
        try:
            return vouching(self.store, commits, self.keys)
        except (MissingObjectError, *_NONSENSE):
            return Vouching(unproven=("What forges said of requests is NOT proven: a part of it is missing.",))

    @property
    def agreed(self) -> int:
        """With how many decisions somebody else agreed, without those of which a part could not be derived."""
        said = {text.partition(":")[0] for text in self.facts.underived}
        numbers = {(fact.record, fact.commit): fact.number for fact in self.facts.decisions}
        agreed = ((trail, one) for trail in self.signatures.proven for one in trail.decisions if is_agreed(one))
        return sum(f"decision {numbers[trail.record, one.commit]}" not in said for trail, one in agreed)

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
        yield from _complete(lambda: stray_objects(self.store, {kind: self.objects(kind) for kind in _TYPES}))
        yield from _complete(self._form_faults)
        yield from _complete(self._decision_faults)
        yield from self.signatures.faults
        yield from self.vouching.faults

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

    def _form_faults(self) -> Iterator[str]:
        """Files for programs whose bytes are others than Trailbook writes for what they say.

        Names that are unknown or come twice, and white space, could show other readers other evidence.
        """
        for name in (TRAIL, GAPS, COVERAGE):
            yield from (f"{name} has {fault}" for fault in _faults_of_names(self.files.get(name, b"")))
        written: dict[str, Callable[[], bytes]] = {FACTS: lambda: facts_json(self.facts)}
        if self.facts.maker == code_fingerprint():
            written |= {
                TRAIL: lambda: trails_json(self.trails).encode("ascii"),
                GAPS: lambda: gaps_json(gaps_of(self.files.get(GAPS, b""))),
                COVERAGE: lambda: coverage_json(coverage_of(self.files.get(COVERAGE, b""))).encode(),
            }
        for name, write in written.items():
            if write() != self.files.get(name):
                yield f"{name} is not written as Trailbook writes it: with other names, order, values or white space"

    def _decision_faults(self) -> Iterator[str]:
        """Decisions that differ from their commits, and derived files that differ from what they are derived from."""
        trails = self.trails
        if not trails and self.files.get(TRAIL, b"").strip() != b"[]":
            yield f"{TRAIL} holds no trail"
            return
        decisions = by_record_and_commit(trails)
        listed = list(listing_faults(self.store, trails))
        yield from listed
        commits = period_commits(self.facts.end.commit, self.objects("commit"), frozenset(self.facts.outside))
        yield from _complete(lambda: completeness_faults(self.store, decisions, commits))
        unreadable = _complete(lambda: statement_faults(self.store, commits))
        yield from (fault for fault in unreadable if fault not in self.facts.underived)
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
    except _NONSENSE:
        yield f"{FACTS} or {TRAIL} describes a history that can't exist"


def _faults_of_names(data: bytes) -> list[str]:
    """The names that come twice in one object of JSON, of which readers take the first or the last."""
    found: list[str] = []

    def noted(pairs: list[tuple[str, object]]) -> dict[str, object]:
        names = [name for name, _ in pairs]
        found.extend(f"{name!r} twice" for name in dict.fromkeys(names) if names.count(name) > 1)
        return dict(pairs)

    try:
        json.loads(data, object_pairs_hook=noted)
    except RecursionError:
        return ["parts in parts, deeper than can be read"]
    return list(dict.fromkeys(found))
