"""What a hub hands down: every name that there is, and the options for all, as one file to check a repository against.

``trailbook hub --index FILE`` writes it, ``trailbook check --against FILE`` reads it and asks nobody. It holds no text
of any record: only ids, and what kind of thing each names.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pydantic import TypeAdapter, ValidationError

from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.linking import link_documents, nouns_of
from trailbook.records.origins import HOME
from trailbook.records.references import source_of
from trailbook.text.errors import TrailbookError
from trailbook.text.mkdocs_yml import option_places
from trailbook.text.problem import Problem
from trailbook.text.unseen import printable

VERSION = 1
LARGEST = 200_000_000
"""No index of more bytes is read: ten thousand repositories have about a tenth of that."""
OPTIONS = ("risk", "rules", "reviews")
"""The options of ``trailbook/records`` that a hub hands down as far as it states them."""


class HubIndexError(TrailbookError):
    """A file is no index that can be used. The message says what to do."""


@dataclass(frozen=True)
class HubIndex:
    """The names at a hub as of its ``commit``, and its options.

    ``nouns`` says what each full reference names: those of the hub itself begin with ``hub/``.
    """

    version: int
    name: str
    commit: str
    day: date | None
    nouns: Mapping[str, str]
    options: Mapping[str, Any] = field(default_factory=dict)


_INDEX = TypeAdapter(HubIndex)


def index_text(knowledge: KnowledgeBase, name: str, commit: str, day: date | None, options: Mapping[str, Any]) -> str:
    """The index of a hub as the text of its file: the same for the same records and options."""
    nouns = {
        reference if source_of(reference) else f"{HOME}/{reference}": noun
        for reference, noun in nouns_of(knowledge.documents.values())
    }
    stated = {option: options[option] for option in OPTIONS if options.get(option) is not None}
    value = _INDEX.dump_python(HubIndex(VERSION, name, commit, day, nouns, stated), mode="json")
    return json.dumps(value, sort_keys=True, separators=(",", ":")) + "\n"


def read_index(data: bytes) -> HubIndex:
    """The index in the bytes of a file. Raises ``HubIndexError``."""
    try:
        found = _INDEX.validate_json(data) if len(data) <= LARGEST else None
    except (ValidationError, RecursionError):
        found = None
    if found is None or found.version != VERSION:
        raise HubIndexError("it is no index of a hub that can be read; 'trailbook hub --index FILE' writes one")
    return found


def problems_against(
    index: HubIndex, knowledge: KnowledgeBase, options: Mapping[str, Any], file: str, text: str
) -> Iterator[Problem]:
    """What of a repository does not fit a hub: names that nobody there has, and options that are others.

    ``options`` are those of ``trailbook/records`` in the configuration ``file``, whose ``text`` gives their places.
    """
    _, problems = link_documents(knowledge.documents, (), index.nouns)
    yield from (problem for problem in problems if problem.rule == "unresolved-elsewhere")
    for option, wanted in index.options.items():
        if option in OPTIONS:
            place = option_places(text, file, "trailbook/records", option)
            for path, theirs, ours in _differences(wanted, options.get(option), ()):
                named = printable(".".join((option, *path)))
                message = f"{named} is {_shown(ours)}, and {index.name or 'the hub'} has {_shown(theirs)} for all"
                yield Problem(file, *place.of(path), "differs-from-hub", printable(message))


def _differences(theirs: Any, ours: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any, Any]]:
    """The values that a hub states and that are others here, by their path; what is stated here alone is no matter."""
    if isinstance(theirs, dict):
        for key, value in theirs.items():
            yield from _differences(value, ours.get(key) if isinstance(ours, dict) else None, (*path, str(key)))
    elif theirs != (list(ours) if isinstance(ours, tuple) else ours):
        yield path, theirs, ours


def _shown(value: Any) -> str:
    return "not stated" if value is None else json.dumps(value, ensure_ascii=False, default=str)[:80]
