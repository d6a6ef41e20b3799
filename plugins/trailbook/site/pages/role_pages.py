"""The pages of roles: what somebody in a role does, learns and is bound by."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TypeVar

from trailbook.records.kinds.exercise import Exercise
from trailbook.records.kinds.playbook import Playbook
from trailbook.records.kinds.policy import Policy
from trailbook.records.kinds.postmortem import Postmortem
from trailbook.records.kinds.training import TrainingModule
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.references import record_of
from trailbook.records.states import is_current
from trailbook.records.vocabulary import ROLE_TITLES, ROLES
from trailbook.site.pages.application_playbooks import AppPlaybook, app_playbooks
from trailbook.site.pages.dashboards import DASHBOARDS, has_dashboards
from trailbook.site.pages.due_page import has_due
from trailbook.site.rendering.environment import render
from trailbook.site.rendering.page import SitePage
from trailbook.site.rendering.sitemap import Sitemap
from trailbook.site.rendering.view import View

INDEX = "roles/index.md"
"""The page that lists the roles."""

ABOUT: dict[str, str] = {
    "maker": "You build apps, flows or agents for yourself or your team, alongside your own work.",
    "reviewer": "You look at what others built and say what has to change before it is used.",
    "platform-admin": "You run the platform: environments, connectors, sharing, and what is switched off.",
    "data-owner": "You answer for data, and decide who and what may use it.",
    "incident-responder": "You act when something has gone wrong, and find out what happened.",
    "leadership": "You decide which risk the organisation takes, and answer for it outside.",
}

USES: tuple[tuple[str, str], ...] = (
    ("build", "When you build"),
    ("review", "When you review or decide"),
    ("operate", "When you run things"),
    ("respond", "When something goes wrong"),
)


@dataclass(frozen=True)
class RoleCard:
    """A role on the page that lists them."""

    title: str
    path: str
    about: str
    playbooks: int


def role_pages(sitemap: Sitemap, signing: Collection[str] = ()) -> Iterator[SitePage]:
    """The page of each role that has a playbook or a training module, and an index of them.

    ``signing`` are the roles whose sign-offs changes ask for, if the site has a page of them.
    """
    roles = [
        role for role in ROLES if any((_for_role(sitemap, Playbook, role), _for_role(sitemap, TrainingModule, role)))
    ]
    apps = list(app_playbooks(sitemap))
    for role in roles:
        own = [playbook for playbook in apps if role in playbook.roles]
        yield _role(sitemap, role, own, signs_off=role in signing)
    if roles:
        cards = [
            RoleCard(ROLE_TITLES[role], f"roles/{role}.md", ABOUT[role], len(_for_role(sitemap, Playbook, role)))
            for role in roles
        ]
        yield SitePage(INDEX, render("roles.md.j2", view=View(sitemap, INDEX), roles=cards))


ForRoles = TypeVar("ForRoles", Playbook, TrainingModule, Exercise, Policy)


def _for_role(sitemap: Sitemap, kind: type[ForRoles], role: str) -> list[ForRoles]:
    """The published records of a kind that are for a role, without retired ones."""
    return [one for one in sitemap.published(kind) if is_current(one) and role in one.roles]


def _role(sitemap: Sitemap, role: str, apps: list[AppPlaybook], *, signs_off: bool) -> SitePage:
    path = f"roles/{role}.md"
    playbooks = _leading_first(sitemap.knowledge, _for_role(sitemap, Playbook, role))
    grouped = ((use, heading, [p for p in playbooks if p.use == use]) for use, heading in USES)
    return SitePage(
        path,
        render(
            "role.md.j2",
            view=View(sitemap, path),
            role=role,
            title=ROLE_TITLES[role],
            about=ABOUT[role],
            boards=[board for board in DASHBOARDS if role in board.roles] if has_dashboards(sitemap) else [],
            is_due=has_due(sitemap),
            signs_off=signs_off,
            groups=[group for group in grouped if group[2]],
            apps=apps,
            training=_for_role(sitemap, TrainingModule, role),
            exercises=_for_role(sitemap, Exercise, role),
            policies=_for_role(sitemap, Policy, role),
            incidents=_incidents_taught(sitemap, playbooks),
        ),
    )


def _leading_first(knowledge: KnowledgeBase, playbooks: list[Playbook]) -> list[Playbook]:
    """Playbooks as one comes to them: those that lead to others of them before those that the others lead to."""
    ids = {playbook.id for playbook in playbooks}
    pairs = {
        (playbook.id, record_of(link.target))
        for playbook in playbooks
        for reference in knowledge.references_of(playbook)
        for link in knowledge.links_from(reference)
    }
    leads = Counter[str]()
    for source, target in pairs:
        if source != target and target in ids:
            leads[source] += 1
            leads[target] -= 1
    return sorted(playbooks, key=lambda playbook: -leads[playbook.id])


def _incidents_taught(sitemap: Sitemap, playbooks: list[Playbook]) -> list[Postmortem]:
    """The published postmortems that steps of the playbooks were learned from, latest first."""
    knowledge = sitemap.knowledge
    steps = (reference for playbook in playbooks for reference in knowledge.references_of(playbook))
    links = (link for step in steps for link in knowledge.links_from(step))
    learned = {link.target for link in links if link.relation == "learned-from"} & set(sitemap.paths)
    found = (record for record in knowledge.of_kind(Postmortem) if record.id in learned)
    return sorted(found, key=lambda record: record.began, reverse=True)
