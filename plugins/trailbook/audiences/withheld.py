"""Which commits' messages are withheld from an audience, because they may speak of what is hidden.

A message is withheld if its commit touched or names something hidden, if it is that of a merge that brought such a
commit in or names the branch on which one was made, or if it quotes the title, the branch or the id of a commit whose
message is withheld.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from heapq import heapify, heappop, heappush
from itertools import islice

from trailbook.audiences.hidden_names import Hidden
from trailbook.audiences.history import FullHistory
from trailbook.text.object_ids import SHORT
from trailbook.text.spellings import fold, length, words
from trailbook.trail.git.commits import Commit
from trailbook.trail.reasons.messages import read_message

_LONG = 3
"""A title of at least this many words is recognised anywhere, a shorter one where it is quoted or a whole line."""
_QUOTED = re.compile(
    '["\u201c\u201d\u201e\u201f\u00ab\u00bb]([^"\u201c\u201d\u201e\u201f\u00ab\u00bb\n]+)'
    "|(?<!\\w)['\u2018\u201a\u2039]([^'\u2018\u2019\u201a\u203a\n]+)|`++([^`\n]++)"
)
"""The text after an opening quotation mark, which may be cut off before the closing one."""
_CUT = re.compile(r"\u2026|\.{2,}")
_BEFORE = 200
"""How many characters before a mark of omission are looked at."""
_PARTS = 1_000
"""A message with more quotations than this is no message: it counts as one that quotes what is withheld."""
_BULLET = re.compile(r"^\s*(?:[-*+\u2022>#]+|\d+[.)])\s*")
_NUMBER = re.compile(r"\s*\((?:PR |MR )?[\w./-]*[#!]\d+\)\s*$")
"""The number of a pull request behind a title."""
_TYPE = re.compile(r"^[\w./ -]{1,30}(?:\([^()]*\))?!?: +")
"""What stands before a title: its type and scope (Conventional Commits 1.0.0), or the name of a part."""
_UNDONE = re.compile(r"^(?:Revert|Reapply|Reland|Backport|Cherry-pick|fixup!|squash!|amend!)\b[: ]*", re.IGNORECASE)
_BRANCH = re.compile(
    r"^Merge (?:remote-tracking )?(?:branch|tag|commit)(?:es)? ['\u2018\u201c\"]?(?P<git>[^'\u2019\u201d\"\s]+)"
    r"|^Merge pull request #\d+ from (?P<github>\S+)|^Merged? (?:in )?(?P<other>[^\s]+/[^\s]+)",
    re.MULTILINE,
)
COMMON_BRANCHES = frozenset(
    ("head", "main", "master", "trunk", "dev", "develop", "development", "next", "release", "stable", "staging")
)
_JOINED = re.compile(r"[^\W_][-_/.][^\W_]|\d")
"""What distinguishes the name of a branch or a file from an everyday word."""
_TOKEN = re.compile(r"[^\s()\[\]<>\"'`,;|{}\u2018\u2019\u201c\u201d]+")
_SHORTEST = 7
"""The fewest digits that a commit is abbreviated to (core.abbrev of git)."""
_MOST = 2_000
"""The most commits of a merge that are looked at."""
_ID = re.compile(rf"(?<![0-9A-Za-z]){SHORT}(?![0-9A-Za-z])")


_VERSION = re.compile(
    r"(?:v|ver|version|r|rel|release|rc|a|alpha|b|beta|pre|preview|dev|final|ga|lts|hotfix|patch|build|q|h)?[0-9]*[a-z]?"
)


def is_version(name: str) -> bool:
    """Whether the name of a tag is a number or a day with the words that go with versions, and no other word."""
    parts = re.split(r"[-_/.+]+", fold(name))
    return any(part.isdigit() for part in re.findall(r"\d+", name)) and all(map(_VERSION.fullmatch, parts))


def withheld_commits(
    history: FullHistory, touches: Callable[[Commit], bool], names: Callable[[Commit], bool], hidden: Hidden
) -> frozenset[str]:
    """The ids of the commits whose messages an audience may not read.

    ``touches`` says whether a commit changed anything that is hidden or left out, and ``names`` whether its message
    names something hidden.
    """
    merges = _Merges(history.commits)
    files = _Names(hidden.files)
    found = {c.id for c in history.commits if touches(c) or names(c) or files.are_in(c.message)}
    known: set[str] = set()
    while new := [commit for commit in history.commits if commit.id in found and commit.id not in known]:
        known |= {commit.id for commit in new}
        quotes = Quotes(new)
        found |= {c.id for c in history.commits if c.id not in found and quotes.are_in(c.message)}
        found |= merges.that_brought(found)
    return frozenset(found)


class _Merges:
    """The merges of a history, asked what came in by each."""

    def __init__(self, commits: Iterable[Commit]) -> None:
        commits = list(commits)
        self.parents = {commit.id: commit.parents for commit in commits}
        self.order = {id: place for place, id in enumerate(self.parents)}
        self.naming = {commit.id for commit in commits if len(commit.parents) > 1 and _names_first_side(commit.message)}

    def that_brought(self, found: set[str]) -> set[str]:
        """The merges by which any of the commits came in, or that name the branch on which they are."""
        return {
            merge
            for merge, parents in self.parents.items()
            if len(parents) > 1
            and merge not in found
            and (
                self._has_beside(parents[1:], parents[:1], found)
                or (merge in self.naming and self._has_beside(parents[:1], parents[1:], found))
            )
        }

    def _has_beside(self, side: tuple[str, ...], other: tuple[str, ...], found: set[str]) -> bool:
        """Whether one of the commits can be reached from one side of a merge and not from the other.

        The walk goes from children to parents. A side that has more than anybody lists counts as one that does.
        """
        own = dict.fromkeys(side, False) | dict.fromkeys(other, True)
        queue = [(-self.order[id], id) for id in own]
        heapify(queue)
        waiting, steps = list(own.values()).count(False), 0
        while waiting:
            id = heappop(queue)[1]
            if not own[id]:
                waiting -= 1
                steps += 1
                if id in found or steps > _MOST:
                    return True
            for parent in self.parents[id]:
                if parent not in own:
                    own[parent] = own[id]
                    waiting += not own[id]
                    heappush(queue, (-self.order[parent], parent))
                elif own[id] and not own[parent]:
                    own[parent] = True
                    waiting -= 1
        return False


_OWN_SIDE = re.compile(
    r"^Merge .* into ['\u2018\u201c\"]?(?P<into>[^'\u2019\u201d\"\s]+)|^Merge (?:remote-tracking )?branches "
)


def _names_first_side(message: str) -> bool:
    """Whether the title of a merge names the branch that it was made on, or several of which that may be one."""
    found = _OWN_SIDE.match(message)
    return found is not None and fold(found["into"] or "") not in COMMON_BRANCHES


class _Names:
    """Names of files or branches, looked for in messages: anywhere if they are distinctive, and else in quotes."""

    def __init__(self, names: Iterable[str]) -> None:
        folded = {fold(name) for name in names}
        self.distinctive = frozenset(name for name in folded if _JOINED.search(name))
        self.all = folded
        self.longest = max(map(len, folded), default=0)

    def are_in(self, text: str) -> bool:
        """Whether a text has one of the names."""
        if not self.all:
            return False
        folded = fold(text)
        tokens = set(_TOKEN.findall(folded))
        parts = {token.strip(".,:;") for token in tokens}
        parts |= {part for token in tokens for part in _ends(token)}
        return not self.distinctive.isdisjoint(parts) or not self.all.isdisjoint(map(str.strip, quoted(folded)))


_LINE = re.compile(r"(?:[#?].*|(?::\d+)+)$")
"""The line, column or anchor behind a path."""


def _ends(token: str) -> Iterator[str]:
    """What follows the last slashes or colons of a token, as in ``origin/topic``."""
    token = _LINE.sub("", token[-_BEFORE:])
    parts = re.split(r"[/:]", token)
    return ("/".join(parts[-number:]).strip(".,:;") for number in (1, 2, 3))


class Quotes:
    """What messages may quote of commits whose messages are withheld: titles, branches and ids."""

    def __init__(self, commits: Iterable[Commit]) -> None:
        commits = list(commits)
        titles = {title for commit in commits for title in map(words, _titles(commit.message)) if title}
        self.long: dict[str, set[tuple[str, ...]]] = {}
        for title in titles:
            if length(title) >= _LONG:
                self.long.setdefault(title[0], set()).add(title)
        self.short = {title for title in titles if length(title) < _LONG}
        self.text = "\n".join(f" {' '.join(title)} " for title in sorted(titles))
        self.ids = {commit.id[:_SHORTEST]: commit.id for commit in commits}
        self.branches = _Names(branch for commit in commits for branch in branches_in(commit.message))

    def are_in(self, message: str) -> bool:
        """Whether a message quotes a title, even one that is cut off, or names a branch or an id."""
        return (
            self._has_long(words(message))
            or any(map(self._is_title, _lines(message)))
            or _has_any(self._is_part, quoted(message))
            or _has_any(self._is_cut, _cut_off(message))
            or any(self.ids.get(id[:_SHORTEST], "").startswith(id) for id in _ID.findall(message))
            or self.branches.are_in(message)
        )

    def _has_long(self, found: tuple[str, ...]) -> bool:
        return any(
            found[place : place + len(title)] == title
            for place, word in enumerate(found)
            for title in self.long.get(word, ())
        )

    def _is_title(self, line: str) -> bool:
        return words(line) in self.short

    def _is_part(self, text: str) -> bool:
        """Whether what is quoted is a short title, or a part of any: its last word may be cut off."""
        found = words(text)
        return found in self.short or (length(found) >= _LONG and f" {' '.join(found)}" in self.text)

    def _is_cut(self, text: str) -> bool:
        """Whether the words before a mark of omission are a part of a title."""
        found = words(text)
        last = next((found[-n:] for n in range(1, len(found) + 1) if length(found[-n:]) >= _LONG), found)
        return len(found) > 1 and f" {' '.join(last)}" in self.text


def _has_any(is_quote: Callable[[str], bool], parts: Iterable[str]) -> bool:
    found = list(islice(parts, _PARTS + 1))
    return len(found) > _PARTS or any(map(is_quote, set(found)))


def quoted(text: str) -> Iterator[str]:
    """What stands between quotation marks, or after one that is not closed on its line."""
    return ("".join(parts) for parts in _QUOTED.findall(text))


def _cut_off(text: str) -> Iterator[str]:
    """The text of the same line before each mark of omission."""
    for match in _CUT.finditer(text):
        yield text[max(match.start() - _BEFORE, 0) : match.start()].rpartition("\n")[2]


def branches_in(message: str) -> Iterator[str]:
    """The branches that the title of a merge names, without those that every repository has."""
    for match in _BRANCH.finditer(message.replace("refs/heads/", "")):
        name = fold(match[match.lastgroup or 0])
        own = name.partition("/")[2] if match.lastgroup == "github" or name.startswith(("origin/", "upstream/")) else ""
        yield from (part for part in (own or name,) if part not in COMMON_BRANCHES)


def _titles(message: str) -> Iterator[str]:
    """The titles of a message as others may quote it: with and without its number, its type and what it undoes.

    Of one over several lines, others may quote the first line alone.
    """
    read = read_message(message)
    line = message.strip().partition("\n")[0].strip()
    for title in filter(None, dict.fromkeys((read.title, line, read.request))):
        plain = _NUMBER.sub("", title)
        yield from (title, plain)
        bare = _UNDONE.sub("", _TYPE.sub("", plain))
        if length(words(bare)) >= _LONG:
            yield bare
        yield from quoted(title)


def _lines(message: str) -> Iterator[str]:
    return (_NUMBER.sub("", _BULLET.sub("", line)) for line in message.splitlines() if line.strip())
