"""What an import has to tell, in lines: what came, what was left, what was filled in, what was brought together."""

from collections import Counter
from collections.abc import Iterator

from trailbook.interchange.completing import SECTIONS
from trailbook.interchange.importing import Imported
from trailbook.interchange.source import Left
from trailbook.text.unseen import printable


def lines(imported: Imported, title: str, source: str, path: str, state: str) -> Iterator[str]:
    """The report of one import. ``title`` names the format, ``state`` tells what was done to ``path``."""
    counts = ", ".join(f"{count:,} {_noun(section, count)}" for section, count in imported.counts.items() if count)
    yield printable(f"{source} ({title}): {imported.identity} in {path}, {state}: {counts}")
    if imported.left:
        yield "  not carried over:"
        yield from (f"    {line}" for line in left_lines(imported.left))
    if imported.stand_ins:
        yield "  filled in because Trailbook asks for it; replace it with what you know:"
        for name, count in imported.stand_ins.items():
            yield printable(f"    {name}{_times(count)}")
    if imported.notes:
        yield "  brought together with what stands here:"
        yield from (printable(f"    {note}") for note in imported.notes)


def left_lines(left: tuple[Left, ...]) -> Iterator[str]:
    """One line for each kind of thing that was left, with the place of the first and how many there are."""
    counted = Counter((entry.what, entry.why) for entry in left)
    first: dict[tuple[str, str], Left] = {}
    for entry in left:
        first.setdefault((entry.what, entry.why), entry)
    for (what, why), entry in first.items():
        yield printable(f"{entry.path}:{entry.line}:{entry.column}: {what}{_times(counted[what, why])}: {why}")


def _times(count: int) -> str:
    return f", {count:,} times" if count > 1 else ""


def _noun(section: str, count: int) -> str:
    noun = {"boundaries": "boundary"}.get(section, SECTIONS[section].noun)
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return noun if count == 1 else plural
