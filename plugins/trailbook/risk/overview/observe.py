"""The series of all indicators: those that files of observations hold, and those computed from records and history."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from trailbook.records.document import Document
from trailbook.records.kinds.indicator import Indicator
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.model import Record
from trailbook.records.reading import read_document
from trailbook.risk.indicators.model import Observed
from trailbook.risk.indicators.reading import FOLDER, MAX_BYTES, of_files
from trailbook.risk.overview.measures import MeasuredHistory, Moment, computed_indicators, computed_series, kinds_needed
from trailbook.text.files import find_files, read_file
from trailbook.text.problem import Problem
from trailbook.trail.git.month_ends import month_ends


def observe(
    root: Path,
    knowledge: KnowledgeBase,
    today: date | None,
    past: Iterable[Moment] = (),
    history: MeasuredHistory | None = None,
) -> Observed:
    """Every series of the knowledge base at ``root``. What is wrong in a file is a problem, never an error.

    Indicators are computed from the records today, from ``past``, the records at earlier moments, and from ``history``,
    what git shows. Without a ``today`` nothing is computed, and no observation is in the future.
    """
    indicators = {record.id: record for record in knowledge.of_kind(Indicator)}
    contents: dict[str, bytes] = {}
    problems: list[Problem] = []
    for file in find_files(root, [FOLDER], (".csv",)):
        data, faults = read_file(file, root, MAX_BYTES)
        problems += faults
        if not faults:
            contents[file.relative_to(root).as_posix()] = data
    observed = of_files(contents, indicators, today)
    counted = computed_series(knowledge, indicators.values(), today, past, history)
    return replace(
        observed,
        series={**observed.series, **counted},
        problems=tuple(sorted((*problems, *observed.problems))),
    )


def observe_with_month_ends(
    root: Path,
    folders: Iterable[str],
    knowledge: KnowledgeBase,
    today: date | None,
    history: MeasuredHistory | None = None,
) -> Observed:
    """As ``observe``, with the records at the end of each past month, read from git if an indicator needs them."""
    past = moments(root, folders, kinds_needed(knowledge), today) if today and computed_indicators(knowledge) else ()
    return observe(root, knowledge, today, past, history)


def moments(root: Path, folders: Iterable[str], kinds: Iterable[str], today: date) -> Iterator[Moment]:
    """The records of some kinds at the end of each past month, as git has them; without kinds, the months alone."""
    named = re.compile(rb"^kind: *[\"']?(?:%b)\b" % b"|".join(kind.encode() for kind in sorted(kinds)), re.MULTILINE)
    known: dict[tuple[str, bytes], Record | None] = {}
    for day, files in month_ends(root, folders if kinds else (), today):
        for path, data in files.items():
            if (path, data) not in known:
                known[path, data] = _record(path, data) if named.search(data) else None
        records = (known[path, data] for path, data in files.items())
        yield Moment(day, tuple(record for record in records if record is not None))


def _record(path: str, data: bytes) -> Record | None:
    document, _ = read_document(path, data)
    return document.record if isinstance(document, Document) else None
