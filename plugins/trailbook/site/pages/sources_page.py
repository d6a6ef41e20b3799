"""The pages of the repositories that records come from: all of them, those of each unit, and each of them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial

from trailbook.records.kinds import KINDS
from trailbook.records.kinds.threat_model import ThreatModel
from trailbook.records.model import OwnedRecord, Record, next_review
from trailbook.records.origins import FOLDER, Origin
from trailbook.records.ratings import Rating
from trailbook.records.references import source_of
from trailbook.site.pages.registers import REGISTERS, Column, Register, filled
from trailbook.site.rendering.environment import render
from trailbook.site.rendering.forge import forge_of
from trailbook.site.rendering.kept_texts import Texts
from trailbook.site.rendering.navigation import SOURCES
from trailbook.site.rendering.page import SitePage
from trailbook.site.rendering.sitemap import Sitemap
from trailbook.site.rendering.view import View
from trailbook.sources.options import Source
from trailbook.sources.state import OUTCOMES, State, Status
from trailbook.text.markdown_text import file_name_of

UNITS = "units"
"""The folder of the pages of units."""


SHOWN = 100
"""How many reviews a page of a repository or a unit lists."""
_TABLES: Mapping[str, object] = {"facets": (), "whole": None, "shown": SHOWN}
"""What the registers on a page of a repository or a unit leave to the pages of all."""


@dataclass(frozen=True)
class Repository:
    """A repository with its records here, and the faults that are to be shown with it."""

    status: Status
    origin: Origin | None
    records: tuple[Record, ...]
    faults: tuple[str, ...]
    commit: str | None
    """The address of the commit on its forge, if that is known."""

    @property
    def outcome(self) -> str:
        """What became of it when it was last asked, in words."""
        return OUTCOMES[self.status.outcome]

    @property
    def title(self) -> str:
        """What it calls itself."""
        return self.origin.title if self.origin else self.status.name

    @property
    def path(self) -> str:
        """The Markdown path of its page."""
        return repository_path(self.status.name)

    @property
    def unit_path(self) -> str:
        """The Markdown path of the page of its unit; empty if it is of none."""
        return f"{UNITS}/{_slug(self.status.unit)}.md" if self.status.unit else ""

    @property
    def models(self) -> tuple[ThreatModel, ...]:
        """Its threat models."""
        return tuple(record for record in self.records if isinstance(record, ThreatModel))

    @property
    def residual(self) -> tuple[Rating, ...]:
        """The risk left of each of its threats."""
        return tuple(threat.residual for model in self.models for threat in model.threats)

    @property
    def reviews(self) -> list[tuple[date, OwnedRecord]]:
        """When its records are to be reviewed as they state it, the earliest first."""
        return _reviews([self])


@dataclass(frozen=True)
class Unit:
    """A part of the organisation with its repositories."""

    name: str
    path: str
    repositories: list[Repository] = field(default_factory=list)

    @property
    def reviews(self) -> list[tuple[date, OwnedRecord]]:
        """When its records are to be reviewed as they state it, the earliest first."""
        return _reviews(self.repositories)

    @property
    def models(self) -> list[ThreatModel]:
        """The threat models of its repositories."""
        return [model for one in self.repositories for model in one.models]

    @property
    def residual(self) -> tuple[Rating, ...]:
        """The risk left of each of its threats."""
        return tuple(rating for one in self.repositories for rating in one.residual)

    @property
    def records(self) -> int:
        """How many records its repositories hand on."""
        return sum(len(one.records) for one in self.repositories)

    @property
    def faulty(self) -> int:
        """How many of its repositories are to be seen to."""
        return sum(bool(one.faults) for one in self.repositories)


def sources_pages(texts: Texts, state: State, sources: Sequence[Source], today: date | None) -> Iterator[SitePage]:
    """The page of all repositories, one for each unit that any of them names, and one for each repository."""
    sitemap = texts.sitemap
    problems: dict[str, list[str]] = {}
    for problem in state.problems(sources, "mkdocs.yml", today):
        name, _, message = problem.message.partition(": ")
        problems.setdefault(name if name in state.statuses else "", []).append(message or problem.message)
    records: dict[str, list[Record]] = {}
    for id, record in sitemap.knowledge.records.items():
        if id in sitemap.paths and (source := source_of(id)):
            records.setdefault(source, []).append(record)
    found = [_repository(sitemap, state, name, problems, records.get(name, ())) for name in sorted(state.statuses)]
    units = _units(found)
    view = View(sitemap, SOURCES)
    values = {"repositories": found, "units": units, "today": today, "others": problems.get("", ())}
    yield SitePage(SOURCES, render("sources.md.j2", view=view, **values))
    for unit in units:
        tables = _registers(unit.models)
        values = {**_TABLES, "unit": unit, "registers": tables, "today": today}
        yield SitePage(unit.path, render("unit.md.j2", view=View(sitemap, unit.path), **values))
    by_path = {unit.path: unit for unit in units}
    for one in found:
        stated = repr((one.status, one.origin, one.faults, [record.id for record in one.records], today))
        make = partial(_repository_page, one, by_path.get(one.unit_path), today)
        yield from texts.pages(f"repository {one.status.name}", make, stated)


def _repository_page(one: Repository, unit: Unit | None, today: date | None, sitemap: Sitemap) -> Iterator[SitePage]:
    """The page of a repository, of the records as the sitemap has them; of its unit, it has the name and the page."""
    records = tuple(sitemap.knowledge.records[record.id] for record in one.records)
    values = {
        **_TABLES,
        "repository": replace(one, records=records),
        "unit": unit,
        "registers": _registers(records),
        "today": today,
    }
    yield SitePage(one.path, render("repository.md.j2", view=View(sitemap, one.path), **values))


def repository_path(source: str) -> str:
    """The Markdown path of the page of a repository, by its name here."""
    return f"{FOLDER}/{source}/index.md"


def _registers(records: Iterable[Record]) -> list[tuple[str, Register, list[Column], list[Record]]]:
    """The register of each kind among some records: its title, what its table shows, and the records by title."""
    found: dict[str, list[Record]] = {}
    for record in sorted(records, key=lambda one: (one.title.casefold(), one.id)):
        found.setdefault(record.kind, []).append(record)
    return [
        (KINDS[kind].plural, register, filled(register, found[kind]), found[kind])
        for kind, register in REGISTERS.items()
        if kind in found
    ]


def _reviews(repositories: Sequence[Repository]) -> list[tuple[date, OwnedRecord]]:
    owned = (record for one in repositories for record in one.records if isinstance(record, OwnedRecord))
    due = [(day, one) for one in owned if one.review and (day := next_review(one.review))]
    return sorted(due, key=lambda pair: (pair[0], pair[1].id))


def _repository(
    sitemap: Sitemap, state: State, name: str, problems: dict[str, list[str]], records: Sequence[Record]
) -> Repository:
    status, origin = state.statuses[name], sitemap.knowledge.origins.get(name)
    commit = forge_of(origin.address).commit(origin.commit) if origin else None
    return Repository(status, origin, tuple(records), tuple(problems.get(name, ())), commit)


def _units(repositories: Sequence[Repository]) -> list[Unit]:
    units: dict[str, Unit] = {}
    for one in repositories:
        if name := one.status.unit:
            units.setdefault(one.unit_path, Unit(name, one.unit_path)).repositories.append(one)
    return [unit for _, unit in sorted(units.items())]


def _slug(unit: str) -> str:
    return file_name_of(unit) or "unit"
