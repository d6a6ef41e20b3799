"""Releases as they are written down: a page for each in the documentation, with what it says as values in front."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, ValidationError

from trailbook.records.document import Document
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.model import Model, Text
from trailbook.text.markdown_text import split_front_matter
from trailbook.text.model_problems import problems_of
from trailbook.text.positions import Positions
from trailbook.text.problem import Problem
from trailbook.text.yaml_text import read_yaml

FOLDER = "releases"
"""Where the pages of releases are, below the documentation folder."""

VERSION = r"[0-9A-Za-z]+(?:[._-][0-9A-Za-z]+)*"
"""What a version may be: it names a tag, a file and a folder of the published site."""

Count = Annotated[int, Field(ge=0)]

FIGURES: dict[str, str] = {
    "weaker": "Changes that weaken",
    "stronger": "Changes that strengthen",
    "threats": "Threats",
    "above_appetite": "Threats above the appetite, not accepted",
    "accepted": "Risks accepted",
    "exceptions": "Exceptions in force",
    "drift": "Deviations that no exception covers",
    "overdue": "Reviews overdue",
    "sign_offs": "Sign-offs missing",
    "decisions": "Decisions since the release before",
    "no_reason": "of them with no reason beyond a title",
    "not_agreed": "of them agreed to by nobody but the author",
}
"""What a release counts, and how each number reads."""

COMPARED = frozenset({"weaker", "stronger"})
"""The numbers that only a comparison with the release before gives."""

STANDING: dict[str, str] = {
    "threats": "Threats",
    "above_appetite": "Above appetite",
    "accepted": "Accepted",
    "exceptions": "Exceptions",
    "drift": "Drift",
    "overdue": "Overdue",
    "sign_offs": "Missing sign-offs",
}
"""The numbers that tell how things stood on the day, whatever release was before, by the shorter names of a table."""


class Figures(Model):
    """The numbers of a release, named as in ``FIGURES``. The first release has 0 for what it compared with nothing."""

    weaker: Count
    stronger: Count
    threats: Count
    above_appetite: Count
    accepted: Count
    exceptions: Count
    drift: Count
    overdue: Count
    sign_offs: Count
    decisions: Count
    no_reason: Count
    not_agreed: Count


class ReleaseChange(Model):
    """One change since the release before that weakens or strengthens, in words."""

    reference: Text
    effect: Literal["weakens", "strengthens"]
    says: Text


class ReleaseNote(Model):
    """What the page of a release says as values: ``commit`` was assessed, ``day`` is what dates were compared with."""

    version: Annotated[str, StringConstraints(pattern=rf"^{VERSION}$")]
    day: date
    commit: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{40,64}$")]
    previous: Text | None
    figures: Figures
    changes: tuple[ReleaseChange, ...] = ()

    def rows(self, names: Iterable[str] = FIGURES) -> Iterator[tuple[str, int | None]]:
        """How each of the figures reads, and the number: None for changes where no release was before."""
        compares = self.previous is not None
        return (
            (FIGURES[name], getattr(self.figures, name) if compares or name not in COMPARED else None) for name in names
        )


class _Page(Model):
    """The part of a page's front matter that tells of a release."""

    release: ReleaseNote


@dataclass(frozen=True)
class Release:
    """A release and the file of its page, relative to the knowledge base."""

    path: str
    note: ReleaseNote


def releases(knowledge: KnowledgeBase) -> tuple[Release, ...]:
    """The releases that pages tell of, each after the one that it names as previous, and otherwise oldest first."""
    found = filter(None, (_read(document)[0] for document in _pages(knowledge)))
    waiting = {one.path: one for one in sorted(found, key=lambda one: (one.note.day, natural(one.note.version)))}
    named = {one.note.version: one.path for one in waiting.values()}
    ordered: list[Release] = []
    while waiting:
        line, path = [], next(iter(waiting))
        while one := waiting.pop(path, None):
            line.append(one)
            path = named.get(one.note.previous or "", "")
        ordered += reversed(line)
    return tuple(ordered)


def release_problems(knowledge: KnowledgeBase) -> Iterator[Problem]:
    """What is wrong with pages that begin as one of a release."""
    for document in _pages(knowledge):
        yield from _read(document)[1]


def natural(version: str) -> tuple[tuple[int, str], ...]:
    """A key that sorts 1.10 after 1.9."""
    return tuple((int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", version) if part)


def _pages(knowledge: KnowledgeBase) -> Iterator[Document]:
    return (document for document in knowledge.documents.values() if tells_of_a_release(document))


def tells_of_a_release(document: Document) -> bool:
    """Whether a document is a page that begins as one of a release."""
    head, _, _ = split_front_matter(document.text) if document.record.kind == "page" else (None, "", 1)
    return bool(head and re.search(r"^release:\s*$", head, re.MULTILINE))


def _read(document: Document) -> tuple[Release | None, list[Problem]]:
    head, _, _ = split_front_matter(document.text)
    values, positions, _ = read_yaml(head or "", document.path, first_line=2)
    try:
        page = _Page.model_validate({"release": values.get("release") if isinstance(values, dict) else None})
    except ValidationError as error:
        return None, _problems(error, document.path, positions)
    return Release(document.path, page.release), []


def _problems(error: ValidationError, path: str, positions: Positions) -> list[Problem]:
    return problems_of(error, _Page, path, positions)
