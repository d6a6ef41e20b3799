"""What a commit message says: title, prose, trailers, and the pull request it names.

Git itself reads trailers only from the last paragraph, and loses those of squashed messages. Here they
are found wherever they stand, but only by the names below, so that ``docs: …`` or a web address in prose
is never taken for one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from trailbook.text.object_ids import SHORT
from trailbook.trail.reasons.filler import gives_cause, is_empty_title, is_pointer, is_tool_line, says_something
from trailbook.trail.reasons.quotations import is_revert, quoted_paragraphs

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
        "Co-developed-by",
        "Assisted-by",
        "Generated-by",
        "Made-with",
        "Review",
        "Expires",
        "PR-URL",
    )
}
"""The trailers that are read, by their folded name."""

_SPACED = {f"{done} by": f"{done}-by" for done in ("approved", "reviewed", "acked")}
"""How Phabricator, FreeBSD and people who type it by hand write three of them."""
_TRAILER = re.compile(rf"^({'|'.join((*TRAILERS, *_SPACED))})[ \t]*:[ \t]*(\S.*)$", re.IGNORECASE)
_FENCE = re.compile(r"^\s*(`{3,}|~{3,})")
_SQUASH = re.compile(r" ?\((?:(?:PR|MR|pull request) )?[\w./-]*[#!]\d+\)$", re.IGNORECASE)
"""The number that a forge puts behind the title of a squash."""
_LISTED = re.compile(r"^\s*\*\s+")
"""How forges begin the title of each squashed commit; people also list with hyphens, and that is prose."""
_TYPED = re.compile(
    r"^\s*\*\s+(add|build|chore|ci|docs?|feat|fix|perf|refactor|remove|style|test|update)(\([^()]*\))?!?: ",
    re.IGNORECASE,
)
"""A title with its type (https://www.conventionalcommits.org/en/v1.0.0/) in a list."""
_FORGE_MERGE = re.compile(
    r"^(Merge pull request #\d+ from \S+|Merge branch '[^']+' into '[^']+'|Merged in .+ \(pull request #\d+\)"
    r"|Auto merge of #\d+ .*)$"
)
"""The titles of the forges' own merges. The first line below is the title of the pull request."""
_TITLED_MERGE = re.compile(
    r"^Merged? (?:(?:pull request|PR|MR|RFC) )?"
    r"(?:(?:[\w./-]*[#!])?\d+(?::| from @?\S+ -| --?| [–—])|(?=\")) *(?P<title>.+)$"
)
"""The titles of merges that hold the request's: ``Merge PR #3 from @bo - Lower it``, ``Merge "Lower it"``."""
_FIELD = re.compile(r"^[A-Z][A-Za-z]*(?:-[A-Za-z]+)*:[ \t]+\S")
"""A line that looks like a trailer of somebody else's."""
_TELLING = re.compile(r"^(Background|Because|Context|Motivation|Note|Problem|Reason|Why)\b")
"""Words before a colon with which people begin a reason."""
_WRAPPED = 40
"""A first line of as many characters may have been wrapped; a shorter one was ended where it ends, mostly."""
_UNFINISHED = re.compile(r"\b(?:an?|the|about|and|as|at|by|for|from|in|into|of|on|or|to|with)$", re.IGNORECASE)
"""The end of a line after which a sentence goes on, however short the line is."""
_MOST_WRAPPED = 4
"""Within so many lines below it the sentence of a title ends; a longer one is prose."""
_GOING_ON = re.compile(r"\(?[a-zà-öø-ÿ]")
_SENTENCE_END = re.compile(r"(?<=[.!?]) +(?=[A-ZÀ-Þ])")
_UNSEEN = (("<!--", "-->"), ("```release-note", "\n```"))
"""What forges don't show, and the block of Prow's template that its robot copies into release notes."""
PICKED = re.compile(rf"^[ \t]*\(cherry picked from commit ({SHORT})\)[ \t]*$", re.MULTILINE)
"""The line that ``git cherry-pick -x`` adds; its group is the commit that was picked."""


@dataclass(frozen=True)
class Trailer:
    """One trailer: its name in the spelling of the list, and its value on one line.

    ``copied`` says that it stands above the line with which ``git cherry-pick -x`` names the commit that it copied, or
    in the message of another commit that this one quotes. Those that a revert quotes are left out.
    """

    name: str
    value: str
    copied: bool = False


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


@lru_cache(maxsize=1 << 14)
def read_message(text: str) -> Message:
    """Take a message apart. Any text is a message, so nothing is raised.

    A history is walked more than once and asks for each of its messages again, so many are kept.
    """
    title, _, body = text.replace("\r\n", "\n").strip("\n").partition("\n")
    title, body = _with_wrapped(title.strip(), body)
    request = match["title"].strip(' "') if (match := _TITLED_MERGE.match(title)) else ""
    waits = not request and _FORGE_MERGE.match(title) is not None
    trailers: list[Trailer] = []
    quoted: set[int] = set()
    for opening, closing in _UNSEEN:
        body = _without(body, opening, closing)
    parts = list(_paragraphs(body))
    others = quoted_paragraphs(title, parts)
    robots = _paragraphs_of_robots(parts)
    written = _Body(is_squash=_SQUASH.search(title) is not None)
    for number, paragraph in enumerate(parts):
        lines, found = _without_trailers(paragraph)
        quoted.update(range(len(trailers), len(trailers) + len(found)) if number in others else ())
        trailers += found
        at_end = number == len(parts) - 1 and (written.has_prose or bool(found))
        if at_end and all(map(_is_field, lines)):
            continue
        prose = [] if number in robots else _prose(lines)
        if waits and prose:
            waits = False
            if len(prose) == 1 and not _LISTED.match(prose[0]):
                request = prose[0].strip()
                continue
        written.add(prose)
    copied = range(_count_copied(body)) or quoted
    undoes = quoted and is_revert(title, parts)
    own = (
        replace(trailer, copied=number in copied)
        for number, trailer in enumerate(trailers)
        if not (undoes and number in quoted)
    )
    return Message(title, written.text(title), tuple(own), request)


def _with_wrapped(title: str, body: str) -> tuple[str, str]:
    """A title with what of its sentence was wrapped onto the next lines, and the body that is left.

    Git takes the whole paragraph for the title. A reason in it counts as one, so such lines stay in the body.
    """
    lines = body.split("\n", _MOST_WRAPPED)
    last, sentence = title, title
    for number, line in enumerate([*lines, ""][:_MOST_WRAPPED]):
        if not _may_go_on(last) or sentence[-1] in ".!?:;" or not _GOING_ON.match(line) or _is_read(line):
            return sentence, "\n".join(lines[number:])
        if gives_cause(line):
            break
        if end := _SENTENCE_END.search(line):
            return f"{sentence} {line[: end.start()]}", "\n".join((line[end.end() :], *lines[number + 1 :]))
        last, sentence = line, f"{sentence} {line.rstrip()}"
    return title, body


def _may_go_on(line: str) -> bool:
    return len(line) >= _WRAPPED or _UNFINISHED.search(line) is not None


def _is_read(line: str) -> bool:
    return _TRAILER.match(line) is not None or is_tool_line(line)


def _without(text: str, opening: str, closing: str) -> str:
    """A text without what is between two marks, and without these. An opening mark that is not closed stays."""
    kept: list[str] = []
    end = 0
    while (begin := text.find(opening, end)) >= 0 and (close := text.find(closing, begin + len(opening))) >= 0:
        kept.append(text[end:begin])
        end = close + len(closing)
    return "".join((*kept, text[end:]))


def _count_copied(body: str) -> int:
    """How many of the trailers stand above the last line that names a commit from which this one was picked."""
    place = max((match.start() for match in PICKED.finditer(body)), default=0)
    return sum(len(_without_trailers(paragraph)[1]) for paragraph in _paragraphs(body[:place])) if place else 0


class _Body:
    """What is written below a title, paragraph by paragraph, without the list that a forge wrote for a squash.

    Such a list is bullets without a sentence that leads to them. Each may have the squashed commit's own text below.
    """

    def __init__(self, is_squash: bool) -> None:
        self._is_squash = is_squash
        self._sections: list[tuple[str, list[str]]] = [("", [])]
        self._is_led = False

    @property
    def has_prose(self) -> bool:
        """Whether anything is written so far that is no list of titles."""
        return any(paragraphs for _, paragraphs in self._sections)

    def add(self, lines: list[str]) -> None:
        """Add the lines of a paragraph that are left of it."""
        if not lines:
            return
        is_list = all(map(_LISTED.match, lines))
        are_titles = self._is_squash or all(map(_TYPED.match, lines))
        if are_titles and is_list and not self._is_led and not _are_sentences(lines):
            self._sections += [(line, []) for line in lines]
            return
        text = "\n".join(lines)
        self._sections[-1][1].append(text.strip("\n") if _FENCE.match(lines[0]) else text.strip())
        is_still_led = self._is_led and _LISTED.match(lines[0]) is not None and len(self._sections) == 1
        self._is_led = is_still_led or lines[-1].rstrip(" *_").endswith((":", "："))

    def text(self, title: str) -> str:
        """The paragraphs, each once. Where several squashed commits say something, each below its title."""
        sections = [
            (line, paragraphs)
            for line, paragraphs in self._sections
            if paragraphs and (not line or says_something("\n".join(paragraphs), beyond=_LISTED.sub("", line)))
        ]
        titled = len([line for line, _ in sections if line]) > 1
        found: list[str] = []
        for line, paragraphs in sections:
            shows_title = titled and line and not is_empty_title(_LISTED.sub("", line))
            found += (line, *paragraphs) if shows_title else paragraphs
        return "\n\n".join(text for text in dict.fromkeys(found) if _plain(text) != _plain(title))


def _are_sentences(lines: list[str]) -> bool:
    """Whether bullets are sentences rather than titles: if there are several, and most end as sentences do."""
    return len(lines) > 1 and sum(line.rstrip().endswith((".", "!", "?")) for line in lines) * 2 > len(lines)


def _paragraphs(body: str) -> Iterator[list[str]]:
    """The paragraphs as lists of lines; a fenced block stays in one piece.

    It ends at a fence as long as the first, with nothing behind it (CommonMark 0.31.2, section 4.5).
    """
    lines: list[str] = []
    fence = ""
    for line in body.split("\n"):
        if found := _FENCE.match(line):
            mark = found[1]
            if not fence:
                fence = mark
            elif mark.startswith(fence) and not line.strip().strip(mark[0]):
                fence = ""
        if line.strip() or fence:
            lines.append(line)
        elif lines:
            yield lines
            lines = []
    if lines:
        yield lines


def _without_trailers(paragraph: list[str]) -> tuple[list[str], list[Trailer]]:
    """The lines that are no trailer, and the trailers. An indented line continues the trailer above it.

    One that is indented is quoted.
    """
    if any(_FENCE.match(line) for line in paragraph):
        return paragraph, []
    lines: list[str] = []
    trailers: list[Trailer] = []
    open_trailer = False
    for line in paragraph:
        if match := _TRAILER.match(line):
            name = match[1].casefold()
            trailers.append(Trailer(TRAILERS[_SPACED.get(name, name)], match[2].strip()))
            open_trailer = True
        elif open_trailer and line[:1] in " \t" and not _TRAILER.match(line.strip()):
            last = trailers[-1]
            trailers[-1] = Trailer(last.name, f"{last.value} {line.strip()}")
        else:
            lines.append(line)
            open_trailer = False
    return lines, trailers


def _prose(lines: list[str]) -> list[str]:
    """The lines of a paragraph that somebody wrote as prose."""
    if any(_FENCE.match(line) for line in lines):
        return lines
    kept = [line.rstrip() for line in lines if not is_tool_line(line)]
    return [] if all(map(is_pointer, kept)) or _is_list_of_files(lines) or _is_shortlog(lines) else kept


def _paragraphs_of_robots(paragraphs: list[list[str]]) -> set[int]:
    """The numbers of the paragraphs in which a robot says who it is and what it did, with the list that follows."""
    found: set[int] = set()
    is_led = False
    for number, lines in enumerate(paragraphs):
        if _ROBOT.match(lines[0]) or (is_led and all(map(_ITEM.match, lines))):
            found.add(number)
            is_led = lines[-1].rstrip().endswith(":")
        else:
            is_led = False
    return found


_ROBOT = re.compile(r"\W*(?:(?:hi|hello|beep boop)\b.{0,20}?\W)?I(?:['’]| a)m (?:just )?a (?:ro)?bot\b", re.IGNORECASE)
_ITEM = re.compile(r"^\s*[*+-]\s")


def _is_shortlog(lines: list[str]) -> bool:
    """Whether a paragraph is what git-shortlog(1) writes, which scripts for merging put into their merges."""
    return _SHORTLOG.match(lines[0]) is not None and all(line[:1].isspace() for line in lines[1:])


_SHORTLOG = re.compile(r"^\S.{0,99} \(\d+\):$")


def _is_list_of_files(lines: list[str]) -> bool:
    """Whether a paragraph is the list of files that git puts below a heading, such as that of conflicts."""
    return len(lines) > 1 and is_tool_line(lines[0]) and all(map(_LISTED_FILE.match, lines[1:]))


_LISTED_FILE = re.compile(r"^(#\s*|\s+)\S+$|^#?\s+[a-z ]+: +\S+$")


def _is_field(line: str) -> bool:
    """Whether a line at the end of a message, where git looks for trailers, is one that is not read."""
    return _FIELD.match(line) is not None and _TELLING.match(line) is None


def _plain(line: str) -> str:
    """A title without what a forge puts around it, to tell whether another line repeats it."""
    return _SQUASH.sub("", _LISTED.sub("", line)).rstrip(" .").casefold()
