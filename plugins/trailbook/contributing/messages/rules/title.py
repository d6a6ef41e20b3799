"""The title: it says what was done, briefly enough for lists to show it whole."""

from collections.abc import Iterator
from dataclasses import replace

from trailbook.contributing.messages.case import Case, Remark
from trailbook.trail.reasons.rationale import rationale

LONGEST = 72
"""The number of characters of a title that logs and forges show (git-commit(1) advises 50, GitHub cuts at 72)."""


def remarks(case: Case) -> Iterator[Remark]:
    """A title that is missing, says nothing, is too long, or runs into the body."""
    lines = case.text.lines
    if not lines:
        if case.is_final and case.touched:
            yield Remark(1, "no-message", "the commit changes records and has no message at all")
        return
    title = lines[0]
    if case.text.is_to_be_squashed:
        yield Remark(
            title.number,
            "unsquashed",
            "the commit is meant to be squashed into another; 'git rebase --interactive --autosquash' does that",
            "error" if case.records else "notice",
        )
    elif case.touched and _says_nothing(case):
        yield Remark(
            title.number, "empty-title", f"{title.text!r} says nothing of what was done; lists show it alone", "notice"
        )
    if len(title.text) > LONGEST and len(case.commit.parents) < 2:
        message = f"the title has {len(title.text)} characters; lists cut it off after {LONGEST}"
        yield Remark(title.number, "long-title", message, "notice")
    if len(lines) > 1 and lines[1].paragraph == title.paragraph:
        message = "leave the second line empty; git takes the whole paragraph for the title"
        yield Remark(lines[1].number, "no-empty-line", message, "notice")


def _says_nothing(case: Case) -> bool:
    """Whether the trail does not accept the title as a reason at all."""
    alone = replace(case.commit, message=case.text.title)
    return len(case.commit.parents) < 2 and rationale(alone).source == "none"
