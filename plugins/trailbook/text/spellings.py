"""Text as a reader sees it, however a file spells it, with the place of each character in the file.

A name is still read if its letters are entities, escape sequences, full-width forms or look-alikes of another script,
or if marks that nobody sees stand between them.
"""

import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

_DECODED = (
    r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});?"  # HTML
    r"|\\x[0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}|\\\r?\n[ \t]*"  # YAML 1.2, section 5.7; JSON
    r"|\\[!-/:-@\[-`{-~]"  # Markdown
    r"|(?:%[0-9A-Fa-f]{2})+"  # addresses
)
_MARKUP = (
    r"<!--(?:[^-]|-(?!->))*+-->|</?[A-Za-z][^<>]*+>"  # HTML
    r"|\]\([^()\s]*+\)|\{:[^{}\n]*+\}|[\[\]*`~]"  # Markdown
)
_BLOCK = re.compile(
    r"</?+(?!!|(?:a|abbr|b|code|del|em|font|i|ins|kbd|mark|s|small|span|strong|sub|sup|tspan|tt|u|var|wbr)\b)",
    re.IGNORECASE,
)
"""A tag that divides words, as all do but those within a line (HTML, section 4.5)."""
_SPELLED = re.compile(_DECODED)
_MARKED = re.compile(f"(?P<markup>{_MARKUP})|{_DECODED}")
_HAS_MARKS = re.compile(r"[<\[\]*`~{]")
_HAS_CODES = re.compile(r"[&\\%\x00-\x08\x0e-\x1f]|[^\x00-\x7f]")

_LOOK_ALIKES = str.maketrans(
    "\u0410\u0412\u0415\u0405\u0406\u0408\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425"
    "\u0430\u0435\u0456\u0458\u043e\u0440\u0441\u0443\u0445\u0455"
    "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u03bf",
    "ABESIJKMHOPCTYXaeijopcyxsABEZHIKMNOPTYXo",
)
"""Cyrillic and Greek letters that look as Latin ones do (Unicode Technical Standard 39, confusables)."""

_SINGLES = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
    "\u2e80-\u2fdf\u3005-\u3007\u3041-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
"""Letters of scripts that put no space between words: each counts as a word."""
WORD = re.compile(rf"[{_SINGLES}]|[^\W_{_SINGLES}]+")
_NAME_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_SINGLE = re.compile(f"[{_SINGLES}]")


class _Folds(dict[int, str]):
    """The plain form of each character: without accents, widths and looks; nothing for what nobody sees."""

    def __missing__(self, point: int) -> str:
        character = chr(point)
        if point < 0x80:
            folded = "" if point < 0x20 and character not in "\t\n\r" else character
        else:
            parts = unicodedata.normalize("NFKD", character.translate(_LOOK_ALIKES)).translate(_LOOK_ALIKES)
            folded = "".join(map(_plain, parts))
        self[point] = folded
        return folded


def _plain(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Mn", "Me", "Cf", "Cc"):
        return ""
    return "-" if category == "Pd" or character == "\N{MINUS SIGN}" else character


_FOLDS = _Folds()


def fold(text: str) -> str:
    """The text for comparing: in one case, without accents, widths and looks, with every dash a hyphen."""
    return (text if text.isascii() else text.translate(_FOLDS)).casefold()


def words(text: str) -> tuple[str, ...]:
    """The folded words of a text. Where words are not divided by spaces, each letter is one."""
    return tuple(WORD.findall(fold(text)))


def name_words(name: str) -> list[str]:
    """The words of a name in a program or a setting, in small letters: ``clientSecret`` has two."""
    return [word.lower() for word in _NAME_WORD.findall(name)]


def length(title: tuple[str, ...]) -> float:
    """How many words a title has, in which two letters of a script without spaces count as one."""
    return sum(0.5 if _SINGLE.match(word) else 1 for word in title)


@dataclass(frozen=True)
class Reading:
    """A text as it is read (``plain``) and as it is written.

    ``pattern`` matches what was decoded or left out for it; None if nothing was.
    """

    plain: str
    written: str
    pattern: "re.Pattern[str] | None" = None

    def places(self, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """The spans of the plain text as spans of the written text."""
        if self.pattern is None:
            return spans
        starts, ends = zip(*_places(self.written, self.pattern), strict=True)
        return [(starts[start], ends[end - 1]) for start, end in spans]


def readings(text: str) -> Iterator[Reading]:
    """The text as it is written, as it is read once its characters are decoded, and without its markup."""
    yield Reading(text, text)
    if _HAS_CODES.search(text):
        yield Reading(_read(text, _SPELLED), text, _SPELLED)
    if _HAS_MARKS.search(text):
        yield Reading(_read(text, _MARKED), text, _MARKED)


def _read(text: str, pattern: "re.Pattern[str]") -> str:
    return pattern.sub(_decoded, text).translate(_FOLDS)


def _decoded(match: "re.Match[str]") -> str:
    code = match[0]
    if match.re is _MARKED and match["markup"]:
        return " " if code[0] == "<" and _BLOCK.match(code) else ""
    if code[0] == "&":
        return html.unescape(code)
    if code[0] == "%":
        return unquote(code)
    if code[1] in "xuU" and len(code) > 2:
        point = int(code[2:], 16)
        return chr(point) if point < 0x110000 else code
    return "" if code[1] in "\r\n" else code[1]


def _places(text: str, pattern: "re.Pattern[str]") -> Iterator[tuple[int, int]]:
    """Where each character of the text as it is read begins and ends in the text as it is written."""
    end = 0
    for match in pattern.finditer(text):
        yield from _each(text, end, match.start())
        for character in _decoded(match):
            yield from ((match.start(), match.end()) for _ in _FOLDS[ord(character)])
        end = match.end()
    yield from _each(text, end, len(text))


def _each(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for place in range(start, end):
        yield from ((place, place + 1) for _ in _FOLDS[ord(text[place])])
