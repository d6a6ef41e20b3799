"""What a line of Markdown says, without how it is marked up: the words that a reader sees, and where links lead.

Emphasis, code marks, escapes, entities, typographic quotes, line breaks and the ways to write a link are style. Two
texts that come to the same words and the same addresses say the same. All of it takes time linear in the length.
"""

import html
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from trailbook.text.code import code_in

_ANY = re.compile(r"[\\`*_\[<&\u2018-\u201e\u2013\u2014\u2026\u2e80-\ud7af]")
"""Matches every text in which anything may be style but white space."""
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_ASIDE = 0xF0000
"""Escaped characters are moved here while the others are read, to code points that no text uses."""
_CODE = 0xF1000
"""From here on, code spans and bare addresses are put aside, each as one character."""
_MOST_CODE = 0xE000
_PUT_ASIDE = re.compile(f"[{chr(_ASIDE)}-{chr(_CODE + _MOST_CODE)}]")

_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^\s<>]++)>")
_BREAK = re.compile(r"<br\s*+/?>|\\\n", re.IGNORECASE)
_STYLE_TAG = re.compile(r"</?(?:b|i|em|strong|code|tt|u)\s*+>", re.IGNORECASE)
_HTML_LINK = re.compile(
    r"""<a\s++(?:[^<>"']*?\s)?href\s*+=\s*+["']?([^\s"'<>]++)["']?[^<>]*+>([^<>]*+)</a\s*+>""", re.IGNORECASE
)
_HTML_IMAGE = re.compile(r"<img\s++([^<>]*+)/?>", re.IGNORECASE)
_ATTRIBUTE = r"""(?:^|\s){}\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'>]++))"""
_SOURCE = re.compile(_ATTRIBUTE.format("src"), re.IGNORECASE)
_ALTERNATIVE = re.compile(_ATTRIBUTE.format("alt"), re.IGNORECASE)

_TARGET = r"""\(\s*+(?:<([^<>\n]*+)>|((?:[^()\s]|\([^()\s]*+\))*+))(?:\s++(?:"[^"]*+"|'[^']*+'|\([^()]*+\)))?\s*+\)"""
_IMAGE = re.compile(rf"!\[([^\[\]]*+)\]{_TARGET}")
_LINK = re.compile(rf"\[((?:[^\[\]]|\[[^\[\]]*+\])*+)\]{_TARGET}")

_EMPHASIS = re.compile(r"\*+|_+")
_TYPOGRAPHIC = str.maketrans(
    {"‘": "'", "’": "'", "‚": "'", "“": '"', "”": '"', "„": '"', "…": "...", "–": "--", "—": "---", "\u00ad": ""}
)
_BETWEEN_IDEOGRAPHS = re.compile(r"(?<=[\u2e80-\u9fff\uff00-\uff60]) (?=[\u2e80-\u9fff\uff00-\uff60])")


class InlineLink(NamedTuple):
    """A link or picture: the words that are linked, and where it leads."""

    label: str
    address: str


class Said(NamedTuple):
    """What a stretch of Markdown says. A link that shows its own address is a word like another."""

    words: str
    links: tuple[InlineLink, ...]


@lru_cache(maxsize=16_384)
def said(text: str) -> Said:
    """What the inline Markdown of a paragraph, a list item or a cell says."""
    if not _ANY.search(text):
        return Said(" ".join(text.split()), ())
    spans: list[str] = []
    if "`" in text:
        text = _without_code(text, spans)
    if "<" in text:
        text = _AUTOLINK.sub(lambda link: _set_aside(link[1], spans), text)
    if "\\" in text:
        text = _BREAK.sub(" ", text)
        text = _ESCAPE.sub(lambda escape: chr(_ASIDE + ord(escape[1])), text)
    if "<" in text:
        text = _without_tags(text)
    links: list[InlineLink] = []
    if "](" in text:
        text = _without_targets(text, links, spans)
    if "*" in text or "_" in text:
        text = _without_emphasis(text)
    return Said(_finished(text, spans), tuple(links))


