"""The difference as one comment for a pull request: what somebody has to act on first, the rest folded away.

A comment may have 65,536 characters on GitHub and 1,000,000 on GitLab. This one has at most ``LIMIT`` bytes, which
are fewer in whatever way a forge counts. What does not fit is told by its number.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from trailbook.diff.flows import Drawn
from trailbook.diff.forge_text import forge_code, forge_text
from trailbook.diff.model import Difference
from trailbook.diff.outline import Code, Group, Row, Section, attention, compared, count, headline, older
from trailbook.diff.sections import sections

LIMIT = 60_000
"""The most bytes of a comment; the rest is for what a workflow adds."""

MARKER = "<!-- trailbook-diff -->"
"""The first line, by which a workflow finds the comment that it made before."""

SHOWN = 12
"""How many rows of a section stand open; the others are folded."""

DRAWN = 3
"""How many data flows are drawn."""

_SPARE = 300
"""Bytes kept for each section that is still to come: its heading, and the number of what is cut."""


def as_markdown(difference: Difference, drawn: Sequence[Drawn] = (), limit: int = LIMIT) -> str:
    """The comment, at most ``limit`` bytes long. ``drawn`` are the data flows that changed."""
    told = sections(difference)
    head, flows = "\n".join(_head(difference)), "\n".join(_flows(drawn, limit // 3))
    left = limit - len(f"{head}\n{flows}\n".encode()) - _SPARE * len(told)
    parts = [head]
    for number, section in enumerate(told, start=1):
        is_last = number == len(told)
        parts += [flows] if is_last and flows else []
        text, used = _section(section, left if is_last else left // 2)
        parts.append(text)
        left -= used
    return "\n".join(parts) + "\n"


def _head(difference: Difference) -> Iterator[str]:
    facts = (attention(difference), older(difference))
    yield from (MARKER, "### What this changes on record", "")
    yield f"**{headline(difference)}**{''.join(f' {one[0].upper()}{one[1:]}.' for one in facts if one)}"
    yield from ("", f"{_line(compared(difference))}.")


def _section(section: Section, most: int) -> tuple[str, int]:
    """A section in Markdown, and how many bytes its rows have. They get no more than ``most``."""
    groups, used = _fitting(section.groups, most)
    rows = sum(len(group.rows) for group in section.groups)
    cut = rows - sum(len(group.rows) for group in groups)
    lost = ["", f"_{count(cut, 'more line is', 'more lines are')} left out for length._"] if cut else []
    if not section.calls:
        return "\n".join(_folded(section.heading, [*_listed(groups), *lost])), used
    first, rest = _split(groups, SHOWN)
    lines = ["", f"#### {section.heading}", "", *_listed(first)]
    if rest:
        number = count(sum(len(group.rows) for group in rest), "more line")
        lines += _folded(number, _listed(rest))
    return "\n".join([*lines, *lost]), used


def _folded(summary: str, lines: Iterable[str]) -> list[str]:
    return ["", "<details>", f"<summary>{summary}</summary>", "", *lines, "", "</details>"]


def _fitting(groups: Iterable[Group], most: int) -> tuple[list[Group], int]:
    """The groups as far as their rows have room, and how many bytes they take."""
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
    """The first rows of each group, and the others under the same heads. A short group leaves its share to others."""
    first: list[Group] = []
    rest: list[Group] = []
    shares = _shares([len(group.rows) for group in groups], number)
    for group, share in zip(groups, shares, strict=True):
        some, others = group.rows[:share], group.rows[share:]
        first += [replace(group, rows=some)] if some else []
        rest += [replace(group, rows=others)] if others else []
    return first, rest


def _shares(lengths: Sequence[int], number: int) -> list[int]:
    """How many of each group come to ``number`` if the groups take turns."""
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


def _flows(drawn: Sequence[Drawn], most: int) -> Iterator[str]:
    """The data flows that changed, each folded, as far as ``most`` bytes reach; those of further models are named."""
    shown: list[Drawn] = []
    for one in drawn:
        if len(shown) < DRAWN and (length := len(one.mermaid.encode())) <= most:
            shown.append(one)
            most -= length
    for one in shown:
        more = ["", f"_{count(one.left_out, 'more flow')} changed._"] if one.left_out else []
        yield from _folded(f"Data flows of {one.model}", ["```mermaid", one.mermaid, "```", *more])
    if others := [one for one in drawn if one not in shown]:
        names = ", ".join(forge_code(one.model) for one in others[:SHOWN])
        further = f" and {len(others) - SHOWN:,} more" if len(others) > SHOWN else ""
        yield f"\nData flows of {names}{further} changed too."


def _line(row: Row) -> str:
    return "".join(forge_code(piece.text) if isinstance(piece, Code) else forge_text(piece) for piece in row)
