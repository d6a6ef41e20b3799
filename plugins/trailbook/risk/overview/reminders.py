"""What is due as one text for each owner, to be an issue on a forge or a file.

A text names its knowledge base and its owner in a mark that readers do not see, so that a later run finds it again. It
says nothing of the day on which it was made: while nothing changes, it stays the same.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from trailbook.risk.overview.due import DUE_WORDS, Due
from trailbook.text.forge_text import forge_code, forge_text, forge_title
from trailbook.text.unseen import one_line

SHOWN = 100
"""How many things one part of a text lists: a forge takes some 65,000 characters."""
_MARK = re.compile(r"\A<!-- trailbook-due: ([0-9a-f]{8}-[0-9a-f]{16}) -->$", re.MULTILINE)
_FOOT = "Written by `trailbook remind`, which writes it anew when something changes and closes it when nothing is due."
NOTHING_DUE = "Nothing is due any more."


@dataclass(frozen=True)
class Reminder:
    """What is due of one owner: the mark that names them, a title, the text, and in a few words how much it is."""

    owner: str
    mark: str
    title: str
    text: str
    counted: str


def mark_of(owner: str, place: str = "") -> str:
    """What names an owner, in upper or lower case, and a knowledge base among those that have one tracker."""
    return f"{place_of_mark(place)}{sha256(owner.casefold().encode()).hexdigest()[:16]}"


def place_of_mark(place: str = "") -> str:
    """How all marks of a knowledge base begin.

    ``place`` is its folder in the repository, after the repository where that reminds into the tracker of another one.
    """
    return f"{sha256(place.encode()).hexdigest()[:8]}-"


def mark_in(text: str) -> str:
    """The mark with which a text begins; empty if it was not written here."""
    found = _MARK.match(text.replace("\r\n", "\n"))
    return found[1] if found else ""


def reminders(
    found: Iterable[Due], today: date, until: date, address: Callable[[str], str], place: str = ""
) -> tuple[Reminder, ...]:
    """The text for each owner of something that is overdue, or due up to a day; in the order of their names.

    ``address`` gives the page of a reference, or "". ``place`` is that of ``place_of_mark``.
    """
    by_owner: dict[str, list[Due]] = {}
    for one in found:
        if one.day <= until:
            by_owner.setdefault(mark_of(one.owner, place), []).append(one)
    texts = (_reminder(mark, theirs, today, until, address) for mark, theirs in by_owner.items())
    return tuple(sorted(texts, key=lambda one: (one.owner.casefold(), one.mark)))


def closing(mark: str) -> str:
    """The text that takes the place of one when nothing is due any more."""
    return f"<!-- trailbook-due: {mark} -->\n{NOTHING_DUE}\n\n{_FOOT}\n"


def _reminder(mark: str, theirs: Sequence[Due], today: date, until: date, address: Callable[[str], str]) -> Reminder:
    owner = one_line(theirs[0].owner)
    overdue, waiting = [one for one in theirs if one.is_overdue(today)], [one for one in theirs if one.waits]
    next_ones = [one for one in theirs if not one.waits and not one.is_overdue(today)]
    parts = [("Overdue", overdue), ("Waiting, since the day named", waiting), ("Due next", next_ones)]
    lines = [f"<!-- trailbook-due: {mark} -->", f"What {forge_text(owner)} has to see to:", ""]
    for title, some in parts:
        if some:
            lines += [f"### {title} ({len(some):,})", "", *(_line(one, address) for one in some[:SHOWN])]
            lines += [f"- and {len(some) - SHOWN:,} more"] if len(some) > SHOWN else []
            lines.append("")
    counted = ", ".join(
        words
        for words in (
            f"{len(overdue):,} overdue" if overdue else "",
            f"{len(waiting):,} waiting" if waiting else "",
            f"{len(next_ones):,} due by {until}",
        )
        if words
    )
    return Reminder(owner, mark, f"Due: {forge_title(owner[:150].rstrip())}", "\n".join([*lines, _FOOT, ""]), counted)


def _line(one: Due, address: Callable[[str], str]) -> str:
    reference = forge_code(one.reference)
    link = f"[{reference}]({found})" if (found := address(one.reference)) else reference
    return f"- **{one.day}** {DUE_WORDS[one.kind]}: {forge_text(one.title)} ({link})"
