"""Which files evidence has, by their names: no more, no less."""

from collections.abc import Iterator, Mapping

from trailbook.audit.evidence.archive import safe_name
from trailbook.audit.evidence.facts import FACTS, TRAIL, Facts
from trailbook.audit.evidence.manifest import MANIFEST
from trailbook.audit.evidence.proof import FOLDER
from trailbook.audit.evidence.readable import COVERAGE, GAPS, READABLE
from trailbook.audit.evidence.readme import MAILMAP, README, SHALLOW, SIGNERS

_ALWAYS = frozenset({FACTS, TRAIL, GAPS, COVERAGE, MANIFEST, README, *READABLE})
_PROVEN = frozenset({MAILMAP, SIGNERS})
"""Files that are there where the repository has them. Whether it does is checked with what they hold."""


def name_faults(facts: Facts, files: Mapping[str, bytes]) -> Iterator[str]:
    """Files that evidence of these facts does not have, and those that it lacks."""
    wanted = {*_ALWAYS, *(one.diff for one in facts.decisions), *record_names(facts)}
    wanted |= {SHALLOW} if facts.outside else set()
    found = {name for name in files if not name.startswith(f"{FOLDER}/")} - _PROVEN
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
