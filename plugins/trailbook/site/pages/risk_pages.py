"""The pages of risk: the register, the state of risk and what to do about it, the scheme behind both, and coverage."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from trailbook.records.frameworks import known_frameworks
from trailbook.records.kinds.policy import Policy
from trailbook.records.kinds.threat_model import ThreatModel
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.loading import assemble
from trailbook.records.references import record_of
from trailbook.risk.register.coverage import Coverage, coverage, coverage_json
from trailbook.risk.register.export import register_csv, register_export, register_json
from trailbook.risk.register.rating_changes import RatingChange, rating_changes
from trailbook.risk.register.register import RegisterEntry, heat, once_per_group, register, same_threats
from trailbook.risk.register.remediation import Plan, joint, plans, remediation, unattended
from trailbook.risk.scoring.owasp import FACTORS, SOURCE
from trailbook.site.rendering.environment import render
from trailbook.site.rendering.page import SitePage
from trailbook.site.rendering.sitemap import Sitemap
from trailbook.site.rendering.view import View
from trailbook.trail.git.at_revision import TaggedRelease

THREATS, RISK, RISK_SCHEME = "threats.md", "risk.md", "risk-scheme.md"
"""The Markdown paths of the register, of the page of risk and of the scheme."""
COVERAGE, COVERAGE_DATA = "coverage.md", "coverage.json"
"""The Markdown path of the page of coverage, and the path of what it shows for other programs."""


@dataclass(frozen=True)
class Before:
    """The last release: its name, its day and its threat models."""

    name: str
    day: date
    knowledge: KnowledgeBase


@dataclass(frozen=True)
class Comparison:
    """What the pages compare with: the day that counts as today, and the last release."""

    today: date | None = None
    before: Before | None = None


def comparison(release: TaggedRelease | None, today: date | None) -> Comparison:
    """The comparison with the threat models of the last release."""
    if release is None:
        return Comparison(today)
    models = {path: data for path, data in release.contents.items() if path.endswith((".yaml", ".yml"))}
    return Comparison(today, Before(release.name, release.day, assemble(models)))


def risk_pages(sitemap: Sitemap, compared: Comparison) -> Iterator[SitePage]:
    """The register, the page of risk and the scheme, if there are threat models."""
    if not (models := [model.id for model in sitemap.published(ThreatModel)]):
        return
    entries = register(sitemap.knowledge, sitemap.scheme, models)
    tasks = remediation(sitemap.knowledge, sitemap.scheme, models)
    counted = [entry for entry in entries if entry.counts]
    alone = unattended(counted, tasks, sitemap.scheme)
    on_it = _plans(sitemap, entries)
    next_day = min((plan.day for plan in on_it.values() if plan.day), default=None)
    yield _page(THREATS, sitemap, entries=entries, plans=on_it, unattended=alone, next_day=next_day)
    yield _page(RISK_SCHEME, sitemap, factors=FACTORS, source=SOURCE)
    yield _page(
        RISK,
        sitemap,
        entries=counted,
        maps=[
            ("Inherent", "as if nothing were done", heat((entry.inherent for entry in counted), sitemap.scheme)),
            ("Residual", "with what is in place today", heat((entry.residual for entry in counted), sitemap.scheme)),
        ],
        before=compared.before,
        shifts=_shifts(sitemap, compared),
        tasks=tasks,
        unattended=alone,
        today=compared.today,
    )


def _plans(sitemap: Sitemap, entries: Iterable[RegisterEntry]) -> dict[str, Plan]:
    """Who is on each entry of the register, and until when, by the reference of its first member."""
    of_model = {model.id: plans(sitemap.knowledge, model) for model in sitemap.published(ThreatModel)}
    return {
        entry.references[0]: joint(of_model[one.model.id][one.threat.id] for one in entry.members) for entry in entries
    }


def risk_files(sitemap: Sitemap) -> dict[str, str]:
    """The register as files beside its page, by path, if there are threat models."""
    if not (models := [model.id for model in sitemap.published(ThreatModel)]):
        return {}
    export = register_export(sitemap.knowledge, sitemap.scheme, models, sitemap.not_assessed)
    return {"threats.csv": register_csv(export), "threats.json": register_json(export)}


def coverage_page(sitemap: Sitemap) -> SitePage:
    """Which controls are implemented, checked and taught, and which threats and requirements nothing answers."""
    found = _coverage(sitemap)
    kinds = once_per_group((threat.id for threat in found.threats), same_threats(sitemap.knowledge))
    values = {"found": found, "kinds": len(kinds), "frameworks": list(known_frameworks().values())}
    return SitePage(COVERAGE, render("coverage.md.j2", view=View(sitemap, COVERAGE), **values))


def coverage_files(sitemap: Sitemap) -> dict[str, bytes]:
    """The coverage as JSON, by path, if there are policies."""
    return {COVERAGE_DATA: coverage_json(_coverage(sitemap)).encode()} if sitemap.published(Policy) else {}


def _coverage(sitemap: Sitemap) -> Coverage:
    return coverage(sitemap.knowledge, sitemap.paths)


def _shifts(sitemap: Sitemap, compared: Comparison) -> list[RatingChange]:
    """What changed since the release, without the models that exist but are not published."""
    if compared.before is None:
        return []
    found = rating_changes(compared.before.knowledge, sitemap.knowledge, sitemap.scheme)
    hidden = sitemap.knowledge.documents.keys() - sitemap.paths.keys()
    return [shift for shift in found if record_of(shift.reference) not in hidden]


def _page(path: str, sitemap: Sitemap, **values: object) -> SitePage:
    return SitePage(path, render(f"{path}.j2", view=View(sitemap, path), scheme=sitemap.scheme, **values))
