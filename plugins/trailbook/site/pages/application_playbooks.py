"""The playbook of each application, generated from its records: a page with a part for each role."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from trailbook.records.kinds.playbook import Playbook
from trailbook.records.kinds.threat_model import ThreatModel
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.states import is_current
from trailbook.records.vocabulary import Role
from trailbook.risk.playbooks.checklists import checklist_for
from trailbook.risk.playbooks.generated_steps import GeneratedStep, Part, generated_parts
from trailbook.risk.playbooks.rule import MOMENTS, Moment
from trailbook.risk.playbooks.rules import STEP_RULES
from trailbook.site.files.incident_mode import FOLDER, place_of, responses
from trailbook.site.rendering.environment import render
from trailbook.site.rendering.kept_texts import Texts
from trailbook.site.rendering.navigation import APPLICATIONS
from trailbook.site.rendering.page import SitePage
from trailbook.site.rendering.sitemap import Sitemap
from trailbook.site.rendering.translation import translated
from trailbook.site.rendering.view import View
from trailbook.trail.git.head import Newest

INDEX = f"{APPLICATIONS}/index.md"
"""The page that lists the applications and the rules."""


@dataclass(frozen=True)
class AppPlaybook:
    """What the records of an application ask of each role."""

    model: ThreatModel
    path: str
    parts: tuple[Part, ...]

    @property
    def roles(self) -> tuple[Role, ...]:
        """The roles that have something to do."""
        return tuple(dict.fromkeys(part.role for part in self.parts))

    @property
    def number(self) -> int:
        """The number of all steps."""
        return sum(map(self.steps_of, self.roles))

    def of_role(self, role: str) -> tuple[Part, ...]:
        """The parts of a role, moment by moment."""
        return tuple(part for part in self.parts if part.role == role)

    def steps_of(self, role: str) -> int:
        """The number of steps of a role."""
        return sum(len(part.steps) for part in self.of_role(role))


def app_path(model: str) -> str:
    """The Markdown file of the playbook for the application of a threat model, below the name of its repository."""
    source, _, id = model.rpartition("/")
    return "/".join(filter(None, (APPLICATIONS, source, f"{id.partition('-')[2].lower()}.md")))


def app_playbooks(sitemap: Sitemap) -> Iterator[AppPlaybook]:
    """The playbook of each application that is in use and has a published threat model."""
    for model in sitemap.published(ThreatModel):
        yield from _playbook(sitemap, model)


def _playbook(sitemap: Sitemap, model: ThreatModel) -> Iterator[AppPlaybook]:
    """The playbook of an application, if it is in use and anything is asked of anybody."""
    if is_current(model):
        found = sitemap.findings[model.id]
        if parts := generated_parts(model, sitemap.knowledge, found, sitemap.scheme, sitemap.paths.keys()):
            yield AppPlaybook(model, app_path(model.id), parts)


def app_pages(texts: Texts, edition: Newest | None = None) -> Iterator[SitePage]:
    """The page of each application's playbook, and an index of them with the rules that generate their steps.

    Each page is made anew after an edit of what it shows alone. ``edition`` is the commit that the records were read
    at, which filled-in checklists name.
    """
    for model in texts.sitemap.published(ThreatModel):
        yield from texts.pages(f"playbook for {model.id}", partial(_page_for, model.id, edition), repr(edition))
    yield from texts.pages("playbooks for", _index)


def _page_for(id: str, edition: Newest | None, sitemap: Sitemap) -> Iterator[SitePage]:
    model = sitemap.knowledge.records[id]
    playbooks = _playbook(sitemap, model) if isinstance(model, ThreatModel) else ()
    return (_page(sitemap, playbook, edition) for playbook in playbooks)


def _index(sitemap: Sitemap) -> Iterator[SitePage]:
    if playbooks := list(app_playbooks(sitemap)):
        used = {
            rule.id: [p for p in playbooks if any(s.rule is rule for part in p.parts for s in part.steps)]
            for rule in STEP_RULES
        }
        by_moment = [
            (moment, title, sorted((rule for rule in STEP_RULES if rule.moment == moment), key=lambda rule: rule.id))
            for moment, title in _moments().items()
        ]
        values = {"playbooks": playbooks, "by_moment": by_moment, "used": used}
        yield SitePage(INDEX, render("for-apps.md.j2", view=View(sitemap, INDEX), **values))


def _moments() -> dict[Moment, str]:
    """What each moment is called in the language of the site."""
    return {moment: translated(title) for moment, title in MOMENTS.items()}


def app_links(sitemap: Sitemap) -> dict[str, str]:
    """A paragraph that links to the playbook of an application, by the Markdown path of its threat model's page."""
    asked = translated("What this asks of each role, step by step")
    playbooks = ((sitemap.paths[playbook.model.id], playbook) for playbook in app_playbooks(sitemap))
    return {
        path: f'<p><a href="{sitemap.between(path, playbook.path)}">{asked}</a></p>' for path, playbook in playbooks
    }


