"""How easily English reads: Rudolf Flesch's formula, and the sentences that make a text hard.

R. Flesch, "A new readability yardstick", *Journal of Applied Psychology* 32(3), 1948, pages 221 to 233. By the table
that goes with the formula, 60 to 70 is plain English, 50 to 60 fairly difficult and 30 to 50 difficult. Syllables are
counted by the spelling, which is right for most English words and a little off for some.
"""

import re
from dataclasses import dataclass

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


def ease(markdown: str) -> Ease:
    """The sentences, words and syllables of a Markdown text; code and references count as a word of one syllable."""
    found = [words(sentence) for sentence in sentences(markdown)]
    every = [word for sentence in found for word in sentence]
    return Ease(len(found), len(every), sum(map(syllables, every)))


def sentences(markdown: str) -> list[str]:
    """The sentences of a Markdown text without its markup, in order. Each entry of a list is one at least."""
    codes = code_in(markdown)
    text = masked(markdown, codes)
    for code in reversed(codes):
        text = text[: code.start] + "x" + text[code.end :] if code.kind == "code" else text
    text = _BULLET.sub("\x1e", REFERENCE.sub("x", _LINK.sub(r"\1", text)))
    parts = (" ".join(part.replace("\x1e", " ").split()) for part in _END.split(text))
    return [part for part in parts if _WORD.search(part)]


def words(sentence: str) -> list[str]:
    """The words of a sentence; a compound with hyphens is one."""
    return _WORD.findall(sentence)


def syllables(word: str) -> int:
    """The syllables of a word by its spelling, at least one; figures and abbreviations count as one."""
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
