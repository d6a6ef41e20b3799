"""What a message quotes of another: the trailers there say nothing of the commit that quotes it.

``git revert`` takes no trailers over, and forges and mailing lists put those of the revert itself last, where git looks
for them (git-interpret-trailers(1)). So in a revert, others below the line that says what it undoes are quoted.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from trailbook.text.object_ids import SHORT

Paragraph = Sequence[str]

_REVERTING = re.compile(r"^Revert \"(?P<title>.+)\"(?: \([^()]*\))?$", re.IGNORECASE)
"""The title that git and forges give a revert."""
_REVERTS = re.compile(r"^This reverts commit\b", re.IGNORECASE)
_LEAD = re.compile(
    r"^(?:the )?(?:original|quoted|reverted|upstream) (?:commit|change|cl|pull request|pr|patch|message)(?:'s)?"
    r"(?: (?:message|description|log))?(?: was| reads| says)?:$",
    re.IGNORECASE,
)
"""What people and tools write above the message of another commit."""
_LOGGED = re.compile(rf"^commit {SHORT}\b")
_AUTHOR = re.compile(r"^Author: ")


def is_revert(title: str, paragraphs: Sequence[Paragraph]) -> bool:
    """Whether a message says that it undoes another commit."""
    return _REVERTING.match(title) is not None or any(map(_says_what_it_reverts, paragraphs))


def quoted_paragraphs(title: str, paragraphs: Sequence[Paragraph]) -> frozenset[int]:
    """The numbers of the paragraphs whose trailers, if they have any, are another commit's.

    What is quoted with a mark before each line, or indented, has no trailers anyway.
    """
    undone = found["title"] if (found := _REVERTING.match(title)) else None
    numbers = range(len(paragraphs))
    quoted: set[int] = set()
    reverts = next((n for n in numbers if _says_what_it_reverts(paragraphs[n])), None)
    if reverts is not None:
        quoted |= {reverts, *range(reverts, len(paragraphs) - 1)}
    begin = next((n for n in numbers if _begins_message(paragraphs[n], undone)), None)
    if begin is not None:
        quoted |= set(range(begin, len(paragraphs)))
    if (led := next((n for n in numbers if _is_led_by(paragraphs, n)), None)) is not None:
        quoted |= set(range(led, len(paragraphs)))
    return frozenset(quoted)


def _says_what_it_reverts(paragraph: Paragraph) -> bool:
    return any(map(_REVERTS.match, paragraph))


def _begins_message(paragraph: Paragraph, undone: str | None) -> bool:
    """Whether a paragraph begins as the message that is undone does, or as git-log(1) prints a commit."""
    return (paragraph[0].strip() == undone and not paragraph[0][:1].isspace()) or (
        _LOGGED.match(paragraph[0]) is not None and any(map(_AUTHOR.match, paragraph[1:3]))
    )


def _is_led_by(paragraphs: Sequence[Paragraph], number: int) -> bool:
    """Whether a paragraph has a line that leads to a message, which follows without marks."""
    lines = [line for paragraph in paragraphs[number : number + 2] for line in paragraph]
    led = (after for line, after in pairwise(lines) if _LEAD.match(line.rstrip()))
    return any(after[:1] not in ("", " ", "\t", ">", "|", "`", "~") for after in led)
