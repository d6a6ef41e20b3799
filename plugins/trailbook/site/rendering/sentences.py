"""Sentences that other rooms word, and the texts of scripts, in the language of a site.

Rules, pictures and trails speak English: they know of no site. What they say is a message too, in a context of its own,
with a number in braces for each value, and a sentence is recognised by its message. What is there for a value is a
sentence in turn, a word of a closed list, or somebody's own words, which stay. The texts of scripts are messages as
they are written there, with ``${...}`` for values.
"""

import html
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache
from typing import ParamSpec, TypeVar, cast

from trailbook.records.states import shown_state
from trailbook.site.rendering.translation import NUMBER, catalogue, day_in_words, month_in_words, spoken
from trailbook.text.prose import MONTHS
from trailbook.trail.changes.change import Change
from trailbook.trail.decisions import JsonValue
from trailbook.trail.sentences import saying

SENTENCE, CHANGE = "sentence", "change"
"""The contexts of the messages in the catalogues; that of scripts is in ``translation``."""

Values = ParamSpec("Values")
Words = TypeVar("Words")
_LONGEST = 1_000
"""A text of more characters is no sentence of ours."""
_DEEPEST = 5
_END = re.compile(r"(?<=[.!?])\s+")
_TOGETHER = 5
"""How many sentences a message has at most."""
_DRAWN = re.compile(r'(<(?:title|desc|text)\b[^>]*>|\baria-label=")([^<>"]+)')
_WORD = re.compile(r"[^\W\d_]{2,}")
_OWN_SHAPE = re.compile(r"[A-Z][a-z]+: \Z|.*×")
"""What begins a message that its shape makes known, though it has one word or none."""
_LABELLED = re.compile(r"([^:]+): (.+?)(\.?)")
_COUNTED = re.compile(r"([a-z ]+)( (?:[≥≤] )?[\d.,]+)")
_DAY = re.compile(r"(\d{1,2}) ([A-Z][a-z]{2}) (\d{4})")
"""A day as ``in_prose`` writes it."""
_STOP = re.compile(r"(?<=[.!])\s+")
_NUMBER = re.compile(r"[\d.,]+|no|none", re.IGNORECASE)
"""What is before a noun alone: "3 flows" is a count, "Approval flow" a name."""
_ASIDE = re.compile(r"(.*[^ ]) \(([^()]+)\)")


@dataclass(frozen=True)
class _Form:
    """A message with values: what is around them, and its translation."""

    parts: tuple[str, ...]
    translation: str

    @property
    def letters(self) -> int:
        return sum(map(len, self.parts))

    @property
    def is_distinctive(self) -> bool:
        """Whether its own words are enough to know it by; else it is only taken for a value of another."""
        is_framed = self.parts[0][:1].isupper() and self.parts[-1].endswith(".")
        own = len(_WORD.findall(" ".join(self.parts)))
        return own > 1 or (own == 1 and is_framed) or bool(_OWN_SHAPE.match("".join(self.parts[:2])))

    def values(self, text: str) -> list[str] | None:
        """What is there for each value; None if the text is no such sentence."""
        first, *between, last = self.parts
        if len(text) < self.letters or not text.startswith(first) or not text.endswith(last):
            return None
        found, at, end = [], len(first), len(text) - len(last)
        for part in between:
            place = text.find(part, at, end)
            if place < 0:
                return None
            found.append(text[at:place])
            at = place + len(part)
        found.append(text[at:end])
        is_noun = self.parts[0] == "" and len(self.parts) == 2 and not self.parts[1].endswith(".")
        is_count = is_noun and (not self.is_distinctive or found[0][:1].isdigit())
        return None if is_count and not _NUMBER.fullmatch(found[0]) else found


@cache
def _forms(language: str) -> Sequence[_Form]:
    """The messages with values, those first that have most letters of their own."""
    forms = [
        _Form(tuple(re.split(r"\{\d+\}", message)), translation)
        for message, translation in catalogue(language, SENTENCE).items()
        if NUMBER.search(message)
    ]
    return sorted(forms, key=lambda form: (-form.letters, form.parts))


def in_language(text: str) -> str:
    """A sentence of ours, or several, in the language of the site; any other text as it is."""
    language = spoken()
    if language == "en" or " " not in text or len(text) > _LONGEST:
        return text
    if (said := _said(text, language, 0)) != text or not _END.search(text):
        return said
    said = _one_by_one(_END.split(text), language)
    return said if said != text else _said(text, language, 0, is_loose=True)


def _one_by_one(sentences: Sequence[str], language: str) -> str:
    """Sentences of which as many together as one message has are said, and others stay."""
    found: list[str] = []
    at = 0
    while at < len(sentences):
        for end in range(min(len(sentences), at + _TOGETHER), at, -1):
            piece = " ".join(sentences[at:end])
            if (said := _said(piece, language, 0)) != piece or end == at + 1:
                found.append(said)
                at = end
                break
    return " ".join(found)


