"""What a commit message says: title, prose, trailers, and the pull request it names.

Git itself reads trailers only from the last paragraph, and loses those of squashed messages. Here they
are found wherever they stand, but only by the names below, so that ``docs: …`` or a web address in prose
is never taken for one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

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
_BULLET = re.compile(r"^\s*[*-]\s+")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_BOILERPLATE = (
    re.compile(r"^Merge (branch|remote-tracking branch|pull request|tag|commit)\b"),
    re.compile(r"^(This reverts commit [0-9a-f]{7,64}\.?|\(cherry picked from commit [0-9a-f]{7,64}\))$"),
    re.compile(r"^Squashed commit of the following:?$"),
    re.compile(r"^See merge request \S+$"),
    re.compile(r"^(-{2,}|_{3,}|\*{3,})$"),
    re.compile(
        r"^(Generated|Created|Authored|Updated) (by|with) .*\b(bot|\[bot\]|dependabot|renovate)\b", re.IGNORECASE
    ),
    re.compile(r"^#\s"),
)


@dataclass(frozen=True)
class Trailer:
    """One trailer: its name in the spelling of the list, and its value on one line."""

    name: str
    value: str


@dataclass(frozen=True)
class Message:
    """A commit message taken apart. ``prose`` holds the paragraphs that somebody wrote as prose."""

    title: str
    prose: str
    trailers: tuple[Trailer, ...]

    def values(self, name: str) -> tuple[str, ...]:
        """The values of all trailers of a name."""
        return tuple(trailer.value for trailer in self.trailers if trailer.name == name)


def read_message(text: str) -> Message:
    """Take a message apart. Any text is a message, so nothing is raised."""
    title, _, body = text.replace("\r\n", "\n").strip("\n").partition("\n")
    trailers: list[Trailer] = []
    paragraphs: list[str] = []
    for paragraph in _paragraphs(_COMMENT.sub("", body)):
        lines, found = _without_trailers(paragraph)
        trailers += found
        if prose := _prose(lines):
            paragraphs.append(prose)
    return Message(title.strip(), "\n\n".join(paragraphs), tuple(trailers))


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


def _prose(lines: list[str]) -> str:
    """The paragraph if it is prose: not boilerplate, and not a bare list of squashed titles."""
    kept = [line.rstrip() for line in lines if not any(pattern.search(line.strip()) for pattern in _BOILERPLATE)]
    if not kept or all(_is_squashed_title(line) for line in kept):
        return ""
    return "\n".join(kept).strip()


def _is_squashed_title(line: str) -> bool:
    """Whether a line looks like one commit's title in the list that a forge writes for a squash.

    Such a list is bullets of a few words with no full stop; a bullet that is a sentence is prose.
    """
    text = _BULLET.sub("", line, count=1)
    return text != line.strip() and bool(_BULLET.match(line)) and len(text) <= 72 and not text.rstrip().endswith(".")
