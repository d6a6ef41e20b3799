"""How easily English reads: Rudolf Flesch's formula, the sentences of a text, and acronyms that it does not explain.

R. Flesch, "A new readability yardstick", *Journal of Applied Psychology* 32(3), 1948, pages 221 to 233. By the table
that goes with the formula, 60 to 70 is plain English, 50 to 60 fairly difficult and 30 to 50 difficult. Syllables are
counted by the spelling, which is right for most English words and a little off for some.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from trailbook.records.references import REFERENCE
from trailbook.text.code import code_in, masked

_WORD = re.compile(r"[A-Za-z0-9]+(?:['’-][A-Za-z0-9]+)*")
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*(?: \"[^\"]*\")?\)")
_BULLET = re.compile(r"^[ \t]*(?:[-*+]|\d+[.)])[ \t]+", re.MULTILINE)
_END = re.compile(r"(?<=[.!?])[\"'”’)*_]*\s+|\n[ \t]*\n\s*|\n(?=\x1e)|:\s*\n")
_SILENT = re.compile(r"(?<=[a-z]{2})(?:(?<![sxzcgh])(?<![^aeiou]l)es|(?<![td])ed|(?<![^aeiou]l)e)$")
_INNER = re.compile(r"(?<=[a-z]{2})e(?=(?:ful|ly|ment|less|ness|where|thing|times|one|body)$)")
_SOUNDS = re.compile(r"[aeiouy]+")
_PARTED = re.compile(r"ia(?!l|n|r)|io(?!n|u)|iu|(?:eo|ea)$|crea|sci|(?<![tc])ie(?:nt|nc|t$)|[^gq]ua|uo|[aeiouy]ing$")
_SPOKEN = (("every", "evry"), ("business", "bisness"))


@dataclass(frozen=True)
class Ease:
    """What the formula needs of a text."""

    sentences: int
    words: int
    syllables: int

    @property
    def score(self) -> float:
        """Flesch Reading Ease: the higher, the easier; 100 for a text without words."""
        if not self.words:
            return 100.0
        return 206.835 - 1.015 * self.words / self.sentences - 84.6 * self.syllables / self.words


@lru_cache(4_000)  # a served site asks again at each edit, of the same texts
def ease(markdown: str) -> Ease:
    """The sentences, words and syllables of a Markdown text; code and references count as a word of one syllable."""
    found = [words(sentence) for sentence in sentences(markdown)]
    every = [word for sentence in found for word in sentence]
    return Ease(len(found), len(every), sum(map(syllables, every)))


def sentences(markdown: str) -> list[str]:
    """The sentences of a Markdown text without its markup, in order. Each item of a list is at least one sentence."""
    codes = code_in(markdown)
    text = masked(markdown, codes)
    for code in reversed(codes):
        text = text[: code.start] + "x" + text[code.end :] if code.kind == "code" else text
    text = _BULLET.sub("\x1e", REFERENCE.sub("x", _LINK.sub(r"\1", text)))
    parts = (" ".join(part.replace("\x1e", " ").split()) for part in _END.split(text))
    return [part for part in parts if _WORD.search(part)]


def words(sentence: str) -> list[str]:
    """The words of a sentence; a hyphenated compound is one word."""
    return _WORD.findall(sentence)


def syllables(word: str) -> int:
    """The number of syllables of a word by its spelling, at least one; figures and abbreviations count as one."""
    if not word.isascii() or any(c.isdigit() for c in word) or (word.isupper() and len(word) > 1):
        return 1
    parts = re.split(r"[-'’]", word.lower())
    return max(1, sum(_of_part(part) for part in parts if len(part) > 1 or part in "aio"))


def _of_part(part: str) -> int:
    if len(part) <= 3:
        return 1
    for written, spoken in _SPOKEN:
        part = part.replace(written, spoken)
    heard = _INNER.sub("", _SILENT.sub("", part))
    return max(1, len(_SOUNDS.findall(heard)) + len(_PARTED.findall(heard)))


KNOWN = ("AI", "EU", "HR", "ID", "IT", "OK", "PC", "PDF", "PIN", "UK", "US")
"""Acronyms that need no explanation, because they are read as words."""


PLACEHOLDER = "TODO"
"""Never an acronym: it marks what is still to be written."""


SHOUTED = 3
"""A sentence with at least as many different acronyms uses capitals for emphasis, or as places to fill in."""


_ACRONYM = re.compile(r"(?<![\w./-])(?=\w*[A-Z]\w*[A-Z])[A-Z][A-Z0-9]{1,5}(?=s?(?![\w-]))")


_DEFINED = re.compile(r"^[ \t]*\*\[([^\]\n]+)\]:[ \t]*\S", re.MULTILINE)


def unexplained(texts: Iterable[str], body: str, known: Collection[str] = KNOWN) -> Iterator[tuple[int, str, str]]:
    """The acronyms whose first use does not explain them: the index of the text, the acronym, and its sentence.

    ``texts`` are read in order. An acronym is two to six capitals and figures, at least two of them capitals; code,
    references and parts of longer names do not count. It is explained if words in brackets follow its first use, if it
    is itself in brackets after words, or if ``body`` defines it as ``*[ABC]: words``.
    """
    met = {PLACEHOLDER, *known, *_DEFINED.findall(body)}
    for place, text in enumerate(texts):
        for sentence in sentences(text):
            used = list(_ACRONYM.finditer(sentence))
            if len({found[0] for found in used}) >= SHOUTED:
                continue
            for found in used:
                if found[0] not in met and not _is_explained(sentence, found):
                    yield place, found[0], sentence
                met.add(found[0])


def _is_explained(sentence: str, found: re.Match[str]) -> bool:
    before, after = sentence[: found.start()], sentence[found.end() :]
    in_brackets = re.search(r"[a-z]+ [*_]*\([*_]*$", before) and re.match(r"s?[*_]*\)", after)
    return bool(in_brackets or re.match(r"s?(?:['’]s)?[*_]* \([^)]*[a-z]{2,} ", after))
