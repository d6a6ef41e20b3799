"""Text from files and commits for the Markdown of a forge's comment, in which nothing of it acts.

Forges look for mentions, issues and addresses in the text that Markdown has become, where an entity is the character
that it stands for. So an invisible word joiner (U+2060) parts a sign from what would make it a reference. Text goes
behind something else on its line, for some forges and bots take a line that begins with a slash as a command.
"""

import re

from trailbook.text.unseen import printable_lines

LONGEST = 240
"""How many characters of one text are shown."""

_JOINER = "&#8288;"
_REFERRING = re.compile(
    r"[@#!~%$&^*](?=[\w\"'\[{(])"  # people, issues, merge requests, labels, milestones, snippets, epics, alerts
    r"|\b(?:gh|jira|[a-z][a-z0-9]{1,9})-(?=\d)"  # issues of GitHub and of trackers that a forge knows
    r"|\bwww(?=\.)|:(?=//|[\w+-]+:)"  # addresses, emoji
    r"|\[(?=[\w-]+:)"  # GitLab's [issue:1], [vulnerability:1]
    r"|(?<![\w])[0-9a-f]{3}(?=[0-9a-f]{4,61}(?!\w))",  # commits
    re.IGNORECASE,
)
_BLOCK = re.compile(r"^ ?(?:[-+=]|\d{1,9}[.)])")
"""What begins a list or underlines a heading where it stands first."""
_MARKUP = re.compile(r"[!\"#$&*<>\[\\\]^_`{|}~@]")


def forge_text(text: str) -> str:
    """The text on one line, for a place behind other text; longer than ``LONGEST`` characters it is cut."""
    line = _line(re.sub(r"\s+", " ", text))
    parts: list[str] = []
    end = 0
    for found in _REFERRING.finditer(line):
        parts += [_entities(line[end : found.end()]), _JOINER]
        end = found.end()
    return _BLOCK.sub(_entity, "".join([*parts, _entities(line[end:])]))


def forge_code(text: str) -> str:
    """The text as a code span, in which forges look for nothing."""
    line = _line(" ".join(text.split()))
    fence = "`" * (max(map(len, re.findall("`+", line)), default=0) + 1)
    pad = " " if line[:1] in ("`", "") or line.endswith("`") else ""
    return f"{fence}{pad}{line}{pad}{fence}"


def _line(text: str) -> str:
    """The text without what can't be shown or written, cut to ``LONGEST``."""
    line = printable_lines(text).encode(errors="replace").decode()
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1].rstrip()}…"


def _entities(text: str) -> str:
    return _MARKUP.sub(_entity, text)


def _entity(match: re.Match[str]) -> str:
    return f"{match[0][:-1]}&#{ord(match[0][-1])};"
