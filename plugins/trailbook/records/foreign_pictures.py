"""Pictures of other hosts in the Markdown of a record: reported when it is read, links when it is published.

A browser loads a picture without being asked, so its host learns who reads a record, and when. A picture is shown if
every renderer reads its address as one on the same host; anything else that may be a picture becomes a link.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator

_LOCAL = r"(?!//)[\w./~%+,@-]++(?:[?#][\w.=%-]*+)?"
"""The address of a file on the same host: no scheme, no second slash at its beginning, no escape, no entity."""
_PICTURE = re.compile(r"!+\[")
_SHOWN = re.compile(rf'!\[[^\[\]\\]*+\]\({_LOCAL}(?:[ ]+"[^"\n]*+")?\)')
_ELSEWHERE = re.compile(rf"\]\([ \t\n<]*+(?!(?:{_LOCAL}|[?#][\w.=%-]*+)?(?:[ \t\n)>]|$))")
_DEFINED_ELSEWHERE = re.compile(rf"\]:[ \t]*+(?:\n[ \t>]*+)?<?(?!{_LOCAL}(?:[ \t\n>]|$))(?=\S)")
_BLANK = re.compile(r"\n[ \t>]*+(?:\n|\Z)|\Z")
_LINKED = re.compile(r"\[(!\[)([^\[\]]*+)(\]\([^()\s]++(?:[ ]+\"[^\"\n]*+\")?\))\]\(")
_UNNAMED = re.compile(r"\[\](?=[(\[])")


def names_elsewhere(text: str) -> bool:
    """Whether a text defines an address that may be on another host, for links and pictures by reference."""
    return bool(_DEFINED_ELSEWHERE.search(text))


def foreign_pictures(text: str, *, by_reference: bool) -> Iterator[tuple[int, int]]:
    """Where each picture begins that may be loaded from another host: from its exclamation marks to its bracket.

    ``text`` is Markdown whose code is masked. ``by_reference`` says whether its page defines addresses elsewhere.
    """
    ends = [blank.start() for blank in _BLANK.finditer(text)]
    elsewhere = [target.start() for target in _ELSEWHERE.finditer(text)]
    for mark in _PICTURE.finditer(text):
        if _is_escaped(text, mark.start()) and mark.end() - mark.start() == len("!["):
            continue
        following = bisect_left(elsewhere, mark.end())
        end = ends[bisect_left(ends, mark.end())]
        may_be_elsewhere = following < len(elsewhere) and elsewhere[following] < end
        if (by_reference or may_be_elsewhere) and not _SHOWN.match(text, mark.end() - len("![")):
            yield mark.start(), mark.end()


def _is_escaped(text: str, place: int) -> bool:
    before = text[:place] if place < 2 else text[max(0, place - 200) : place]
    return (len(before) - len(before.rstrip("\\"))) % 2 == 1


def with_links_for_pictures(markdown: str, masked: str, *, by_reference: bool) -> str:
    """The Markdown with links in place of the pictures that ``foreign_pictures`` finds in its ``masked`` form.

    The address of a picture that is a link itself comes first, as a link of its own.
    """
    parts: list[str] = []
    end = 0
    for start, after in foreign_pictures(masked, by_reference=by_reference):
        if start < end:
            continue
        escape = "!" if _is_escaped(masked, start) else ""
        others = "&#33;" * (after - start - len("![") - len(escape))
        linked = _LINKED.match(masked, start - 1) if start > end and after - start == len("![") else None
        if linked:
            text = markdown[linked.start(2) : linked.end(2)] or "picture"
            parts += [markdown[end : start - 1], f"[{text}{markdown[linked.start(3) : linked.end(3)]} [{text}]("]
            end = linked.end()
        else:
            unnamed = _UNNAMED.match(masked, after - 1)
            parts += [markdown[end:start], escape, others, "[picture" if unnamed else "["]
            end = after
    return "".join([*parts, markdown[end:]])
