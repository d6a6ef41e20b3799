"""The texts of templates in the language of a site, from one gettext catalogue for each language.

Nobody marks what is text. A template is a stream of tokens, in which text is what stands between tags of HTML, in the
attributes that readers meet, and in the headings and paragraphs of Markdown. Such a text is a message, with a number in
braces for each value in it, which a translation may put elsewhere or leave out; ``{0?step:steps}`` is a word by whether
that value is one. Where a statement of a template is in a sentence, the sentence is several messages. Strings in
expressions are messages too, if they are in the catalogue.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from jinja2 import Environment, nodes
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from markdown.extensions.toc import slugify

from trailbook.records.vocabulary import words
from trailbook.text.days import read_day
from trailbook.text.prose import MONTHS, in_prose

if TYPE_CHECKING:
    from trailbook.risk.reviews.sittings import Quarter

LOCALE = "locale"
"""The folder of the catalogues beside the templates: ``trailbook.pot`` for translators, and one file a language."""
SCRIPT = "script"
"""The context of the messages of scripts in the catalogues."""

Translate = Callable[[str], str | None]
"""Gives the translation of a message; None if there is none."""

_OPEN, _CLOSE = "\ue000", "\ue001"
_PLACE = re.compile(f"{_OPEN}(\\d+(?:\\?[^{_CLOSE}]*)?){_CLOSE}")
NUMBER = re.compile(r"\{(\d+)(\?[^{}:]*:[^{}]*)?\}")
"""A value in a message, or the word by its number in a translation."""
_TAG_END = re.compile(r"[^<>]*>")
_TAG = re.compile(r"<(?=[a-zA-Z/!])[^>]*(?:>|\Z)")
_ATTRIBUTE = re.compile(r'(\b(?:title|aria-label|placeholder|alt|summary|data-tb-label|data-tb-filter)=")([^"]*)(?=")')
_MARKUP = re.compile(r"[ \t]*(?:#{1,6}[ \t]+|(?:[-*]|\d+\.)[ \t]+|>[ \t]+)?")
_ANCHOR = re.compile(r"[ \t]*(?:\{ ?:?[ ]?[#.][^}\n]*\})?[ \t]*$")
_OF_TAG = re.compile(r'[a-z-]+="')
"""A text that is an attribute, from a macro that gives one."""
_FRONT = re.compile(r"(?:title|description): ")
_WORD = re.compile(r"[^\W\d_]{2,}")
_ATTRIBUTES = (" selected", " open", " checked", " hidden")
_PROSE = re.compile(r"(?:[ ,:;]+[a-z][\w’' ,.]*|[A-Z][a-z’']+\b[^/_=<>{}]*|[a-z’']+(?: [\w’',;:.()-]+)+)")
"""A string in an expression that is text: it begins like a sentence, or is several words."""


def is_prose(text: str) -> bool:
    """Whether a string of an expression is a text for readers, and not a name, a path or a class."""
    is_name = text in _ATTRIBUTES or re.search(r"\.(?:md|html|json|j2)\b|\btb-", text)
    return bool(_PROSE.fullmatch(text)) and not is_name


class Translated(Extension):
    """Translates the tokens of a template before they are parsed, by ``translate`` of its environment."""

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        environment.extend(translate=None, translated_strings=None)

    def filter_stream(self, stream: TokenStream) -> Iterable[Token]:
        """The tokens in the language of the environment."""
        translate: Translate | None = self.environment.translate  # type: ignore[attr-defined]
        return _Template(translate).tokens(stream) if translate else stream

    def parse(self, parser: object) -> nodes.Node:
        """There are no tags of its own."""
        raise NotImplementedError


class _Template:
    """The translation of one template: where in it the text has got to, between one run of tokens and the next."""

    def __init__(self, translate: Translate) -> None:
        self._translate = translate
        self._in_tag = False
        self._in_front = self._in_code = False
        self._run: list[str] = []
        self._values: list[list[Token]] = []
        self._line = 1

    def tokens(self, stream: Iterable[Token]) -> Iterator[Token]:
        """All tokens."""
        value: list[Token] | None = None
        in_block = False
        for token in self._with_texts([*stream]):
            if token.type == "variable_begin":
                value = [token]
            elif value is not None:
                value.append(token)
                if token.type == "variable_end":
                    self._run.append(f"{_OPEN}{len(self._values)}{_CLOSE}")
                    self._values.append(value)
                    value = None
            elif token.type == "data":
                self._line = token.lineno if not self._run else self._line
                self._run.append(token.value)
            else:
                if not in_block:
                    yield from self._flush()
                in_block = token.type != "block_end" if token.type != "block_begin" else True
                yield token
        yield from self._flush()

    def _with_texts(self, tokens: list[Token]) -> Iterator[Token]:
        """The tokens with the strings that are texts translated; what is compared with something is a name."""
        beside = [None, *tokens, None]
        for before, token, after in zip(beside, tokens, beside[2:], strict=False):
            compared = any(one and (one.type in ("eq", "ne") or one.value == "in") for one in (before, after))
            if token.type == "string" and is_prose(token.value) and not compared:
                yield Token(token.lineno, token.type, self._translate(token.value) or token.value)
            else:
                yield token

    def _flush(self) -> Iterator[Token]:
        """The tokens of a run of text and values."""
        text = "".join(self._text("".join(self._run))) if self._run else ""
        for index, part in enumerate(_PLACE.split(text)):
            if index % 2:
                number, _, forms = part.partition("?")
                value = self._values[int(number)]
                yield from _form(value, *forms.split(":", 1)) if forms else value
            elif part:
                yield Token(self._line, "data", part)
        self._run, self._values = [], []

    def _text(self, run: str) -> Iterator[str]:
        """A run with its texts translated, tags and what is between them in turn."""
        at = 0
        if self._in_tag:
            end = _TAG_END.match(run)
            at = end.end() if end else len(run)
            self._in_tag = not end
            yield self._tag(run[:at])
        while at < len(run):
            tag = _TAG.search(run, at)
            yield from self._between(run[at : tag.start() if tag else len(run)])
            if tag is None:
                return
            self._in_tag = not tag[0].endswith(">")
            yield self._tag(tag[0])
            at = tag.end()
            if tag[0].startswith("<code"):
                code = run[at:].partition("<")[0]
                yield code
                at += len(code)

    def _tag(self, tag: str) -> str:
        return _ATTRIBUTE.sub(lambda found: f"{found[1]}{self._message(found[2])}", tag)

    def _between(self, text: str) -> Iterator[str]:
        """What is between tags: lines of Markdown, of which those of one paragraph are one message."""
        paragraph: list[str] = []
        for line in re.split(r"(?<=\n)", text):
            bare = line.strip()
            if bare.startswith("```") or (bare == "---" and not self._in_code):
                yield self._paragraph(paragraph)
                paragraph = []
                self._in_code ^= bare.startswith("```")
                self._in_front ^= bare == "---"
                yield line
            elif self._in_code or (self._in_front and not _FRONT.match(line)):
                yield line
            elif self._in_front:
                key, _, rest = line.partition(": ")
                yield f"{key}: {self._message(rest)}"
            elif bare.startswith("|"):
                yield self._paragraph(paragraph)
                paragraph = []
                yield "|".join(self._message(cell) for cell in line.split("|"))
            else:
                if not bare or _MARKUP.match(line)[0].strip():  # type: ignore[index]
                    yield self._paragraph(paragraph)
                    paragraph = []
                paragraph.append(line)
        yield self._paragraph(paragraph)

    def _paragraph(self, lines: list[str]) -> str:
        text = "".join(lines)
        markup = _MARKUP.match(text)[0] if lines else ""  # type: ignore[index]
        body = text[len(markup) :]
        stripped = body.rstrip()
        anchor = _ANCHOR.search(stripped)
        end = anchor.start() if anchor else len(stripped)
        translated = self._message(body[:end])
        if markup.lstrip().startswith("##") and end == len(stripped) and translated != body[:end]:
            translated += f" {{ #{slugify(body[:end], '-')} }}"  # others link to a heading by its words in English
        return f"{markup}{translated}{body[end:]}"

    def _message(self, text: str) -> str:
        """A text with a message in it translated, and blanks around it as they were."""
        body = text.strip()
        if not _WORD.search(_PLACE.sub("", body)) or "{" in body or _OF_TAG.match(body):
            return text
        values = _PLACE.findall(body)
        numbers = iter(range(len(values)))
        message = " ".join(_PLACE.sub(lambda _: f"{{{next(numbers)}}}", body).split())
        if (found := self._translate(message)) is None:
            return text
        before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        return before + NUMBER.sub(lambda place: _value(values, int(place[1]), place[2] or ""), found) + after


def _value(values: list[str], number: int, forms: str) -> str:
    """The value with a number, or the word by it; nothing if a translation names one that there is not."""
    return f"{_OPEN}{values[number]}{forms}{_CLOSE}" if number < len(values) else ""


def _form(value: list[Token], one: str, many: str) -> Iterator[Token]:
    """The expression that gives a word by whether the value of another is one."""
    line, (begin, *inner, end) = value[0].lineno, value
    tokens = (
        ("string", one), ("name", "if"), ("lparen", "("), *((token.type, token.value) for token in inner),
        ("rparen", ")"), ("eq", "=="), ("integer", 1), ("name", "else"), ("string", many),
    )  # fmt: skip
    yield begin
    yield from (Token(line, type, text) for type, text in tokens)  # type: ignore[arg-type]
    yield end


@cache
def catalogue(language: str, context: str = "") -> Mapping[str, str]:
    """The translations into a language by their messages; none if there is no catalogue for it.

    Without a ``context`` they are those of templates, else those of ``sentences``.
    """
    file = files("trailbook.site") / LOCALE / f"{language}.po"
    if not re.fullmatch(r"[a-z]{2,3}", language) or not file.is_file():
        return {}
    from babel.messages.pofile import read_po  # noqa: PLC0415 - only sites in other languages need it

    with file.open("rb") as opened:
        found = [one for one in read_po(opened) if one.id and one.string and not one.fuzzy]
    return {str(one.id): str(one.string) for one in found if (one.context or "") == context}


_SPOKEN = ["en"]
"""The language of the pages that this process renders."""


def speak(language: str) -> None:
    """Render pages in a language from now on; in English if there is no catalogue for it."""
    short = language.partition("-")[0].lower()
    _SPOKEN[0] = short if catalogue(short) else "en"


def spoken() -> str:
    """The language in which pages are rendered."""
    return _SPOKEN[0]


def translated(text: str) -> str:
    """A text of ours in the language of the site."""
    return catalogue(_SPOKEN[0]).get(text, text)


def script_in_language(script: bytes) -> bytes:
    """A script whose texts are in the language of the site."""
    texts = catalogue(spoken(), SCRIPT)
    if not texts:
        return script
    source = script.decode()
    for message, translation in sorted(texts.items(), key=lambda entry: -len(entry[0])):
        source = source.replace(f"`{message}`", f"`{translation}`")
        source = source.replace(f'"{message}"', json.dumps(translation, ensure_ascii=False))
    return source.encode()


def day_in_words(day: date) -> str:
    """A day in a sentence, as the language of the site writes it."""
    if spoken() == "en":
        return in_prose(day)
    from babel.dates import format_date  # noqa: PLC0415 - only sites in other languages need it

    return str(format_date(day, "medium", locale=spoken()))


def date_in_words(stated: date | str) -> str:
    """A day as a record states it, which may be a month such as 2025-11 or a year, as the language writes it."""
    if not isinstance(stated, str):
        return day_in_words(stated)
    if day := read_day(stated):
        return day_in_words(day)
    month = read_day(f"{stated}-01")
    return month_of_year(month) if month else stated


def month_of_year(day: date) -> str:
    """The month of a day with its year, as the language of the site writes it."""
    return f"{month_in_words(day.month)} {day.year}"


def months_of_quarter(quarter: Quarter) -> str:
    """A quarter by its first and its last month, such as "Jan–Mar 2027"."""
    return f"{month_in_words(quarter.first.month)}–{month_of_year(quarter.last)}"


def month_in_words(month: int) -> str:
    """The short name of a month, from 1 on, as the language of the site writes it."""
    if spoken() == "en":
        return MONTHS[month - 1]
    from babel.dates import get_month_names  # noqa: PLC0415 - only sites in other languages need it

    return str(get_month_names("abbreviated", locale=spoken())[month])


def translated_words(word: str) -> str:
    """A word of a closed list in the language of the site."""
    return translated(words(word))