@lru_cache(maxsize=16_384)
def _said(text: str, language: str, depth: int, is_loose: bool = False) -> str:
    """A sentence by its message. Only a loose one has a value of several sentences, such as somebody's reason."""
    known = catalogue(language, SENTENCE)
    if text in known or depth > _DEEPEST:
        return known.get(text, text)
    if text.endswith(".") and text[:-1] in known:
        return f"{known[text[:-1]]}."
    for form in _forms(language):
        values = form.values(text) if depth or form.is_distinctive else None
        if values is not None and (is_loose or not any(_END.search(value.strip()) for value in values)):
            said = [_value(value, language, depth + 1) for value in values]
            return NUMBER.sub(lambda place: _put(said, values, int(place[1]), place[2] or ""), form.translation)  # noqa: B023 - called at once
    return text


def worded(words: Callable[Values, Words], *values: Values.args, **options: Values.kwargs) -> Words:
    """What a function of ``trail.sentences`` gives, in the language of the site. By itself it speaks English."""
    if spoken() == "en":
        return words(*values, **options)
    with saying(_message_in_language):
        return words(*values, **options)


def as_on_pages(change: Change) -> Change:
    """A change with its values as pages name them: the state of a connector's vetting has another word there."""
    if change.field != "vetting.state":
        return change
    shown = cast("Callable[[JsonValue], JsonValue]", shown_state)
    return replace(change, before=shown(change.before), after=shown(change.after))


def _message_in_language(message: str, *values: str) -> str:
    if day := _day(message):
        return day
    known = catalogue(spoken(), CHANGE).get(message) or catalogue(spoken()).get(message, message)
    return NUMBER.sub(lambda place: _put(values, values, int(place[1]), place[2] or ""), known) if values else known


def field_in_language(name: str) -> str:
    """The name of a field of a record, as sentences on its changes call it."""
    return catalogue(spoken(), CHANGE).get(name, name)


def _put(said: Sequence[str], values: Sequence[str], number: int, forms: str) -> str:
    """The value with a number, or the word by whether that value is one."""
    if not forms:
        return said[number]
    one, many = forms[1:].split(":", 1)
    return one if values[number] == "1" else many


def _value(text: str, language: str, depth: int) -> str:
    if text[:1] == " ":
        return f" {_value(text[1:], language, depth)}"
    if text.islower() and (known := catalogue(language).get(text)):
        return known
    if day := _day(text):
        return day
    if (said := _said(text, language, depth, is_loose=depth == 1)) != text or " " not in text:
        return said
    if "; " in text:
        return "; ".join(_value(part, language, depth + 1) for part in text.split("; "))
    if depth <= _DEEPEST and (pair := _LABELLED.fullmatch(text)):
        return f"{_headed(pair[1], language)}: {_value(pair[2], language, depth + 1)}{pair[3]}"
    if (aside := _ASIDE.fullmatch(text)) and depth <= _DEEPEST:
        return f"{_value(aside[1], language, depth + 1)} ({_value(aside[2], language, depth + 1)})"
    first, conjunction, last = text.rpartition(" and ")
    if conjunction and depth <= _DEEPEST:
        both = catalogue(language).get(" and ", conjunction)
        return f"{_value(first, language, depth + 1)}{both}{_value(last, language, depth + 1)}"
    return ", ".join(_value(part, language, depth + 1) for part in text.split(", ")) if ", " in text else text


def _day(text: str) -> str:
    """A day of ours in the language of the site; empty if a text is none."""
    found = _DAY.fullmatch(text)
    if not found or found[2] not in MONTHS:
        return ""
    return day_in_words(date(int(found[3]), MONTHS.index(found[2]) + 1, int(found[1])))


def _headed(word: str, language: str) -> str:
    """What is before a colon, if it is a word of ours, or a day."""
    if day := _day(word):
        return day
    known = catalogue(language).get(word) or catalogue(language).get(word.lower())
    return word if known is None else known[:1].upper() + known[1:]


def words_in_language(text: str) -> str:
    """Words that a picture or a chart has in its text alternative, all of them ours but for names in them."""
    if (language := spoken()) == "en":
        return text
    return " ".join(_value(sentence, language, 1) for sentence in _STOP.split(text))


def svg_in_language(svg: str) -> str:
    """A drawing whose names for those who can't see it, and its months, are in the language of the site."""
    language = spoken()
    return svg if language == "en" else _DRAWN.sub(lambda found: _drawn(found, language), svg)


def _drawn(found: re.Match[str], language: str) -> str:
    lines = html.unescape(found[2]).split("\n")
    if found[1].startswith("<text"):
        said = [_label(line, language) for line in lines]
    else:
        said = [words_in_language(line) for line in lines]
    return found[1] + html.escape("\n".join(said))


@lru_cache(maxsize=4_096)
def _label(line: str, language: str) -> str:
    """A line of text in a drawing: a month, a sentence, a mark before a name, or a word of a list after an id."""
    if line in MONTHS:
        return month_in_words(MONTHS.index(line) + 1)
    if (said := _said(line, language, 1)) != line:
        return said
    mark, colon, name = line.partition(": ")
    if colon and (said := _said(mark, language, 1)) != mark:
        return f"{said}: {name}"
    if counted := _COUNTED.fullmatch(line):
        return f"{_value(counted[1], language, 2)}{counted[2]}"
    if line.islower():
        return _value(line, language, 2)
    before, dot, word = line.rpartition(" · ")
    return f"{before}{dot}{catalogue(language).get(word, word)}" if word.islower() else line
