"""The playbook that is made for an application, and what leads to it."""

import re

from tests.building import Built

from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.loading import assemble
from trailbook.risk.playbooks.rules import STEP_RULES
from trailbook.site.pages.application_playbooks import app_links, app_pages, app_path, app_playbooks, with_link
from trailbook.site.rendering.kept_texts import Texts
from trailbook.site.rendering.sitemap import Sitemap

PAGE = "playbooks/for/leave/index.html"


def test_each_application_has_a_page_and_one_lists_them(knowledge: KnowledgeBase) -> None:
    paths = [page.path for page in app_pages(Texts(Sitemap(knowledge, "content")))]
    assert paths == ["playbooks/for/leave.md", "playbooks/for/index.md"]


def test_a_site_without_threat_models_has_none(knowledge: KnowledgeBase) -> None:
    left_out = frozenset({"threat-models/leave-requests.md"})
    assert list(app_pages(Texts(Sitemap(knowledge, "content", left_out=left_out)))) == []


def test_every_step_names_its_rule_and_what_it_follows_from(knowledge: KnowledgeBase, starter_site: Built) -> None:
    page = starter_site.page(PAGE)
    (playbook,) = app_playbooks(Sitemap(knowledge, "content"))
    steps = [step for part in playbook.parts for step in part.steps]
    assert [e.attributes["id"] for e in page.all("li") if "id" in e.attributes] == [step.id for step in steps]
    told = page.all("div", "tb-from")
    for step, element in zip(steps, told, strict=True):
        assert element.text.rstrip().endswith("by a published rule")
        (rule,) = [e.attributes for e in page.inside(element) if f"#{step.rule.id}" in e.attributes.get("href", "")]
        assert rule["title"] == step.rule.reads
        assert all(reference in element.text for reference in step.need.because)
        noun = "control" if step.rule.id == "keep-control" else "threat"
        first = [reference for reference in step.need.because if knowledge.noun(reference) == noun]
        assert element.text.startswith(f"Because of: {knowledge.label((first or step.need.because)[0])}")


def test_where_a_step_comes_from_is_not_folded_with_its_other_sources(starter_site: Built) -> None:
    page = starter_site.page(PAGE)
    ids = {e.attributes["id"] for e in page.all("li") if "id" in e.attributes}
    marked = [e.parent.attributes.get("id") for e in page.all("details", "tb-why") if e.parent]
    assert marked and set(marked) <= ids


def test_the_list_says_how_much_is_asked_and_names_each_rule(knowledge: KnowledgeBase, starter_site: Built) -> None:
    page = starter_site.page("playbooks/for/index.html")
    (playbook,) = app_playbooks(Sitemap(knowledge, "content"))
    rows = [e.attributes["id"] for e in page.all("li") if "id" in e.attributes]
    assert sorted(rows) == [rule.id for rule in STEP_RULES]
    assert f"{playbook.number} steps for {len(playbook.roles)} roles" in page.text


def test_a_threat_model_leads_to_its_playbook(starter_site: Built, knowledge: KnowledgeBase) -> None:
    links = [e.attributes.get("href") for e in starter_site.page("threat-models/leave-requests/index.html").all("a")]
    assert "../../playbooks/for/leave/" in links
    assert list(app_links(Sitemap(knowledge, "content"))) == ["threat-models/leave-requests.md"]


def test_a_page_without_sections_stays_as_it_is() -> None:
    assert with_link("# A\n\nText.\n", "<p>x</p>") == "# A\n\nText.\n"
    assert with_link("# A\n\n## B\n", "") == "# A\n\n## B\n"
    assert with_link("# A\n\n## B\n", "<p>x</p>") == "# A\n\n<p>x</p>\n\n## B\n"


def test_roles_lead_to_their_part(starter_site: Built) -> None:
    links = [e.attributes.get("href") for e in starter_site.page("roles/maker/index.html").all("a")]
    assert "../../playbooks/for/leave/#maker" in links


MODEL = """
id: TM-A
kind: threat-model
title: App
owner: Us
review: {cadence: yearly}
application: {name: App, platform: P, purpose: Work, users: All, impact: Some}
components:
  - {id: LIST, name: A list, type: data-store, owner: Us}
data:
  - {id: D1, name: Names, sensitivity: internal, stored_in: [LIST]}
threats:
""" + "".join(
    f"""
  - id: {id}
    title: Threat {id}
    category: weak-access-control
    description: How.
    benefits: Somebody.
    harmed: Others.
    affects: [LIST]
    inherent: {{likelihood: almost-certain, impact: major}}
    residual: {{likelihood: {likelihood}, impact: minor}}
"""
    for id, likelihood in (("T1", "possible"), ("T2", "likely"), ("T3", "possible"))
)
RESPOND = """---
{{id: {id}, kind: playbook, owner: Us, use: {use}, roles: [incident-responder], trigger: It leaks,
 steps: [{{id: S1, mitigates: [{threats}]}}]}}
---
# Respond {id}

It leaks.

## Steps

### Do it {{#S1}}

Do it now.
"""


def made(**threats: str) -> str:
    """The playbook of an application beside playbooks that respond, each with the threats that it is against."""
    texts = {"threat-models/a.yaml": MODEL} | {
        f"docs/playbooks/{name}.md": RESPOND.format(
            id=f"PB-{name.upper()}", use="build" if name == "build" else "respond", threats=against
        )
        for name, against in threats.items()
    }
    knowledge = assemble({path: text.encode() for path, text in texts.items()})
    assert not knowledge.problems, knowledge.problems
    pages = app_pages(Texts(Sitemap(knowledge, "docs")))
    return next(page.markdown for page in pages if page.path == "playbooks/for/a.md")


def test_playbooks_that_respond_are_listed_if_they_are_about_a_threat_the_likeliest_first() -> None:
    page = made(none="", one="TM-A.T1", two="TM-A.T1, TM-A.T3", likely="TM-A.T2", build="TM-A.T2")
    steps, _, rest = page.partition("{ #respond }")
    respond, _, written = rest.partition("{ #written }")
    listed, _, others = respond.partition("Others, about no threat of this app")
    assert re.findall(r'go/([a-z]+)/index.html">', listed) == ["likely", "two", "one"]
    assert "possible threat: Threat T1, and 1 more" in listed
    assert re.findall(r'go/([a-z]+)/index.html">', others) == ["none"]
    assert 'id="maker"' in steps
    assert "PB-BUILD" in written
    assert "PB-LIKELY" not in written


def test_an_application_that_no_playbook_responds_for_leads_to_the_start_of_all() -> None:
    page = made(none="")
    assert "None of the response playbooks is about a threat of this app." in page
    assert 'go/index.html">Something is wrong</a>' in page


def test_applications_of_several_repositories_that_share_a_name_have_a_playbook_each() -> None:
    paths = [app_path(model) for model in ("TM-HUB", "payments/TM-HUB", "identity/TM-HUB")]
    assert paths == ["playbooks/for/hub.md", "playbooks/for/payments/hub.md", "playbooks/for/identity/hub.md"]