def with_link(markdown: str, link: str) -> str:
    """A threat model's page with a link above its first section; unchanged if either is missing."""
    head, heading, rest = markdown.partition("\n## ")
    return f"{head}\n{link}\n{heading}{rest}" if link and heading else markdown


def _page(sitemap: Sitemap, playbook: AppPlaybook, edition: Newest | None) -> SitePage:
    lists = {part.id: checklist_for(playbook.model.id, part) for part in playbook.parts}
    values = {"playbook": playbook, "lists": lists, "moments": _moments(), "index": INDEX, "edition": edition}
    responding = _responses(sitemap, playbook.model)
    written = [(record, steps) for record, steps in _written(sitemap, playbook.model) if record.use != "respond"]
    view = View(sitemap, playbook.path)
    values |= {"responding": responding, "start": f"{FOLDER}/index.html", "written": written}
    values |= {"reasons": partial(_reasons, sitemap.knowledge)}
    return SitePage(playbook.path, render("for-app.md.j2", view=view, **values))


def _reasons(knowledge: KnowledgeBase, step: GeneratedStep) -> list[str]:
    """What a step follows from: first the control that it is about, or else threats."""
    because = tuple(dict.fromkeys(step.need.because))
    is_of_control = knowledge.noun(because[0]) == "control"
    return list(because) if is_of_control else sorted(because, key=lambda one: knowledge.noun(one) != "threat")


@dataclass(frozen=True)
class Response:
    """A playbook for when something is wrong: its page to follow, and the threats of the application it is against."""

    playbook: Playbook
    place: str
    threats: tuple[tuple[str, str], ...]
    """The references of the threats with their likelihoods of today, the likeliest first."""


def _responses(sitemap: Sitemap, model: ThreatModel) -> list[Response]:
    """All playbooks that respond, first those against what is likeliest to happen to an application."""
    order = sitemap.scheme.likelihoods.index
    likelihoods = {f"{model.id}.{one.id}": sitemap.scheme.place(one.residual)[0] for one in model.threats}
    found = []
    for record in responses(sitemap):
        steps = [f"{record.id}.{step.id}" for step in record.steps]
        against = {ref for ref in sitemap.knowledge.targets(steps, "mitigates") if ref in likelihoods}
        threats = sorted(against, key=lambda ref: (-order(likelihoods[ref]), ref))
        found.append(Response(record, place_of(sitemap, record.id), tuple((ref, likelihoods[ref]) for ref in threats)))
    return sorted(
        found, key=lambda one: (-max((order(words) for _, words in one.threats), default=-1), -len(one.threats))
    )


def _written(sitemap: Sitemap, model: ThreatModel) -> list[tuple[Playbook, list[str]]]:
    """The published playbooks that have steps against threats of a model, each with these steps."""
    knowledge = sitemap.knowledge
    threats = (f"{model.id}.{threat.id}" for threat in model.threats)
    against = {link.source for threat in threats for link in knowledge.links_to(threat) if link.relation == "mitigates"}
    found = []
    for record in sitemap.published(Playbook):
        if is_current(record):
            steps = [f"{record.id}.{step.id}" for step in record.steps if f"{record.id}.{step.id}" in against]
            if steps:
                found.append((record, steps))
    return found
