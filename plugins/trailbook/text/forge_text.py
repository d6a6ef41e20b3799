"""Escapes text from files and commits for comments and issues on forges, so that nothing in it takes effect.

Forges look for mentions, issues and addresses in the rendered text, where an entity has become its character. An
invisible word joiner (U+2060) therefore separates a sign from what would make it a reference. The text must follow
something else on its line, since some forges and bots take a line that begins with a slash as a command.
"""

import re

from trailbook.text.unseen import one_line, printable_lines

LONGEST = 240
"""The number of characters of one text that are shown."""

_JOINER = "&#8288;"
_REFERRING = re.compile(
    r"[@#!~%$&^*](?=[\w\"'\[{(])"  # people, issues, merge requests, labels, milestones, snippets, epics, alerts
    r"|\b(?:gh|jira|[a-z][a-z0-9]{1,9})-(?=\d)"  # issues of GitHub and of trackers that a forge knows
    r"|\bwww(?=\.)|:(?=//|[\w+-]+:)"  # addresses, emoji
    r"|\[(?=[\w-]+:)"  # GitLab's [issue:1], [vulnerability:1]
    r"|(?<![\w])[0-9a-f]{3}(?=[0-9a-f]{4,61}(?!\w))",  # commits
    re.IGNORECASE,
)
_REFERRING_IN_TITLE = re.compile(rf"[@#!~%&$^*](?=\S)|{_REFERRING.pattern}", re.IGNORECASE)
_BLOCK = re.compile(r"^ ?(?:[-+=]|\d{1,9}[.)])")
"""What begins a list or underlines a heading at the start of a line."""
_MARKUP = re.compile(r"[!\"#$&*<>\[\\\]^_`{|}~@]")


def forge_text(text: str) -> str:
    """The text on one line, cut to ``LONGEST`` characters, to be put after other text."""
    line = _line(re.sub(r"\s+", " ", text))
    parts: list[str] = []
    end = 0
    for found in _REFERRING.finditer(line):
        parts += [_entities(line[end : found.end()]), _JOINER]
        end = found.end()
    return _BLOCK.sub(_entity, "".join([*parts, _entities(line[end:])]))


def forge_title(text: str) -> str:
    """The text for the title of an issue, to be put after other text: it mentions nobody and refers to nothing.

    Titles show entities as they are written, so the joiner itself stands in it.
    """
    return _REFERRING_IN_TITLE.sub("\\g<0>\u2060", _line(one_line(text)))


def forge_code(text: str) -> str:
    """The text as a code span, in which forges interpret nothing."""
    line = _line(" ".join(text.split()))
    fence = "`" * (max(map(len, re.findall("`+", line)), default=0) + 1)
    pad = " " if line[:1] in ("`", "") or line.endswith("`") else ""
    return f"{fence}{pad}{line}{pad}{fence}"


def _line(text: str) -> str:
    """The text without unprintable characters, cut to ``LONGEST``."""
    line = printable_lines(text).encode(errors="replace").decode()
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1].rstrip()}…"


def _entities(text: str) -> str:
    return _MARKUP.sub(_entity, text)


def _entity(match: re.Match[str]) -> str:
    return f"{match[0][:-1]}&#{ord(match[0][-1])};"
