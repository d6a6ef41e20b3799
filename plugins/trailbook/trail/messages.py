"""What a commit message says: title, prose, trailers, and the pull request it names.

Git itself reads trailers only from the last paragraph, and loses those of squashed messages. Here they
are found wherever they stand, but only by the names below, so that ``docs: …`` or a web address in prose
is never taken for one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

TRAILERS = {
    name.casefold(): name
    for name in (
        "Rationale",
        "Refs",
        "Fixes",
        "Incident",
        "Control",
        "Decision",
        "Risk-Accepted-by",
        "Approved-by",
        "Reviewed-by",
        "Acked-by",
        "Signed-off-by",
        "Co-authored-by",
        "Review",
        "Expires",
        "PR-URL",
    )
}
"""The trailers that are read, by their folded name."""

_TRAILER = re.compile(rf"^({'|'.join(TRAILERS)})[ \t]*:[ \t]*(\S.*)$", re.IGNORECASE)
_FENCE = re.compile(r"^\s*(```|~~~)")
_SQUASH = re.compile(r"\s*\([#!]\d+\)$")
"""The number that a forge puts behind the title of a squash."""
_SQUASHED = re.compile(r"^\s*\*\s+")
"""How forges begin the title of each squashed commit; people also list with hyphens, and that is prose."""
_FORGE_MERGE = re.compile(
    r"^(Merge pull request #\d+ from \S+|Merge branch '[^']+' into '[^']+'|Merged in .+ \(pull request #\d+\))$"
)
"""The titles of the forges' own merges. The first line below is the title of the pull request."""
_FIELD = re.compile(r"^[A-Z][A-Za-z]*(?:-[A-Za-z]+)*:[ \t]+\S")
"""A line that looks like a trailer of somebody else's."""
_TELLING = re.compile(r"^(Background|Because|Context|Motivation|Note|Problem|Reason|Why)\b")
"""Words before a colon with which people begin a reason."""
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_REFERENCE = r"(\S*[#!]\d+|https?://\S+|[A-Z][A-Z0-9]+-\d+)"
_REFERRING = r"(fix(es|ed)?|close[sd]?|resolve[sd]?|updates?|refs?|for|part of|relate[sd] to|bug|issue)"
_BOILERPLATE = re.compile(
    "|".join(
        (
            r"^Merge (branch|remote-tracking branch|pull request|tag|commit)\b",
            r"^This reverts commit [0-9a-f]{7,64}(\.?|, reversing)$",
            r"^(changes made to [0-9a-f]{7,64}\.?|Reverts \S*[#!]\d+\.?)$",
            r"^\(cherry picked from commit [0-9a-f]{7,64}\)$",
            r"^Squashed commit of the following:?$",
            r"^See merge request \S+$",
            r"^(-{2,}|_{3,}|\*{3,})$",
            r"(?i:^(Generated|Created|Authored|Updated) (by|with) .*\b(bot|\[bot\]|dependabot|renovate)\b)",
            r"^\d+: .* r=\S+ a=\S+$",
            r"^#{1,6}\s",
            r"^[*+-] \[[ xX]\]",
            # What review tools and trackers add: Change-Id, Reviewed-on, Tested-by, Closes-Bug, Depends-On …
            r"(?i:^([a-z]+-)+(by|id|on|bug|queue|result|submit|trybot|bypass|revid|rev|request|position): *\S)",
            r"(?i:^[a-z]+(-[a-z]+)*: [^<>]*<[^<>\s]+@[^<>\s]+>$)",
            r"(?i:^(git-svn-id|Implements|Bugs?|Issues?|Jira|Ticket|Story|Task|Closes|Resolves|Cc): +\S+$)",
            rf"(?i:^({_REFERRING} +{_REFERENCE}|\S*[#!]\d+)"
            rf"((,| and|, and) +({_REFERRING} +)?{_REFERENCE})*\.?$)",
        )
    )
)
"""Lines that tools write."""


@dataclass(frozen=True)
class Trailer:
    """One trailer: its name in the spelling of the list, and its value on one line."""

    name: str
    value: str


