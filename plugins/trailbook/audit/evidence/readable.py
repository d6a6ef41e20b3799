"""What people read in evidence: the index and the tables, all made of the files for programs beside them."""

from collections.abc import Mapping, Sequence
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from pydantic import TypeAdapter

from trailbook.audit.evidence.contents import COVERAGE, GAPS
from trailbook.audit.evidence.facts import Facts
from trailbook.audit.evidence.page import index_page
from trailbook.audit.evidence.source import Told
from trailbook.audit.evidence.tables import coverage_csv, decisions_csv, gaps_csv, records_csv
from trailbook.risk.register.coverage import Coverage
from trailbook.trail.decisions import Trail
from trailbook.trail.gaps import Gap

_GAPS = TypeAdapter(list[Gap])


def readable(
    facts: Facts, told: Mapping[tuple[str, str], Told], gaps: Sequence[Gap], covered: Coverage, diffs: Mapping[str, str]
) -> dict[str, bytes]:
    """The index and the tables by their names."""
    return {
        "index.html": index_page(facts, told, gaps, covered, diffs),
        "decisions.csv": decisions_csv(facts, told),
        "records.csv": records_csv(facts),
        "gaps.csv": gaps_csv(gaps),
        "coverage.csv": coverage_csv(covered),
    }


def readable_again(facts: Facts, trails: Sequence[Trail], files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The same, made anew of the files in an archive. Raises ``ValueError`` where these hold something else."""
    told = {(trail.record, decision.commit): (trail, decision) for trail in trails for decision in trail.decisions}
    diffs = {one.diff: files.get(one.diff, b"").decode("utf-8", "replace") for one in facts.decisions}
    gaps = _GAPS.validate_json(files.get(GAPS, b""))
    return readable(facts, told, gaps, Coverage.model_validate_json(files.get(COVERAGE, b"")), diffs)


def gaps_json(gaps: Sequence[Gap]) -> bytes:
    """The gaps for programs."""
    return _GAPS.dump_json(list(gaps), indent=2) + b"\n"


@cache
def _environment() -> Environment:
    """Templates of text. What is printed in them are ids, days and numbers, nothing that somebody wrote."""
    return Environment(  # noqa: S701 - the README is no HTML
        loader=PackageLoader("trailbook.audit.evidence"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def readme(facts: Facts, files: Mapping[str, bytes]) -> bytes:
    """The README for evidence that has these files."""
    shown = next((one for one in reversed(facts.decisions) if one.blob), None)
    text = _environment().get_template("README.md.j2").render(facts=facts, files=files, shown=shown)
    return text.encode()
