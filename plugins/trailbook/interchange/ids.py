"""Ids for the parts of other tools' models: their own ids if people can read them, otherwise short new ones."""

import re
import unicodedata
from collections.abc import Container, Iterable, Mapping
from itertools import chain, count

from trailbook.interchange.draft import DraftPart
from trailbook.records.kinds import PREFIXES
from trailbook.records.model import ITEM_ID

Key = tuple[str, str]
"""The section of a part and its key in the source."""

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
"""The letter that the numbered ids of a section begin with."""

MARK = " @"
"""What comes before a platform's own id in the key of a part. Up to there, a key says what the part is."""
BACK = "/back"
"""The end of the key of a flow that is the way back of a bidirectional flow."""
_MARKS = re.compile(re.escape(MARK) + r"\S*")
_LONGEST = 64
_WORDS = 40
_LEADING_ON = frozenset(
    ("A", "AN", "AND", "AS", "AT", "BY", "FOR", "FROM", "IN", "OF", "ON", "OR", "THE", "TO", "VIA", "WITH")
)
"""Words that a name doesn't end with."""
_GENERATED = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-|[0-9A-Fa-f-]{16,}$|.*[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-")


def assign_ids(
    parts: Iterable[DraftPart], known: Mapping[Key, str], taken: Container[str], names: Mapping[str, str]
) -> dict[Key, str]:
    """An id for each part. ``known`` ids are kept; new ones are unique and not in ``taken``.

    Ids from the source are assigned first, so that a generated id never takes the place of one of them. ``names`` are
    the names of parts by their known ids, by which parts are found again that a platform gave new ids.
    """
    parts = list(parts)
    ids = {key: known[key] for part in parts if (key := (part.section, part.key)) in known}
    ids |= _found_again([part for part in parts if (part.section, part.key) not in ids], ids, known, names)
    used = set(known.values())

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


def _found_again(
    parts: list[DraftPart], ids: Mapping[Key, str], known: Mapping[Key, str], names: Mapping[str, str]
) -> dict[Key, str]:
    """The known ids of parts whose marks are new: a workflow that is copied to another instance gets all ids anew.

    A part is the one that is lost if both are what they are, and have their name, alone among the new and the lost
    ones; or, with another name, if each is the only one of what it is.
    """
    found: dict[Key, str] = {}
    for by_name in (True, False):
        fresh = [part for part in parts if MARK in part.key and (part.section, part.key) not in found]
        new = _alone(((part.section, part.key), str(part.fields.get("name", "")) if by_name else "") for part in fresh)
        claimed = {*ids.values(), *found.values()}
        lost = ((key, id) for key, id in known.items() if MARK in key[1] and id not in claimed)
        old = _alone((key, names.get(id, "") if by_name else "") for key, id in lost)
        found |= {key: known[old[kin]] for kin, key in new.items() if kin in old}
    return found


def _alone(keys: Iterable[tuple[Key, str]]) -> dict[tuple[str, str, str], Key]:
    """The keys by what they are and a name, of those that are the only ones with these."""
    found: dict[tuple[str, str, str], list[Key]] = {}
    for (section, key), name in keys:
        found.setdefault((section, _MARKS.sub("", key), name), []).append((section, key))
    return {kin: keys[0] for kin, keys in found.items() if len(keys) == 1}


def _usable(key: str) -> bool:
    """Whether the key of a part in the source can be its id and is readable."""
    return (
        len(key) <= _LONGEST
        and re.fullmatch(ITEM_ID, key) is not None
        and not _GENERATED.match(key)
        and key.partition("-")[0] not in PREFIXES  # it would be read as another record
    )


def _numbered(word: str) -> Iterable[str]:
    cut = word[: _LONGEST - 6]
    return chain([word], (f"{cut}-{number}" for number in count(2)))


def _word(part: DraftPart, ids: Mapping[Key, str]) -> str:
    """The word to build an id from: for a way back, the id of the way there; for a component, its name."""
    there = ids.get((part.section, part.key.removesuffix(BACK)))
    if part.key.endswith(BACK) and there:
        return f"{there}-back"
    if part.section != "components":
        return ""
    word = slug(str(part.fields.get("name", "")))
    return word if not word or _usable(word) else f"C-{word}"


def slug(text: str) -> str:
    """The words of a name in capitals, joined by hyphens; empty if it has no Latin letters or digits.

    What is cut ends with no word that leads to another, such as ``AND``: people keep the id for good.
    """
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    found: list[str] = []
    for word in re.findall(r"[A-Z0-9]+", folded.upper()):
        if len("-".join(found)) + len(word) >= _WORDS:
            while len(found) > 1 and found[-1] in _LEADING_ON:
                found.pop()
            return "-".join(found) or word[:_WORDS]
        found.append(word)
    return "-".join(found)
