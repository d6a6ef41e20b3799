"""The report of an import: what was imported, what was omitted, what was filled in, and how it was merged."""

from collections import Counter
from collections.abc import Iterator

from trailbook.interchange.completion import SECTIONS
from trailbook.interchange.importing import ImportResult
from trailbook.interchange.source import Omission
from trailbook.text.unseen import printable


def report_lines(imported: ImportResult, title: str, source: str, path: str, state: str) -> Iterator[str]:
    """The report of one import. ``title`` names the format, ``state`` says what was done to ``path``."""
    counts = ", ".join(f"{count:,} {_noun(section, count)}" for section, count in imported.counts.items() if count)
    yield printable(f"{source} ({title}): {imported.identity} in {path}, {state}: {counts}")
    if imported.omissions:
        yield "  not carried over:"
        yield from (f"    {line}" for line in omission_lines(imported.omissions))
    if imported.stand_ins:
        yield "  filled in because Trailbook requires it; replace it with what you know:"
        for name, count in imported.stand_ins.items():
            yield printable(f"    {name}{_times(count)}")
    if imported.notes:
        yield "  merged with what is here:"
        yield from (printable(f"    {note}") for note in imported.notes)


def omission_lines(omissions: tuple[Omission, ...]) -> Iterator[str]:
    """One line for each kind of omission, with the place of the first and how many there are."""
    counted = Counter((entry.what, entry.why) for entry in omissions)
    first: dict[tuple[str, str], Omission] = {}
    for entry in omissions:
        first.setdefault((entry.what, entry.why), entry)
    for (what, why), entry in first.items():
        yield printable(f"{entry.path}:{entry.line}:{entry.column}: {what}{_times(counted[what, why])}: {why}")


def _times(count: int) -> str:
    return f", {count:,} times" if count > 1 else ""


def _noun(section: str, count: int) -> str:
    noun = {"boundaries": "boundary"}.get(section, SECTIONS[section].noun)
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return noun if count == 1 else plural
