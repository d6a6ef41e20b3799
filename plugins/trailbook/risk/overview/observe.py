"""Everything that indicators showed: observed, computed from the records, counted from the history."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

from trailbook.records.kinds.indicator import Indicator
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.risk.indicators.model import Observed
from trailbook.risk.indicators.reading import FOLDER, MAX_BYTES, of_files
from trailbook.risk.overview.measures import History, Moment, computed
from trailbook.text.files import find_files, read_file
from trailbook.text.problem import Problem


def observe(
    root: Path,
    knowledge: KnowledgeBase,
    today: date | None,
    past: Iterable[Moment] = (),
    history: History | None = None,
) -> Observed:
    """Every series of the knowledge base at ``root``. Nothing is raised for what a file holds.

    ``past`` are the records at earlier moments, for indicators that are computed, ``history`` what git shows. Without
    a day, no observation lies in the future and nothing is computed.
    """
    indicators = {record.id: record for record in knowledge.of_kind("indicator") if isinstance(record, Indicator)}
    contents: dict[str, bytes] = {}
    problems: list[Problem] = []
    for file in find_files(root, [FOLDER], (".csv",)):
        data, faults = read_file(file, root, MAX_BYTES)
        problems += faults
        if not faults:
            contents[file.relative_to(root).as_posix()] = data
    observed = of_files(contents, indicators, today)
    counted = computed(knowledge, indicators.values(), today, past, history)
    return replace(
        observed, series={**observed.series, **counted}, problems=tuple(sorted((*problems, *observed.problems)))
    )
