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
SIGNERS, MAILMAP = "allowed_signers", "mailmap"
SHALLOW = "shallow"
"""The commits at the edge of the period, in the form of git's own file of this name (gitrepository-layout(5))."""
OBJECTS = "objects"
"""The folder of git's objects, with a folder for each type."""

_ALWAYS = frozenset({FACTS, TRAIL, GAPS, COVERAGE, MANIFEST, README, *READABLE})
_OPTIONAL = frozenset({MAILMAP, SIGNERS})
"""Files that evidence has if the repository has them, which is checked together with their contents."""

_LINE = re.compile(r"(?P<digest>[0-9a-f]{64})  (?P<name>.+)")


def manifest_of(files: Mapping[str, bytes]) -> bytes:
    """A line for each file, in the order of the names."""
    return "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files)).encode()


def manifest_faults(files: Mapping[str, bytes]) -> Iterator[str]:
    """Where the files are not those that the manifest among them lists."""
    text = files.get(MANIFEST, b"").decode("utf-8", "replace")
    lines = [_LINE.fullmatch(line) for line in text.splitlines()]
    if not lines or not all(lines):
        yield f"{MANIFEST} is missing, or has lines that are no SHA-256 with a file's name"
    stated = {line["name"]: line["digest"] for line in lines if line}
    found = {name: hashlib.sha256(data).hexdigest() for name, data in files.items() if name != MANIFEST}
    yield from (f"{name} is missing" for name in sorted(stated.keys() - found.keys()))
    yield from (f"{name} is not listed in {MANIFEST}" for name in sorted(found.keys() - stated.keys()))
    both = sorted(stated.keys() & found.keys())
    yield from (f"{name} was altered" for name in both if stated[name] != found[name])


def name_faults(facts: Facts, files: Mapping[str, bytes]) -> Iterator[str]:
    """Files that evidence of these facts does not have, and those that it lacks."""
    wanted = {*_ALWAYS, *(one.diff for one in facts.decisions), *record_names(facts)}
    wanted |= {SHALLOW} if facts.outside else set()
    found = {name for name in files if not name.startswith(f"{OBJECTS}/")} - _OPTIONAL
    yield from (f"{name} is missing" for name in sorted(wanted - found))
    yield from (f"{name} is no file that this evidence has" for name in sorted(found - wanted))
    if len(wanted) != len(_ALWAYS) + len(facts.decisions) + len(set(record_names(facts))) + bool(facts.outside):
        yield "two parts of the evidence are said to be one file"


def record_names(facts: Facts) -> dict[str, tuple[str, str, str]]:
    """The files of the records in force: for each name the record, the end and the blob."""
    return {
        f"records/{end}/{safe_name(path)}": (one.record, end, blob)
        for one in facts.records
        for end, path, blob in (
            ("start", one.path_at_start, one.blob_at_start),
            ("end", one.path_at_end, one.blob_at_end),
        )
        if path is not None and blob is not None
    }
