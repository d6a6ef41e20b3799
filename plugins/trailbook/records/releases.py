"""Releases on record: each has a page in the documentation, whose front matter holds its figures and changes."""

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
from trailbook.text.object_ids import ObjectId
from trailbook.text.positions import Positions
from trailbook.text.problem import Problem
from trailbook.text.yaml_text import read_yaml

FOLDER = "releases"
"""The folder with the pages of releases, below the documentation folder."""

VERSION = r"[0-9A-Za-z]+(?:[._-][0-9A-Za-z]+)*"
"""The form of a version, which names a tag, a file and a folder of the published site."""

Count = Annotated[int, Field(ge=0)]

FIGURES: dict[str, str] = {
    "weaker": "Changes that weaken",
    "stronger": "Changes that strengthen",
    "threats": "Threats",
    "not_assessed": "Applications that nobody assessed",
    "above_appetite": "Threats above our limit, not accepted",
    "accepted": "Risks accepted",
    "exceptions": "Exceptions in force",
    "drift": "Deviations that no exception covers",
    "overdue": "Reviews overdue",
    "late": "Actions, mitigations and other work overdue",
    "sign_offs": "Sign-offs missing",
    "decisions": "Decisions since the release before, releases aside",
    "no_reason": "of them with no reason beyond a title",
    "not_agreed": "of them agreed to by nobody but the author",
}
"""What a release counts, and the label of each number."""

COMPARED = frozenset({"weaker", "stronger"})
"""The numbers that compare a release with the one before."""

STATE_FIGURES: dict[str, str] = {
    "threats": "Threats",
    "not_assessed": "Not assessed",
    "above_appetite": "Above our limit",
    "accepted": "Accepted",
    "exceptions": "Exceptions",
    "drift": "Drift",
    "overdue": "Reviews overdue",
    "late": "Work overdue",
    "sign_offs": "Missing sign-offs",
}
"""The numbers that describe the state on the day, whatever the release before, with shorter labels for tables."""


class Figures(Model):
    """The numbers of a release, named as in ``FIGURES``. Those that compare are 0 in the first release.

    ``not_assessed`` and ``late`` are None in a release of a time when they were not counted.
    """

    weaker: Count
    stronger: Count
    threats: Count
    not_assessed: Count | None = None
    above_appetite: Count
    accepted: Count
    exceptions: Count
    drift: Count
    overdue: Count
    late: Count | None = None
    sign_offs: Count
    decisions: Count
    no_reason: Count
    not_agreed: Count


class ReleaseChange(Model):
    """A change since the release before that weakens or strengthens something, in words."""

    reference: Text
    effect: Literal["weakens", "strengthens"]
    says: Text


class ReleaseNote(Model):
    """The front matter of a release's page. ``commit`` was assessed, and dates were compared with ``day``."""

    version: Annotated[str, StringConstraints(pattern=rf"^{VERSION}$")]
    day: date
    commit: ObjectId
    previous: Text | None
    figures: Figures
    changes: tuple[ReleaseChange, ...] = ()

    def rows(self, names: Iterable[str] = FIGURES) -> Iterator[tuple[str, int | None]]:
        """The label and number of each figure; None for those that compare if there was no release before.

        None as well for what was not counted at the time.
        """
        compares = self.previous is not None
        return (
            (FIGURES[name], getattr(self.figures, name) if compares or name not in COMPARED else None) for name in names
        )


class _Page(Model):
    """The part of a page's front matter that describes a release."""

    release: ReleaseNote


@dataclass(frozen=True)
class Release:
    """A release and the file of its page, relative to the knowledge base."""

    path: str
    note: ReleaseNote


def is_of_release(path: str) -> bool:
    """Whether the page at a Markdown path, relative to the documentation, belongs to the releases."""
    return path.startswith(f"{FOLDER}/")


def releases(knowledge: KnowledgeBase) -> tuple[Release, ...]:
    """The releases that have a page, each after the one that it names as previous, and otherwise oldest first."""
    found = filter(None, (_read(document)[0] for document in _pages(knowledge)))
    by_day = sorted(found, key=lambda release: (release.note.day, natural_key(release.note.version)))
    waiting = {release.path: release for release in by_day}
    paths = {release.note.version: release.path for release in by_day}
    ordered: list[Release] = []
    while waiting:
        line, path = [], next(iter(waiting))
        while release := waiting.pop(path, None):
            line.append(release)
            path = paths.get(release.note.previous or "", "")
        ordered += reversed(line)
    return tuple(ordered)


def release_problems(knowledge: KnowledgeBase) -> Iterator[Problem]:
    """What is wrong with the pages of releases."""
    for document in _pages(knowledge):
        yield from _read(document)[1]


def natural_key(version: str) -> tuple[tuple[int, str], ...]:
    """A sort key for versions: 1.10 comes after 1.9."""
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d+)", version) if part)


def _pages(knowledge: KnowledgeBase) -> Iterator[Document]:
    return (document for document in knowledge.documents.values() if is_release_page(document))


def is_release_page(document: Document) -> bool:
    """Whether a document is a page with the front matter of a release, valid or not."""
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
