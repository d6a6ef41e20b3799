"""The page of each record, the register of each kind, and the pages that list items of many records."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import get_args

from trailbook.diagrams.models.record_links import RELATED
from trailbook.records.document import Document
from trailbook.records.frameworks import Framework, known_frameworks
from trailbook.records.kinds import KINDS
from trailbook.records.kinds.indicator import Indicator
from trailbook.records.kinds.policy import Policy
from trailbook.records.kinds.postmortem import Postmortem
from trailbook.records.kinds.threat_model import ThreatModel
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.links import RELATIONS
from trailbook.records.references import of_records, record_of
from trailbook.records.states import is_current
from trailbook.records.vocabulary import Obligation
from trailbook.risk.indicators.model import State
from trailbook.risk.register.connector_uses import (
    all_connector_uses,
    shared_credentials,
    unregistered_uses,
    uses_chosen_at_run_time,
)
from trailbook.site.pages.drift_page import drift_page
from trailbook.site.pages.may_i_page import MAY_I
from trailbook.site.pages.registers import REGISTERS, counted, facets, filled, first_due, listed, promised
from trailbook.site.pages.risk_pages import coverage_page
from trailbook.site.pages.rules_page import rules_page
from trailbook.site.rendering.environment import render
from trailbook.site.rendering.indicator_html import indicator_view
from trailbook.site.rendering.kept_texts import Texts
from trailbook.site.rendering.page import SitePage
from trailbook.site.rendering.picture_blocks import estate_of
from trailbook.site.rendering.sitemap import Sitemap, register_path
from trailbook.site.rendering.view import View

CONTROLS, FRAMEWORKS = "controls.md", "frameworks.md"
"""The Markdown paths of the pages that list items of many records."""
ESTATE, LINKS = "estate.md", "links.md"
"""The Markdown paths of the pages on how records hang together."""


def record_pages(
    texts: Texts, *, diagrams: bool = False, kinds: Sequence[str] = tuple(REGISTERS)
) -> Iterator[SitePage]:
    """The pages of each published record of the kinds. With ``diagrams`` threat models have blocks for pictures."""
    for id in published_ids(texts.sitemap, kinds):
        yield from kept_record_pages(texts, id, diagrams=diagrams)


def published_ids(sitemap: Sitemap, kinds: Sequence[str] = tuple(REGISTERS)) -> list[str]:
    """The ids of the published records of the kinds, in the order of their files."""
    found = sitemap.knowledge.documents.items()
    return [id for id, document in found if document.record.kind in kinds and id in sitemap.paths]


def kept_record_pages(texts: Texts, id: str, *, diagrams: bool) -> list[SitePage]:
    """The page of a record and those behind it, from what is kept if they would be the same."""

    def pages(sitemap: Sitemap) -> list[SitePage]:
        document = sitemap.knowledge.documents[id]
        return [record_page(sitemap, document, diagrams=diagrams), *chapters(sitemap, document, diagrams=diagrams)]

    return [*texts.pages(f"record {id}", pages, str(diagrams))]


def record_page(sitemap: Sitemap, document: Document, *, diagrams: bool = False) -> SitePage:
    """The page of a record."""
    record = document.record
    path = sitemap.paths[record.id]
    view = View(sitemap, path, document, diagrams)
    return SitePage(path, render(f"{record.kind}.md.j2", view=view, record=record), document.path)


def chapters(sitemap: Sitemap, document: Document, *, diagrams: bool = False) -> Iterator[SitePage]:
    """The pages behind that of a threat model: its threats, actions and findings, design, and history."""
    record = document.record
    for name, path in sitemap.chapters(record.id).items():
        view = View(sitemap, path, document, diagrams)
        yield SitePage(path, render(f"{record.kind}-{name}.md.j2", view=view, record=record), document.path)


def register_makers(*, diagrams: bool) -> dict[str, Callable[[Sitemap], Iterator[SitePage]]]:
    """What makes each register and the pages of rules, controls, frameworks and drift, by what it is called.

    Each gives its page if there is something for it, and none needs another. With ``diagrams`` the estate has a block
    for its picture, and there is a page of all links.
    """
    kinds = {f"register of {kind}": partial(_register, kind=kind) for kind in REGISTERS}
    links = {"links": _links} if diagrams else {}
    return {
        **kinds,
        "rules": lambda sitemap: _where(sitemap.published(ThreatModel), rules_page, sitemap),
        "estate": lambda sitemap: _where(
            sitemap.published(ThreatModel), partial(estate_page, diagrams=diagrams), sitemap
        ),
        **links,
        "controls": lambda sitemap: _where(sitemap.published(Policy), _controls, sitemap),
        "coverage": lambda sitemap: _where(sitemap.published(Policy), coverage_page, sitemap),
        "drift": lambda sitemap: (drift_page(sitemap, drift) for drift in [sitemap.drift] if drift),
        "frameworks": lambda sitemap: _where(_maps_to_frameworks(sitemap.knowledge), _frameworks, sitemap),
    }


def _where(there: object, make: Callable[[Sitemap], SitePage], sitemap: Sitemap) -> Iterator[SitePage]:
    if there:
        yield make(sitemap)


def _register(sitemap: Sitemap, kind: str) -> Iterator[SitePage]:
    return _where(sitemap.published(KINDS[kind]), partial(register_page, kind=kind), sitemap)


def _links(sitemap: Sitemap) -> Iterator[SitePage]:
    is_related = any(link.relation in RELATED for link in sitemap.knowledge.links)
    return _where(is_related, links_page, sitemap)


def _maps_to_frameworks(knowledge: KnowledgeBase) -> bool:
    return any(getattr(item, "frameworks", None) is not None for item in knowledge.items.values())


_WORST: tuple[State, ...] = ("red", "amber", "green")
"""The states of what is observed, that which somebody should look at first."""


def register_table(sitemap: Sitemap, kind: str, path: str) -> str:
    """The table of a kind's records as HTML, for the page at ``path``."""
    return render("_register_table.j2", view=View(sitemap, path), **_register_values(sitemap, kind))


