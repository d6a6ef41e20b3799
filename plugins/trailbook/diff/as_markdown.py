"""The difference as one comment for a pull request: what needs action first, the rest folded away.

A comment may have 65,536 characters on GitHub and 1,000,000 on GitLab. This one has at most ``LIMIT`` bytes, which
is below both limits however a forge counts. Rows that do not fit are counted.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from trailbook.diff.flows import FlowDiagram
from trailbook.diff.model import Difference
from trailbook.diff.outline import (
    Code,
    Group,
    Row,
    Section,
    compared_states,
    count_if_any,
    headline,
    older_problems,
    open_points,
)
from trailbook.diff.sections import sections
from trailbook.text.forge_text import forge_code, forge_text

LIMIT = 60_000
"""The most bytes of a comment; the rest is left for what a workflow adds."""

MARKER = "<!-- trailbook-diff -->"
"""The first line, by which a workflow finds its earlier comment."""

OPEN_ROWS = 12
"""How many rows of a section are not folded."""

MOST_DIAGRAMS = 3
"""How many diagrams of data flows are shown."""

_SPARE = 300
"""Bytes reserved for each section: its heading, and the number of rows left out."""


def as_markdown(difference: Difference, diagrams: Sequence[FlowDiagram] = ()) -> str:
    """The comment, at most ``LIMIT`` bytes long. ``diagrams`` are those of the data flows that changed."""
    listed = sections(difference)
    head, flows = "\n".join(_head(difference)), "\n".join(_flows(diagrams, LIMIT // 3))
    left = LIMIT - len(f"{head}\n{flows}\n".encode()) - _SPARE * len(listed)
    parts = [head]
    for number, section in enumerate(listed, start=1):
        is_last = number == len(listed)
        parts += [flows] if is_last and flows else []
        text, used = _section(section, left if is_last else left // 2)
        parts.append(text)
        left -= used
    return "\n".join(parts) + "\n"


def _head(difference: Difference) -> Iterator[str]:
    facts = (open_points(difference), older_problems(difference))
    yield from (MARKER, "### What this changes on record", "")
    yield f"**{headline(difference)}**{''.join(f' {fact[0].upper()}{fact[1:]}.' for fact in facts if fact)}"
    yield from ("", f"{_line(compared_states(difference))}.")


def _section(section: Section, most: int) -> tuple[str, int]:
    """A section in Markdown, and how many bytes its rows take, which are at most ``most``."""
    groups, used = _fitting(section.groups, most)
    rows = sum(len(group.rows) for group in section.groups)
    cut = rows - sum(len(group.rows) for group in groups)
    lost = ["", f"_{count_if_any(cut, 'more line is', 'more lines are')} left out for length._"] if cut else []
    if not section.needs_action:
        return "\n".join(_folded(section.heading, [*_listed(groups), *lost])), used
    first, rest = _split(groups, OPEN_ROWS)
    lines = ["", f"#### {section.heading}", "", *_listed(first)]
    if rest:
        number = count_if_any(sum(len(group.rows) for group in rest), "more line")
        lines += _folded(number, _listed(rest))
    return "\n".join([*lines, *lost]), used


def _folded(summary: str, lines: Iterable[str]) -> list[str]:
    return ["", "<details>", f"<summary>{summary}</summary>", "", *lines, "", "</details>"]


def _fitting(groups: Iterable[Group], most: int) -> tuple[list[Group], int]:
    """The groups with as many rows as fit, and how many bytes those take."""
    found: list[Group] = []
    used = 0
    for group in groups:
        kept: list[Row] = []
        needed = _length(group.head)
        for row in group.rows:
            if used + needed + _length(row) > most:
                break
            used += needed + _length(row)
            needed = 0
            kept.append(row)
        if kept:
            found.append(replace(group, rows=tuple(kept)))
        if len(kept) < len(group.rows):
            break
    return found, used


def _length(row: Row) -> int:
    return len(_line(row).encode()) + len("  - \n") if row else 0


def _split(groups: Sequence[Group], number: int) -> tuple[list[Group], list[Group]]:
    """The first ``number`` rows, shared among the groups, and the others under the same heads."""
    first: list[Group] = []
    rest: list[Group] = []
    shares = _shares([len(group.rows) for group in groups], number)
    for group, share in zip(groups, shares, strict=True):
        some, others = group.rows[:share], group.rows[share:]
        first += [replace(group, rows=some)] if some else []
        rest += [replace(group, rows=others)] if others else []
    return first, rest


def _shares(lengths: Sequence[int], number: int) -> list[int]:
    """How many rows each group gets if the groups take turns up to ``number``."""
    shares = [0] * len(lengths)
    while number and sum(shares) < sum(lengths):
        for index, length in enumerate(lengths):
            if number and shares[index] < length:
                shares[index] += 1
                number -= 1
    return shares


def _listed(groups: Iterable[Group]) -> Iterator[str]:
    for group in groups:
        if group.head:
            yield f"- {_line(group.head)}"
        yield from (f"{'  ' if group.head else ''}- {_line(row)}" for row in group.rows)


def _flows(diagrams: Sequence[FlowDiagram], most: int) -> Iterator[str]:
    """The diagrams that fit into ``most`` bytes, each folded; the models of the others are named."""
    shown: list[FlowDiagram] = []
    for diagram in diagrams:
        if len(shown) < MOST_DIAGRAMS and (length := len(diagram.mermaid.encode())) <= most:
            shown.append(diagram)
            most -= length
    for diagram in shown:
        more = ["", f"_{count_if_any(diagram.left_out, 'more flow')} changed._"] if diagram.left_out else []
        yield from _folded(f"Data flows of {forge_text(diagram.model)}", ["```mermaid", diagram.mermaid, "```", *more])
    if others := [diagram for diagram in diagrams if diagram not in shown]:
        names = ", ".join(forge_code(diagram.model) for diagram in others[:OPEN_ROWS])

        further = f" and {len(others) - OPEN_ROWS:,} more" if len(others) > OPEN_ROWS else ""
        yield f"\nData flows of {names}{further} changed too."


def _line(row: Row) -> str:
    return "".join(forge_code(piece.text) if isinstance(piece, Code) else forge_text(piece) for piece in row)