@dataclass(frozen=True)
class Message:
    """A commit message taken apart. ``prose`` holds the paragraphs that somebody wrote as prose.

    ``request`` is the title of the pull request, where a forge's merge gives it below its own title.
    """

    title: str
    prose: str
    trailers: tuple[Trailer, ...]
    request: str = ""

    def values(self, name: str) -> tuple[str, ...]:
        """The values of all trailers of a name."""
        return tuple(trailer.value for trailer in self.trailers if trailer.name == name)


@lru_cache(maxsize=256)
def read_message(text: str) -> Message:
    """Take a message apart. Any text is a message, so nothing is raised.

    Describing a decision asks for its two messages again and again, so the last ones are kept.
    """
    title, _, body = text.replace("\r\n", "\n").strip("\n").partition("\n")
    title = title.strip()
    trailers: list[Trailer] = []
    paragraphs: list[str] = []
    request = ""
    for number, paragraph in enumerate(parts := list(_paragraphs(_COMMENT.sub("", body)))):
        lines, found = _without_trailers(paragraph)
        trailers += found
        at_end = number == len(parts) - 1 and bool(paragraphs or found)
        prose = "" if at_end and all(map(_is_field, lines)) else _prose(lines, title)
        if number == 0 and prose and len(lines) == 1 and _FORGE_MERGE.match(title):
            request = prose
        elif prose:
            paragraphs.append(prose)
    return Message(title, "\n\n".join(dict.fromkeys(paragraphs)), tuple(trailers), request)


def _paragraphs(body: str) -> Iterator[list[str]]:
    """The paragraphs as lists of lines; a fenced block stays in one piece."""
    lines: list[str] = []
    fenced = False
    for line in body.split("\n"):
        if _FENCE.match(line):
            fenced = not fenced
        if line.strip() or fenced:
            lines.append(line)
        elif lines:
            yield lines
            lines = []
    if lines:
        yield lines


def _without_trailers(paragraph: list[str]) -> tuple[list[str], list[Trailer]]:
    """The lines that are no trailer, and the trailers. An indented line continues the trailer above it."""
    if any(_FENCE.match(line) for line in paragraph):
        return paragraph, []
    lines: list[str] = []
    trailers: list[Trailer] = []
    open_trailer = False
    for line in paragraph:
        if match := _TRAILER.match(line):
            trailers.append(Trailer(TRAILERS[match[1].casefold()], match[2].strip()))
            open_trailer = True
        elif open_trailer and line[:1] in " \t":
            last = trailers[-1]
            trailers[-1] = Trailer(last.name, f"{last.value} {line.strip()}")
        else:
            lines.append(line)
            open_trailer = False
    return lines, trailers


def _prose(lines: list[str], title: str) -> str:
    """The paragraph if it is prose: not boilerplate, not the title again, and not a list of squashed titles."""
    if any(_FENCE.match(line) for line in lines):
        return "\n".join(lines).strip("\n")
    kept = [line.rstrip() for line in lines if not _BOILERPLATE.match(line.strip())]
    alone = len(kept) == 1 and bool(_SQUASH.search(title))
    if all(_is_squashed_title(line, alone) for line in kept):
        return ""
    prose = "\n".join(kept).strip()
    return "" if _plain(prose) == _plain(title) else prose


def _is_field(line: str) -> bool:
    """Whether a line at the end of a message, where git looks for trailers, is one that is not read."""
    return _FIELD.match(line) is not None and _TELLING.match(line) is None


def _is_squashed_title(line: str, alone: bool) -> bool:
    """Whether a line looks like one commit's title in the list that a forge writes for a squash.

    A bullet alone in its paragraph below a squash's title is one. Elsewhere such a list is bullets of a few
    words with no full stop; a bullet that is a sentence is prose.
    """
    bullet = _SQUASHED.match(line)
    return bullet is not None and (alone or (len(line) - bullet.end() <= 72 and not line.endswith(".")))


def _plain(line: str) -> str:
    """A title without what a forge puts around it, to tell whether another line repeats it."""
    return _SQUASH.sub("", _SQUASHED.sub("", line)).rstrip(" .").casefold()