def register_page(sitemap: Sitemap, kind: str) -> SitePage:
    """The register of a kind."""
    path = register_path(kind)
    return SitePage(path, render("register.md.j2", view=View(sitemap, path), **_register_values(sitemap, kind)))


def _register_values(sitemap: Sitemap, kind: str) -> dict[str, object]:
    register, records = REGISTERS[kind], listed(sitemap, kind)
    waiting, states = None, Counter[State]()
    if sitemap.observed and any(column.form == "observed" for column in register.columns):
        seen = {one.id: indicator_view(one, sitemap) for one in records if isinstance(one, Indicator)}
        now = {id: view.newest[0][1] for id, view in seen.items() if view and view.last}
        waiting, states = [one for one in records if one.id not in now], Counter(now.values())
        records = sorted((one for one in records if one.id in now), key=lambda one: _WORST.index(now[one.id]))
    return {
        "title": register.title or KINDS[kind].plural,
        "register": register,
        "records": records,
        "columns": filled(register, [*records, *(waiting or ())]),
        "facets": facets(register, records),
        "whole": {
            "waiting": waiting,
            "states": [(state, states[state]) for state in _WORST if states[state]],
            "answers": MAY_I if kind == "connector" else "",
            "counted": counted(register, records),
            "due": first_due(register, records),
            "promised": promised(records),
        },
    }


def _controls(sitemap: Sitemap) -> SitePage:
    current = (one for one in listed(sitemap, "policy") if isinstance(one, Policy) and is_current(one))
    policies = [policy for policy in current if policy.controls]
    stated = {control.level for policy in policies for control in policy.controls}
    values = {"policies": policies, "levels": [level for level in get_args(Obligation) if level in stated]}
    return SitePage(CONTROLS, render("controls.md.j2", view=View(sitemap, CONTROLS), **values))


