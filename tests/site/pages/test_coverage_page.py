import re

from tests.building import Element, Html, parse
from tests.paths import REPOSITORY
from tests.site.pages.register_pages import register_pages

from trailbook.records.frameworks import known_frameworks
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.loading import assemble
from trailbook.site.pages.record_pages import answers
from trailbook.site.rendering.sitemap import Sitemap


def page(knowledge: KnowledgeBase) -> Html:
    pages = {page.path: page.markdown for page in register_pages(Sitemap(knowledge, "content"))}
    return parse(pages["frameworks.md"])


def row(html: Html, id: str) -> Element:
    (found,) = (e for e in html.all("tr") if e.attributes.get("id") == id)
    return found


def test_every_requirement_of_every_framework_has_a_row_that_can_be_linked_to(knowledge: KnowledgeBase) -> None:
    html = page(knowledge)
    wanted = [f"{framework.id}-{id}" for framework in known_frameworks().values() for id in framework.requirements]
    assert [e.attributes["id"] for e in html.all("tr") if "id" in e.attributes] == wanted


def test_a_requirement_that_nothing_answers_says_so(knowledge: KnowledgeBase) -> None:
    html = page(knowledge)
    assert row(html, "ISO-27001-A.5.1").text.endswith("nothing yet")
    unanswered = [r for f in known_frameworks().values() for r in answers(knowledge, f) if not r.answers]
    assert len(html.all("tr")) and sum(e.attributes.get("data-answer") == "nothing" for e in html.all("tr")) == len(
        unanswered
    )


def test_the_answers_to_a_requirement_are_listed_and_linked(knowledge: KnowledgeBase) -> None:
    html = page(knowledge)
    links = [e for e in html.inside(row(html, "ISO-27001-A.5.15")) if e.tag == "a"]
    assert [(link.text, link.attributes["href"]) for link in links] == [
        ("Share with named groups POL-SHARING.C1", "../policies/sharing/#C1")
    ]


def test_how_many_requirements_are_answered_is_counted(knowledge: KnowledgeBase) -> None:
    html = page(knowledge)
    for framework in known_frameworks().values():
        answered = sum(1 for requirement in answers(knowledge, framework) if requirement.answers)
        assert f"{answered} of {len(framework.requirements)} answered" in html.text


def test_the_crosswalk_names_what_is_new_and_on_what_it_rests(knowledge: KnowledgeBase) -> None:
    html = page(knowledge)
    (table,) = (e for e in html.all(cls="tb-scroll") if e.attributes["aria-label"] == "Crosswalk")
    rows = [e.text for e in html.inside(table) if e.tag == "tr"]
    assert len(rows) == 12
    assert "LCNC-SEC-05 Security Misconfiguration CD-SEC-07 Security Misconfiguration renumbered" in rows
    assert rows[-1] == "nothing CD-SEC-01 Blind Trust new"
    assert "OWASP publishes no crosswalk" in html.text


def test_the_page_of_coverage_says_what_is_uncovered(knowledge: KnowledgeBase) -> None:
    pages = {page.path: page.markdown for page in register_pages(Sitemap(knowledge, "content"))}
    text = " ".join(parse(pages["coverage.md"]).text.split())
    assert "Controls without evidence" in text
    assert re.search(r"ISO/IEC 27001 Annex A information security controls \d+ of 93", text)
    assert re.search(r"\d+ of \d+ controls are against a threat, \d+ have a mitigation in place", text)


def test_without_policies_nothing_leads_to_the_page_of_coverage() -> None:
    model = (REPOSITORY / "threat-models/expenses.yaml").read_bytes()
    sitemap = Sitemap(assemble({"threat-models/expenses.yaml": model}), "content")
    pages = {page.path: page.markdown for page in register_pages(sitemap)}
    assert "coverage.md" not in pages
    assert "coverage.md" not in pages["frameworks.md"]