def _finished(text: str, spans: list[str]) -> str:
    """The words with what was put aside in its place, one space between two."""
    if "&" in text:
        text = html.unescape(text)
    if not text.isascii():
        text = text.translate(_TYPOGRAPHIC)
        text = _PUT_ASIDE.sub(lambda found: _put_back(found[0], spans), text)
    return _BETWEEN_IDEOGRAPHS.sub("", " ".join(text.split()))


def _put_back(character: str, spans: list[str]) -> str:
    number = ord(character) - _CODE
    if 0 <= number < len(spans):
        return spans[number]
    return chr(ord(character) - _ASIDE) if number < 0 and ord(character) < _ASIDE + 128 else character


def _without_code(text: str, spans: list[str]) -> str:
    """The text with each code span as one character. What is in it is no Markdown."""
    parts: list[str] = []
    end = 0
    for span in code_in(text):
        if span.kind == "code" and len(spans) < _MOST_CODE:
            code = " ".join(text[span.start : span.end].strip("`").split())
            parts += [text[end : span.start], _set_aside(code, spans)]
            end = span.end
    return "".join([*parts, text[end:]])


def _set_aside(text: str, spans: list[str]) -> str:
    """One character for a stretch that is to be read as it is."""
    if len(spans) >= _MOST_CODE:
        return text
    spans.append(text)
    return chr(_CODE + len(spans) - 1)


def _without_tags(text: str) -> str:
    """The text with links and pictures of HTML as those of Markdown, and without tags that are style."""
    text = _STYLE_TAG.sub("", _BREAK.sub(" ", text))
    if "href" in text.lower():
        text = _HTML_LINK.sub(r"[\2](<\1>)", text)
    return _HTML_IMAGE.sub(_picture, text)


def _picture(tag: re.Match[str]) -> str:
    source, alternative = (_SOURCE.search(tag[1]), _ALTERNATIVE.search(tag[1]))
    if not source:
        return tag[0]
    address, label = (next(filter(None, found.groups()), "") if found else "" for found in (source, alternative))
    return f"![{label}](<{address}>)"


def _without_targets(text: str, links: list[InlineLink], spans: list[str]) -> str:
    """The text with links and pictures as their labels; their targets are added to the links."""

    def noted(link: re.Match[str]) -> str:
        address = _finished(link[2] or link[3] or "", spans)
        label = _finished(_without_emphasis(link[1]), spans)
        if label != address.removeprefix("mailto:"):
            links.append(InlineLink(label, address))
        return link[1]

    return _LINK.sub(noted, _IMAGE.sub(noted, text))


def _without_emphasis(text: str) -> str:
    """The text without the marks of emphasis that have a partner, as CommonMark 0.31 pairs them, near enough."""
    removed: list[tuple[int, int]] = []
    openers: dict[str, list[tuple[int, int]]] = {"*": [], "_": []}
    for run in _EMPHASIS.finditer(text):
        start, end, mark = run.start(), run.end(), run[0][0]
        before, after = text[start - 1 : start], text[end : end + 1]
        opens, closes = not (after.isspace() or not after), not (before.isspace() or not before)
        if mark == "_":
            opens, closes = opens and not before.isalnum(), closes and not after.isalnum()
        stack = openers[mark]
        while closes and stack and start < end:
            first, last = stack.pop()
            length = min(last - first, end - start)
            removed += [(last - length, last), (start, start + length)]
            start += length
            if first < last - length:
                stack.append((first, last - length))
        if opens and start < end:
            stack.append((start, end))
    return "".join(_left(text, sorted(removed)))


def _left(text: str, removed: list[tuple[int, int]]) -> Iterator[str]:
    end = 0
    for first, last in removed:
        yield text[end:first]
        end = last
    yield text[end:]
