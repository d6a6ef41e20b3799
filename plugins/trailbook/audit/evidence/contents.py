"""What is in an archive of evidence: the names of its files, and the manifest with the SHA-256 of each.

The manifest has the form that ``sha256sum --check`` reads.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping

from trailbook.audit.evidence.archive import safe_name
from trailbook.audit.evidence.facts import FACTS, TRAIL, Facts

MANIFEST = "SHA256SUMS"
README = "README.md"
GAPS, COVERAGE = "gaps.json", "coverage.json"
INDEX = "index.html"
READABLE = (INDEX, "decisions.csv", "records.csv", "gaps.csv", "coverage.csv")
SIGNERS, NAMES = "allowed_signers", "mailmap"
SHALLOW = "shallow"
"""The commits at the edge of the period, in the form of git's own file of this name (gitrepository-layout(5))."""
OBJECTS = "objects"
"""The folder of git's objects, with a folder for each type."""

_ALWAYS = frozenset({FACTS, TRAIL, GAPS, COVERAGE, MANIFEST, README, *READABLE})
_OPTIONAL = frozenset({NAMES, SIGNERS})
"""Files that evidence has if the repository has them, which is checked together with their contents."""

_LINE = re.compile(r"(?P<digest>[0-9a-f]{64})  (?P<name>.+)")


def manifest_of(files: Mapping[str, bytes]) -> bytes:
    """The manifest of files: a line for each, in the order of the names."""
    return "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files)).encode()


def manifest_faults(files: Mapping[str, bytes]) -> Iterator[str]:
    """Where files differ from the manifest among them."""
    text = files.get(MANIFEST, b"").decode("utf-8", "replace")
    lines = [_LINE.fullmatch(line) for line in text.splitlines()]
    if not lines or not all(lines):
        yield f"{MANIFEST} is missing, or has lines other than an SHA-256 and the name of a file"
    stated = {line["name"]: line["digest"] for line in lines if line}
    found = {name: hashlib.sha256(data).hexdigest() for name, data in files.items() if name != MANIFEST}
    yield from (f"{name} is missing" for name in sorted(stated.keys() - found.keys()))
    yield from (f"{name} is not listed in {MANIFEST}" for name in sorted(found.keys() - stated.keys()))
    both = sorted(stated.keys() & found.keys())
    yield from (f"{name} was altered" for name in both if stated[name] != found[name])
    if stated == found and files.get(MANIFEST) != manifest_of({name: files[name] for name in found}):
        yield f"{MANIFEST} is not written as Trailbook writes it"


def name_faults(facts: Facts, files: Mapping[str, bytes]) -> Iterator[str]:
    """Files that evidence with these facts lacks, and files that do not belong to it."""
    records = record_names(facts)
    expected = {*_ALWAYS, *(fact.diff for fact in facts.decisions), *records}
    expected |= {SHALLOW} if facts.outside else set()
    found = {name for name in files if not name.startswith(f"{OBJECTS}/")} - _OPTIONAL
    yield from (f"{name} is missing" for name in sorted(expected - found))
    yield from (f"{name} does not belong to this evidence" for name in sorted(found - expected))
    if len(expected) != len(_ALWAYS) + len(facts.decisions) + len(records) + bool(facts.outside):
        yield "two parts of the evidence have the same file name"


def record_names(facts: Facts) -> dict[str, tuple[str, str, str]]:
    """The files of the records in force: the record, the end of the period and the blob, by name."""
    return {
        f"records/{end}/{safe_name(path)}": (record.record, end, blob)
        for record in facts.records
        for end, path, blob in (
            ("start", record.path_at_start, record.blob_at_start),
            ("end", record.path_at_end, record.blob_at_end),
        )
        if path is not None and blob is not None
    }
