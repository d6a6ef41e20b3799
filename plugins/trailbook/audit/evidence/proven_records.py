"""Whether the records in force, and the files beside them, are those that the commits at the ends hold."""

from collections.abc import Iterator, Mapping

from trailbook.audit.evidence.held import MAILMAP_PATH, Held
from trailbook.audit.evidence.names import record_names
from trailbook.audit.evidence.readme import MAILMAP, SIGNERS
from trailbook.trail.git.signatures import ALLOWED_SIGNERS


def record_faults(held: Held, files: Mapping[str, bytes]) -> Iterator[str]:
    """Records in force that are not in the trees of the commits at the ends, or are told as something else."""
    facts = held.facts
    for one in facts.records:
        for end, at, path, blob in (
            ("start", facts.start, one.path_at_start, one.blob_at_start),
            ("end", facts.end, one.path_at_end, one.blob_at_end),
        ):
            if path is None or at is None:
                if blob is not None or path is not None:
                    yield f"{one.record} at the {end} is said to be a file, and where it was is not"
            elif held.record_blob(at.commit, path) != blob or (blob is None and not held.is_link(at.commit, path)):
                yield f"{one.record} at the {end} is not what the commit holds at {path}"
    for name, (_, _, blob) in record_names(facts).items():
        if files.get(name) != held.need("blob", blob):
            yield f"{name} is not the record that was in force"
    if len({one.record for one in facts.records}) != len(facts.records):
        yield "a record is listed twice"


def beside_faults(held: Held, files: Mapping[str, bytes]) -> Iterator[str]:
    """The keys and names that the repository knew at the end, where they are not what it held."""
    for name, path in ((SIGNERS, ALLOWED_SIGNERS), (MAILMAP, MAILMAP_PATH)):
        blob = held.blob_in(held.facts.end.commit, path)
        if files.get(name) != (held.need("blob", blob) if blob else None):
            yield f"{name} is not what the commit at the end holds as {path}"
