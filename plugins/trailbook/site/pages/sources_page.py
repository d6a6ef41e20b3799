"""The page of the repositories that records come from, and a page for each unit of the organisation."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from trailbook.records.kinds.threat_model import ThreatModel
from trailbook.records.model import OwnedRecord, Record, next_review
from trailbook.records.origins import FOLDER, Origin
from trailbook.records.ratings import Rating
from trailbook.records.references import source_of
from trailbook.site.rendering.environment import render
from trailbook.site.rendering.forge import forge_of
from trailbook.site.rendering.page import SitePage
from trailbook.site.rendering.sitemap import Sitemap
from trailbook.site.rendering.view import View
from trailbook.sources.options import Source
from trailbook.sources.state import OUTCOMES, State, Status
from trailbook.text.markdown_text import file_name_of

SOURCES = f"{FOLDER}/index.md"
"""The Markdown path of the page."""
UNITS = "units"
"""The folder of the pages of units."""


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
    def models(self) -> tuple[ThreatModel, ...]:
        """Its threat models."""
        return tuple(record for record in self.records if isinstance(record, ThreatModel))

    @property
    def residual(self) -> tuple[Rating, ...]:
        """The risk left of each of its threats."""
        return tuple(threat.residual for model in self.models for threat in model.threats)


@dataclass(frozen=True)
class Unit:
    """A part of the organisation with its repositories."""

    name: str
    path: str
    repositories: list[Repository] = field(default_factory=list)

    @property
    def reviews(self) -> list[tuple[date, OwnedRecord]]:
        """When its records are to be reviewed as they state it, the earliest first."""
        owned = (one for repo in self.repositories for one in repo.records if isinstance(one, OwnedRecord))
        due = [(day, one) for one in owned if one.review and (day := next_review(one.review))]
        return sorted(due, key=lambda pair: (pair[0], pair[1].id))


def sources_pages(sitemap: Sitemap, state: State, sources: Sequence[Source], today: date | None) -> Iterator[SitePage]:
    """The page of all repositories, and one for each unit that any of them names."""
    problems: dict[str, list[str]] = {}
    for problem in state.problems(sources, "mkdocs.yml", today):
        name, _, message = problem.message.partition(": ")
        problems.setdefault(name if name in state.statuses else "", []).append(message or problem.message)
    found = [_repository(sitemap, state, name, problems) for name in sorted(state.statuses)]
    units = _units(found)
    view = View(sitemap, SOURCES)
    values = {"repositories": found, "units": units, "today": today, "others": problems.get("", ())}
    yield SitePage(SOURCES, render("sources.md.j2", view=view, **values))
    for unit in units:
        yield SitePage(unit.path, render("unit.md.j2", view=View(sitemap, unit.path), unit=unit, today=today))


def _repository(sitemap: Sitemap, state: State, name: str, problems: dict[str, list[str]]) -> Repository:
    status, origin = state.statuses[name], sitemap.knowledge.origins.get(name)
    records = tuple(
        record for id, record in sitemap.knowledge.records.items() if source_of(id) == name and id in sitemap.paths
    )
    commit = forge_of(origin.address).commit(origin.commit) if origin else None
    return Repository(status, origin, records, tuple(problems.get(name, ())), commit)


def _units(repositories: Sequence[Repository]) -> list[Unit]:
    units: dict[str, Unit] = {}
    for one in repositories:
        if name := one.status.unit:
            slug = file_name_of(name) or "unit"
            units.setdefault(slug, Unit(name, f"{UNITS}/{slug}.md")).repositories.append(one)
    return [unit for _, unit in sorted(units.items())]
