"""What people read in evidence: the index, the tables and the README, all made from the files for programs."""

from collections.abc import Mapping, Sequence
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from pydantic import TypeAdapter

from trailbook.audit.evidence.contents import COVERAGE, GAPS, INDEX
from trailbook.audit.evidence.facts import Facts
from trailbook.audit.evidence.page import index_page
from trailbook.audit.evidence.source import by_record_and_commit
from trailbook.audit.evidence.tables import coverage_csv, decisions_csv, gaps_csv, records_csv
from trailbook.risk.register.coverage import Coverage
from trailbook.trail.decisions import Trail
from trailbook.trail.gaps import Gap

_GAPS = TypeAdapter(list[Gap])


def readable_files(facts: Facts, trails: Sequence[Trail], files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The index and the tables by name, made from the gaps, the coverage and the diffs among the files.

    Raises ``ValueError`` if one of these can't be read.
    """
    decisions = by_record_and_commit(trails)
    diffs = {fact.diff: files.get(fact.diff, b"").decode("utf-8", "replace") for fact in facts.decisions}
    gaps, coverage = gaps_of(files.get(GAPS, b"")), coverage_of(files.get(COVERAGE, b""))
    return {
        INDEX: index_page(facts, decisions, gaps, coverage, diffs),
        "decisions.csv": decisions_csv(facts, decisions),
        "records.csv": records_csv(facts),
        "gaps.csv": gaps_csv(gaps),
        "coverage.csv": coverage_csv(coverage),
    }


def gaps_json(gaps: Sequence[Gap]) -> bytes:
    """The gaps as indented JSON in UTF-8, in their order."""
    return _GAPS.dump_json(list(gaps), indent=2) + b"\n"


def coverage_of(data: bytes) -> Coverage:
    """The coverage in the bytes of its file. Raises ``ValueError`` if they hold none."""
    return Coverage.model_validate_json(data)


def gaps_of(data: bytes) -> list[Gap]:
    """The gaps in the bytes of their file. Raises ``ValueError`` if they hold none."""
    return _GAPS.validate_json(data)


def readme(facts: Facts, files: Mapping[str, bytes]) -> bytes:
    """The README of evidence with these files: what is in it, how to check it by hand, and what that proves."""
    example = next((fact for fact in reversed(facts.decisions) if fact.blob), None)
    return _environment().get_template("README.md.j2").render(facts=facts, files=files, shown=example).encode()


@cache
def _environment() -> Environment:
    """Templates of plain text. They print ids, days and numbers, and nothing that a person wrote."""
    return Environment(  # noqa: S701 - the README is no HTML
        loader=PackageLoader("trailbook.audit.evidence"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
