"""What a report is made of (sections, groups and rows, not yet escaped for any format), and its first lines."""

from collections.abc import Iterable
from dataclasses import dataclass

from trailbook.diff.model import Difference, End
from trailbook.text.prose import count
from trailbook.trail.changes.change import Effect


@dataclass(frozen=True)
class Code:
    """A name to show verbatim: an id, a path, a commit."""

    text: str


Row = tuple[str | Code, ...]
"""A line in pieces: running text, and names."""


@dataclass(frozen=True)
class Group:
    """Rows under what they have in common; ``head`` is empty if they have nothing in common."""

    rows: tuple[Row, ...]
    head: Row = ()


@dataclass(frozen=True)
class Section:
    """One part of the report. A section that ``needs_action`` is never folded away."""

    title: str
    groups: tuple[Group, ...]
    needs_action: bool = False
    effect: Effect = "neutral"
    number: int = 0

    @property
    def heading(self) -> str:
        """The title with the number of entries."""
        return f"{self.title} ({self.number:,})"


def section(title: str, rows: Iterable[Row], *, needs_action: bool = False) -> Section:
    """A section with a single group of rows and no head."""
    listed = tuple(rows)
    return Section(title, (Group(listed),), needs_action, number=len(listed))


def count_if_any(number: int, noun: str, plural: str = "") -> str:
    """A number with its noun; empty if the number is 0."""
    return count(number, noun, plural) if number else ""


def first_names(names: tuple[str, ...]) -> str:
    """The first three names, and how many more there are."""
    return ", ".join(names[:3]) + (f" and {len(names) - 3:,} more" if len(names) > 3 else "")


def headline(difference: Difference) -> str:
    """What changed, in numbers, and what could not be judged, in a sentence each."""
    sentences = (_unread(difference.unread), _changes(difference))
    return " ".join(sentence for sentence in sentences if sentence)


def _unread(records: tuple[str, ...]) -> str:
    if not records:
        return ""
    return f"{first_names(records)} can't be read, so {'its' if len(records) == 1 else 'their'} changes are not judged."


def _changes(difference: Difference) -> str:
    counts = difference.counts
    if not counts.changes:
        return "" if difference.unread else "No record changes."
    effects = [
        count_if_any(counts.weakens, "weakens", "weaken"),
        count_if_any(difference.may_weaken, "may weaken", "may weaken"),
        count_if_any(counts.strengthens, "strengthens", "strengthen"),
    ]
    summary = ", ".join(effect for effect in effects if effect) or "none is known to weaken or to strengthen anything"
    return f"{count_if_any(counts.changes, 'change')} in {count_if_any(counts.records, 'record')}: {summary}."


def open_points(difference: Difference) -> str:
    """What somebody has to act on, in numbers; empty if there is nothing."""
    missing = sum(sign_off.state != "given" for sign_off in difference.sign_offs)
    points = (
        count_if_any(len(difference.errors), "new problem"),
        count_if_any(len(difference.links), "broken or stale link"),
        count_if_any(missing, "sign-off needed", "sign-offs needed"),
        count_if_any(difference.may_weaken, "hint of weakening to read", "hints of weakening to read"),
        count_if_any(len(difference.rewordings), "rewording to read", "rewordings to read"),
        count_if_any(len(difference.unexplained), "commit without a reason", "commits without a reason"),
    )
    return ", ".join(point for point in points if point)


def compared_states(difference: Difference) -> Row:
    """The two states compared, and the number of commits between them."""
    commits = count_if_any(difference.counts.commits, "commit") or "no commit"
    return "From ", *_end(difference.base), " to ", *_end(difference.head), f", {commits}"


def _end(end: End) -> Row:
    if end.commit is None:
        return (end.name,)
    commit = Code(end.commit[:10])
    return (commit,) if end.commit.startswith(end.name) else (Code(end.name), " at ", commit)


def older_problems(difference: Difference) -> str:
    """How many problems of the earlier state remain and how many are solved; empty if it had none."""
    older, solved = difference.older, difference.solved
    parts = (
        older and f"{count_if_any(older, 'older problem or notice stays', 'older problems and notices stay')}",
        solved and f"{count_if_any(solved, 'problem or notice is', 'problems and notices are')} solved",
    )
    return "; ".join(part for part in parts if part)
