"""Ids for what other tools call by UUIDs, names or numbers: their own where they read well, else short new ones."""

import re
import unicodedata
from collections.abc import Container, Iterable, Mapping
from itertools import chain, count

from trailbook.interchange.draft import Part
from trailbook.records.kinds import PREFIXES
from trailbook.records.model import ITEM_ID

Key = tuple[str, str]
"""A section and what the source calls a part of it."""

LETTERS = {
    "boundaries": "B",
    "components": "C",
    "data": "D",
    "flows": "F",
    "entry_points": "E",
    "threats": "T",
    "mitigations": "M",
    "assumptions": "A",
}
"""What the numbered ids of a section begin with."""

BACK = "/back"
"""What the key of a flow ends with that is the way back of one that moves data both ways."""
_LONGEST = 64
_WORDS = 40
_MACHINE_MADE = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-|[0-9A-Fa-f-]{16,}$|.*[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-")


def assign(parts: Iterable[Part], known: Mapping[Key, str], taken: Container[str]) -> dict[Key, str]:
    """An id for each part. ``known`` ids are kept; new ones are in none of ``taken`` and differ from each other.

    Ids that the source gives go first, so a made one never takes the place of a given one.
    """
    parts = list(parts)
    ids = {key: known[key] for part in parts if (key := (part.section, part.key)) in known}
    used = set(ids.values())

    def claim(key: Key, candidates: Iterable[str]) -> None:
        ids[key] = next(id for id in candidates if id not in used and id not in taken)
        used.add(ids[key])

    for part in parts:
        if (key := (part.section, part.key)) not in ids and _usable(part.key):
            claim(key, _numbered(part.key))
    for part in parts:
        if (key := (part.section, part.key)) not in ids:
            word = _word(part, ids)
            letter = LETTERS[part.section]
            claim(key, _numbered(word) if word else (f"{letter}{number}" for number in count(1)))
    return ids


def _usable(key: str) -> bool:
    """Whether what the source calls a part can be its id and can be read by people."""
    return (
        len(key) <= _LONGEST
        and re.fullmatch(ITEM_ID, key) is not None
        and not _MACHINE_MADE.match(key)
        and key.partition("-")[0] not in PREFIXES  # it would be read as another record
    )


def _numbered(word: str) -> Iterable[str]:
    cut = word[: _LONGEST - 6]
    return chain([word], (f"{cut}-{number}" for number in count(2)))


def _word(part: Part, ids: Mapping[Key, str]) -> str:
    """The word that an id is made of: of the way there for the way back, of the name for a component."""
    there = ids.get((part.section, part.key.removesuffix(BACK)))
    if part.key.endswith(BACK) and there:
        return f"{there}-back"
    if part.section != "components":
        return ""
    word = slug(str(part.facts.get("name", "")))
    return word if not word or _usable(word) else f"C-{word}"


def slug(text: str) -> str:
    """The words of a name in capitals, joined by hyphens; empty where it has no Latin letters or digits."""
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    found = ""
    for word in re.findall(r"[A-Z0-9]+", folded.upper()):
        if len(found) + len(word) >= _WORDS:
            return found or word[:_WORDS]
        found = f"{found}-{word}" if found else word
    return found
