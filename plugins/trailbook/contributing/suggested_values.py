"""What a draft can take from existing records: an id, a path, an owner, a reference as an example."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath

from trailbook.records.kinds import KINDS
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.model import Item, OwnedRecord

_LONGEST = 28
"""The maximum length of a proposed id, in characters. People type ids."""
_SMALL = re.compile(
    r"\b(an?|and|are|as|at|be|by|for|from|has|have|how|in|into|is|its?|no|not|of|on|or|our|over|than|that|the|their|this"
    r"|to|under|we|what|when|where|which|who|why|with|without|your)\b"
)


def propose_id(kind: str, title: str, taken: Iterable[str], year: str = "") -> str:
    """An id that no record has or had: the next number if most ids of the kind are numbered, else words of the title.

    ``taken`` are the ids of all records that exist or ever did. ``year`` ends the id of an incident. The id is empty
    if the title has no Latin letter or digit.
    """
    prefix = KINDS[kind].prefix
    ours = {id for id in taken if id.startswith(f"{prefix}-")}
    numbers = [match[1] for id in ours if (match := re.fullmatch(rf"{prefix}-(\d+)", id))]
    if 2 * len(numbers) > len(ours):
        return f"{prefix}-{max(map(int, numbers)) + 1:0{max(map(len, numbers))}}"
    end = f"-{year}" if year else ""
    name = _name(title, _LONGEST - len(prefix) - len(end) - 1)
    if not name:
        return ""
    wanted = f"{prefix}-{name}{end}"
    found, number = wanted, 1
    while found in ours:
        number += 1
        found = f"{wanted}-{number}"
    return found


def _name(title: str, longest: int) -> str:
    """Up to three distinctive words of a title, in upper case."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", title.casefold()) if not unicodedata.combining(c))
    plain = re.sub(r"['’](s\b)?", "", plain)
    words = re.findall(r"[a-z0-9]+", _SMALL.sub(" ", plain)) or re.findall(r"[a-z0-9]+", plain)
    name = "-".join(words[:3])
    while len(name) > longest and "-" in name:
        name = name.rpartition("-")[0]
    return name[:longest].upper()


def propose_path(kind: str, id: str, knowledge: KnowledgeBase, folders: Sequence[str], docs: str) -> str:
    """The path of a new record's file: in the folder with most records of its kind, named after its id.

    ``folders`` are those that records are read from.
    """
    cls = KINDS[kind]
    kept = Counter(
        PurePosixPath(document.path).parent.as_posix()
        for document in knowledge.documents.values()
        if document.record.kind == kind
    )
    if kept:
        folder = max(sorted(kept), key=lambda name: kept[name])
    elif cls.folder in folders:
        folder = cls.folder
    else:
        folder = f"{docs if docs in folders else folders[0]}/{cls.folder}"
    name = id.removeprefix(f"{cls.prefix}-").lower()
    return PurePosixPath(folder, f"{name}.{'yaml' if cls.syntax == 'yaml' else 'md'}").as_posix()


def propose_owners(knowledge: KnowledgeBase, kind: str) -> list[str]:
    """The owners of records and items, those with the most records of the kind first."""
    records = [record for record in knowledge.records.values() if isinstance(record, OwnedRecord)]
    of_kind = Counter(record.owner for record in records if record.kind == kind)
    of_any = Counter(record.owner for record in records)
    of_items = Counter(
        owner for item in knowledge.items.values() if isinstance(owner := getattr(item, "owner", 0), str)
    )
    return sorted({*of_any, *of_items}, key=lambda owner: (-of_kind[owner], -of_any[owner], owner))


def example_reference(knowledge: KnowledgeBase, *nouns: str) -> str:
    """A reference to an existing item or record; empty if there is none.

    ``nouns`` are the nouns of items, such as ``control``, and names of kinds.
    """
    for reference, item in sorted(knowledge.items.items()):
        if isinstance(item, Item) and item.noun in nouns:
            return reference
    return next((record.id for record in knowledge.records.values() if record.kind in nouns), "")
