"""Acronyms that a text uses before it says what they stand for."""

import re
from collections.abc import Collection, Iterable, Iterator

from trailbook.risk.playbooks.readability import sentences

KNOWN = ("AI", "EU", "HR", "ID", "IT", "OK", "PC", "PDF", "PIN", "UK", "US")
"""What needs no words: these are read as words themselves."""

PLACEHOLDER = "TODO"
"""No acronym in any organisation: it marks what is still to be written."""

SHOUTED = 3
"""A sentence with as many different ones writes words in capitals for their weight, or as places to fill in."""

_ACRONYM = re.compile(r"(?<![\w./-])(?=\w*[A-Z]\w*[A-Z])[A-Z][A-Z0-9]{1,5}(?=s?(?![\w-]))")
_DEFINED = re.compile(r"^[ \t]*\*\[([^\]\n]+)\]:[ \t]*\S", re.MULTILINE)


def unexplained(texts: Iterable[str], body: str, known: Collection[str] = KNOWN) -> Iterator[tuple[int, str, str]]:
    """The acronyms whose first use does not say what they stand for: the place of the text, the acronym, its sentence.

    ``texts`` are read in their order. An acronym is two to six capitals and figures, at least two of them capitals;
    code, references and what is part of a longer name are none. It is explained where words in brackets follow its
    first use, where it stands in brackets itself behind words, or where ``body`` defines it as ``*[ABC]: words``.
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
