"""Gathers the facts of evidence, and with them the objects of git that prove each."""

from collections.abc import Iterator

from trailbook import __version__
from trailbook.audit.evidence.archive import safe_name
from trailbook.audit.evidence.diffs import unified
from trailbook.audit.evidence.facts import FORMAT, DecisionFact, End, Facts, RecordFile
from trailbook.audit.evidence.maker import maker
from trailbook.audit.evidence.proof import Proof
from trailbook.audit.evidence.source import Source
from trailbook.records.document import Document
from trailbook.records.references import record_of
from trailbook.trail.decisions import Decision
from trailbook.trail.git.commits import Commit
from trailbook.trail.git.objects import object_format


def gather(source: Source, proof: Proof) -> tuple[Facts, dict[str, str]]:
    """The facts, and the diff of each decision by its name. What proves them is added to the proof."""
    period = source.period
    proof.add_commits([*period.commits, *period.outside])
    decisions, diffs = _decisions(source, proof)
    facts = Facts(
        format=FORMAT,
        made_by=__version__,
        maker=maker(),
        name=source.name,
        folder=source.prefix,
        folders=source.folders,
        object_format="sha256" if object_format(period.end.id) == "sha256" else "sha1",
        is_copy=source.is_copy,
        since=period.since,
        until=period.until,
        controls=source.controls,
        concerning=tuple(sorted(source.wanted or ())),
        start=_end(period.start) if period.start else None,
        end=_end(period.end),
        outside=period.outside,
        commits=len(period.commits),
        records=tuple(_records(source, proof)),
        decisions=decisions,
        undecided=(),
        underived=(),
    )
    return facts, diffs


def record_files(facts: Facts, proof: Proof) -> Iterator[tuple[str, bytes]]:
    """The records at both ends as files of the archive."""
    for one in facts.records:
        for end, path, blob in (
            ("start", one.path_at_start, one.blob_at_start),
            ("end", one.path_at_end, one.blob_at_end),
        ):
            if path and blob:
                yield f"records/{end}/{safe_name(path)}", proof.blob(blob)


def _end(commit: Commit) -> End:
    return End(commit=commit.id, committed=commit.committed, title=_text(commit.title))


def _decisions(source: Source, proof: Proof) -> tuple[tuple[DecisionFact, ...], dict[str, str]]:
    age = {id: number for number, id in enumerate(reversed(list(source.period.commits)))}
    told = sorted(source.told.values(), key=lambda one: (age[one[1].commit], one[0].record))
    facts: list[DecisionFact] = []
    diffs: dict[str, str] = {}
    for number, (trail, decision) in enumerate(told, start=1):
        name = f"diffs/{number:05}-{decision.commit[:10]}.diff"
        blob, before, diffs[name] = _change(source, decision, proof)
        facts.append(
            DecisionFact(
                number=number,
                record=_text(trail.record),
                commit=decision.commit,
                path=_text(decision.path),
                blob=blob,
                file_before=before,
                diff=name,
            )
        )
    return tuple(facts), diffs


def _change(source: Source, decision: Decision, proof: Proof) -> tuple[str | None, str | None, str]:
    """The blob that a decision left, where its commit's first parent had the file, and the diff of the two."""
    path = f"{source.prefix}{decision.path}"
    commit = source.period.commits[decision.commit]
    old = next((change.old_path for change in commit.changes if change.path == path), path)
    after = proof.add_file(decision.commit, path)
    parent = next(iter(commit.parents), None)
    before = proof.add_file(parent, old) if parent else None
    one, two = (proof.blob(blob) if blob else None for blob in (before, after))
    return after, _text(old) if before else None, unified(one, two, _text(old), _text(path))


def _records(source: Source, proof: Proof) -> Iterator[RecordFile]:
    """The records at both ends, or those of them that hold what was asked for."""
    held = {record_of(reference) for reference in source.wanted} if source.wanted is not None else None
    starts, ends = source.start.documents, source.end.documents
    for id in sorted(starts.keys() | ends.keys()):
        if held is not None and id not in held:
            continue
        document = ends.get(id) or starts[id]
        path_at_start, blob_at_start = _side(source, starts.get(id), source.period.start, proof)
        path_at_end, blob_at_end = _side(source, ends.get(id), source.period.end, proof)
        yield RecordFile(
            record=_text(id),
            kind=document.record.kind,
            title=document.record.title,
            path_at_start=path_at_start,
            blob_at_start=blob_at_start,
            path_at_end=path_at_end,
            blob_at_end=blob_at_end,
        )


def _side(
    source: Source, document: Document | None, commit: Commit | None, proof: Proof
) -> tuple[str | None, str | None]:
    """Path and blob of a record at one end."""
    if document is None or commit is None:
        return None, None
    return _text(document.path), proof.add_file(commit.id, f"{source.prefix}{document.path}")


def _text(text: str) -> str:
    """A text without what is no character, as names of files may have it."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
