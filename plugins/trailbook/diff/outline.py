"""What a report is made of: sections, groups and rows, before anything is escaped for where it goes."""

from collections.abc import Iterable
from dataclasses import dataclass

from trailbook.diff.model import Difference, End
from trailbook.trail.changes.change import Effect


@dataclass(frozen=True)
class Code:
    """A name that is shown as it is: an id, a path, a commit."""

    text: str


Row = tuple[str | Code, ...]
"""A line in pieces: running text, and names."""


@dataclass(frozen=True)
class Group:
    """Rows with what they have in common above them; an empty ``head`` for nothing."""

    rows: tuple[Row, ...]
    head: Row = ()


@dataclass(frozen=True)
class Section:
    """One part of the report. ``calls`` tells that somebody has to act on it, so that it is never folded away."""

    title: str
    groups: tuple[Group, ...]
    calls: bool = False
    effect: Effect = "neutral"
    number: int = 0

    @property
    def heading(self) -> str:
        """The title with the number of what is told."""
        return f"{self.title} ({self.number:,})"


def count(number: int, one: str, more: str = "") -> str:
    """A number with its noun; empty for none."""
    return f"{number:,} {one if number == 1 else more or f'{one}s'}" if number else ""


def section(title: str, rows: Iterable[Row], *, calls: bool = False) -> Section:
    """A section of rows that have nothing above them."""
    told = tuple(rows)
    return Section(title, (Group(told),), calls, number=len(told))


def listed(names: tuple[str, ...]) -> str:
    """The first three names, and how many more there are."""
    return ", ".join(names[:3]) + (f" and {len(names) - 3:,} more" if len(names) > 3 else "")


def headline(difference: Difference) -> str:
    """What changed, in numbers, and what could not be judged, in a sentence each."""
    told = (_unread(difference.unread), _changes(difference))
    return " ".join(one for one in told if one)


def _unread(records: tuple[str, ...]) -> str:
    if not records:
        return ""
    return f"{listed(records)} can't be read, so {'its' if len(records) == 1 else 'their'} changes are not judged."


def _changes(difference: Difference) -> str:
    counts = difference.counts
    if not counts.changes:
        return "" if difference.unread else "No record changes."
    effects = [count(counts.weakens, "weakens", "weaken"), count(counts.strengthens, "strengthens", "strengthen")]
    told = ", ".join(effect for effect in effects if effect) or "none weakens or strengthens anything"
    return f"{count(counts.changes, 'change')} in {count(counts.records, 'record')}: {told}."


def attention(difference: Difference) -> str:
    """What somebody has to act on, in numbers; empty where there is nothing."""
    missing = sum(one.state != "given" for one in difference.sign_offs)
    told = (
        count(len(difference.errors), "new problem"),
        count(len(difference.links), "broken or stale link"),
        count(missing, "sign-off needed", "sign-offs needed"),
        count(len(difference.unexplained), "commit without a reason", "commits without a reason"),
    )
    return ", ".join(one for one in told if one)


def compared(difference: Difference) -> Row:
    """What was compared with what."""
    commits = count(difference.counts.commits, "commit") or "no commit"
    return "From ", *_end(difference.base), " to ", *_end(difference.head), f", {commits}"


def older(difference: Difference) -> str:
    """What became of the problems that the earlier state had; empty where it had none."""
    told = (
        difference.older and f"{count(difference.older, 'older problem or notice', 'older problems and notices')} stay",
        difference.solved and f"{count(difference.solved, 'problem or notice is', 'problems and notices are')} solved",
    )
    return "; ".join(one for one in told if one)


def _end(end: End) -> Row:
    if end.commit is None:
        return (end.name,)
    commit = Code(end.commit[:10])
    return (commit,) if end.commit.startswith(end.name) else (Code(end.name), " at ", commit)