def estate_page(sitemap: Sitemap, *, diagrams: bool) -> SitePage:
    """All applications and connectors as tables, below their picture if pictures are drawn."""
    view = View(sitemap, ESTATE, diagrams=diagrams)
    unregistered = unregistered_uses(sitemap.knowledge)
    chosen = uses_chosen_at_run_time(sitemap.knowledge)
    unvetted = (use for found in (unregistered, chosen) for group in found.values() for use in group)
    uses = [*all_connector_uses(sitemap.knowledge), *unvetted]
    estate = estate_of(sitemap)
    values = {
        "estate": estate,
        "exceeded": Counter(service for _, service in estate.exceeding),
        "doubted": Counter(use.service for use in estate.in_doubt),
        "unregistered": unregistered,
        "chosen": [use for group in chosen.values() for use in group],
        "credentials": shared_credentials(uses),
    }
    return SitePage(ESTATE, render("estate.md.j2", view=view, **values))


def links_page(sitemap: Sitemap) -> SitePage:
    """What is linked with what: a list of all records with links, above which a browser shows those around one."""
    counts = {id: numbers for id, numbers in _links_of_records(sitemap.knowledge) if id in sitemap.paths}
    kinds = Counter(sitemap.knowledge.noun(id) for id in counts)
    view = View(sitemap, LINKS)
    values = {"counts": counts, "kinds": kinds, "reverse": json.dumps(RELATIONS), "example": _example(sitemap)}
    return SitePage(LINKS, render("links.md.j2", view=view, **values))


def _links_of_records(knowledge: KnowledgeBase) -> list[tuple[str, tuple[int, int]]]:
    """For each record how many links of others refer to it or its items, and how many lead to others.

    Those that most refer to come first, then those that refer to most.
    """
    coming, going = Counter[str](), Counter[str]()
    for link in knowledge.links:
        source, target = record_of(link.source), record_of(link.target)
        if source != target:
            coming[target] += 1
            going[source] += 1
    order = sorted(coming | going, key=lambda one: (-coming[one], -going[one], one))
    return [(id, (coming[id], going[id])) for id in order]


def _example(sitemap: Sitemap) -> list[tuple[str, str]]:
    """The first path from an incident to a threat, to a control against it and to the training on that.

    Each step is how it reads and what it leads to; the incident has no words. Empty if no incident leads so far.
    """
    knowledge = sitemap.knowledge

    def published(references: Iterable[str]) -> tuple[str, ...]:
        return of_records(references, sitemap.paths)

    for incident in sitemap.published(Postmortem):
        for threat in published(knowledge.targets([incident.id], "realises")):
            for control in published(knowledge.sources([threat], "covers")):
                for training in published(knowledge.sources([control], "teaches")):
                    words = ("", "realises", RELATIONS["covers"], RELATIONS["teaches"])
                    return list(zip(words, (incident.id, threat, control, training), strict=True))
    return []


@dataclass(frozen=True)
class Requirement:
    """A requirement of a framework, with the controls or threats that map to it."""

    id: str
    title: str
    answers: tuple[str, ...]


def answers(knowledge: KnowledgeBase, framework: Framework) -> list[Requirement]:
    """The requirements of a framework with the references of the items that map to each."""
    found: dict[str, list[str]] = {}
    for reference, item in knowledge.items.items():
        for id in getattr(item, "frameworks", {}).get(framework.id, ()):
            found.setdefault(id, []).append(reference)
    return [Requirement(id, title, tuple(found.get(id, ()))) for id, title in framework.requirements.items()]


def _frameworks(sitemap: Sitemap) -> SitePage:
    rows = [(framework, answers(sitemap.knowledge, framework)) for framework in known_frameworks().values()]
    view = View(sitemap, FRAMEWORKS)
    return SitePage(
        FRAMEWORKS, render("frameworks.md.j2", view=view, frameworks=rows, known_frameworks=known_frameworks())
    )
