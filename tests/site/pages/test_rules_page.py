"""The page of the threat rules, and what a model's page tells of what they found."""

import re
from typing import Any

import yaml
from tests.building import Element, Html, parse
from tests.risk.threats.modelling import knowledge_of

from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.loading import assemble
from trailbook.risk.threats.catalogues import catalogues
from trailbook.risk.threats.findings import STATES
from trailbook.risk.threats.rules import RULES
from trailbook.risk.threats.tuning import read_rules
from trailbook.site.pages.record_pages import chapters
from trailbook.site.pages.rules_page import FAMILIES, rules_page
from trailbook.site.rendering.sitemap import Sitemap

CASE: dict[str, Any] = {
    "model": {
        "components": {"K1": {"type": "agent", "memory": "shared", "tools": ["run-code"], "reads_untrusted": True}},
        "threats": {"T1": {"affects": ["K1"], "state": "in-progress"}},
        "findings": [
            {"id": "R1", "rule": "agent-memory-shared", "elements": ["K1"], "threat": "T1"},
            {"id": "R2", "rule": "agent-runs-code", "elements": ["K1"], "state": "mitigated", "reason": "In a box."},
            {"id": "R3", "rule": "maker-account", "state": "open"},
        ],
    }
}


def page(option: object = None) -> str:
    ruleset, _ = read_rules(option)
    return rules_page(Sitemap(knowledge_of(CASE), "content", ruleset=ruleset)).markdown


def model_page() -> Html:
    return actions_page(knowledge_of(CASE))


def actions_page(knowledge: KnowledgeBase) -> Html:
    found = chapters(Sitemap(knowledge, "content"), knowledge.documents["TM-A"])
    return parse(next(page.markdown for page in found if page.path == "threat-models/a/actions.md"))


def rows(html: Html) -> list[list[Element]]:
    (region,) = [e for e in html.all("div", "tb-scroll") if e.attributes["aria-label"] == "Findings"]
    found = [e for e in html.inside(region) if e.tag == "tr"][1:]
    return [[cell for cell in html.inside(row) if cell.tag == "td"] for row in found]


def page_of_models(number: int) -> Html:
    documents = knowledge_of(CASE).documents.values()
    files = {document.path: document.text.encode() for document in documents}
    model = files.pop("threat-models/a.yaml").decode()
    files |= {f"threat-models/{n}.yaml": model.replace("TM-A", f"TM-{n}").encode() for n in range(number)}
    return parse(rules_page(Sitemap(assemble(files), "content")).markdown)


def test_where_a_rule_fires_in_very_many_models_some_are_named_and_the_others_counted() -> None:
    few, many = page_of_models(5), page_of_models(9)
    assert "other models" not in few.text
    assert "4 to act on in TM-4" not in many.text
    assert "and 5 other models, each with what was found on its own page" in many.text
    assert "9 to act on in 9 models" in many.text
    named = {e.text.split()[-1] for e in many.all("a", "tb-to")}
    assert named & {f"TM-{n}" for n in range(9)} == {f"TM-{n}" for n in range(4)}


def test_the_page_counts_the_findings_to_act_on_as_the_dashboards_do() -> None:
    site = Sitemap(knowledge_of(CASE), "content")
    number = len(site.findings_to_act_on)
    assert number < len(site.findings["TM-A"])
    assert f"<strong>{number} findings</strong> to act on" in rules_page(site).markdown


def test_every_rule_has_a_heading_with_its_id_once() -> None:
    anchors = re.findall(r'^<h3 id="([a-z-]+)">', page(), re.MULTILINE)
    assert sorted(anchors) == sorted(rule.id for rule in RULES)


def test_every_family_of_rules_has_a_heading() -> None:
    assert {rule.family for rule in RULES} <= set(FAMILIES)


def test_every_id_that_a_rule_maps_to_leads_to_its_public_page() -> None:
    markdown = page()
    addresses = {catalogues()[name].address(id) for rule in RULES for name, id in rule.maps.ids()}
    assert {address for address in addresses if f'href="{address}"' not in markdown} == set()
    assert all(address.startswith("https://") for address in addresses)


def test_ids_of_weaknesses_and_techniques_have_pages_of_their_own() -> None:
    assert catalogues()["cwe"].address("CWE-79") == "https://cwe.mitre.org/data/definitions/79.html"
    assert catalogues()["attack"].address("T1078.004") == "https://attack.mitre.org/techniques/T1078/004/"


def test_a_silenced_rule_is_on_the_page_with_its_reason_and_finds_nothing() -> None:
    html = parse(page({"agent-runs-code": {"silenced": "Agents run in boxes <b>here</b>."}}))
    assert "Agents run in boxes <b>here</b>." in html.text
    assert [e.text for e in html.all("span", "tb-badge--retired")] == ["silenced"]
    ruleset, _ = read_rules({"agent-runs-code": {"silenced": "In boxes."}})
    found = Sitemap(knowledge_of(CASE), "content", ruleset=ruleset).findings["TM-A"]
    assert "agent-runs-code" not in [finding.rule.id for finding in found]


def test_a_tuned_rule_is_on_the_page_with_its_reason() -> None:
    html = parse(page({"sharing-too-wide": {"data_from": "restricted", "reason": "All may read all."}}))
    assert "All may read all." in html.text and "tuned" in html.text


def test_a_model_tells_what_is_open_first_and_what_is_settled_last() -> None:
    badges = [cells[0].text.split(" tracked as")[0].strip().replace(" ", "-") for cells in rows(model_page())]
    order = [STATES.index(state) for state in badges]
    assert order == sorted(order)
    assert set(badges) == {"open", "in-progress", "mitigated"}


def test_a_finding_has_its_reason_its_remedy_and_who_tells_it() -> None:
    html = model_page()
    told = next(cells for cells in rows(html) if "tracked as" in cells[0].text)
    assert "T1" in told[0].text
    assert "K1 keeps one memory for everybody who asks it." in told[3].text
    assert "Keep memory apart by person" in told[3].text
    settled = rows(html)[-1]
    assert "In a box." in settled[3].text and "no network" not in settled[3].text


def test_every_entry_of_a_model_has_an_anchor_even_one_that_fits_nothing() -> None:
    assert {"R1", "R2", "R3"} <= set(model_page().ids)


def test_a_model_shows_the_facts_that_its_findings_rest_on() -> None:
    (details,) = [e for e in model_page().all("details", "tb-connections") if "What the model states" in e.text]
    assert "memory: shared; " not in details.text  # the last of its element
    assert "tools: run code; reads untrusted: yes; memory: shared" in " ".join(details.text.split())


def test_no_text_of_a_model_becomes_markup_where_findings_are_told() -> None:
    hostile = '</td><script>alert(1)</script> [x](javascript:alert(1)) "><img src=x onerror=alert(1)>\n\n# heading'
    text = yaml.safe_dump(_spoilt(yaml.safe_load(knowledge_of(CASE).documents["TM-A"].text), hostile))
    knowledge = assemble({"threat-models/a.yaml": text.encode()})
    html = actions_page(knowledge)
    assert [e.tag for e in html.elements] == [e.tag for e in model_page().elements]
    assert "</td><script>alert(1)</script> [x](javascript:alert(1))" in rows(html)[0][3].text


def _spoilt(values: dict[str, Any], hostile: str) -> dict[str, Any]:
    components = [{**part, "name": hostile} for part in values["components"]]
    findings = [{**entry, "reason": hostile} if "reason" in entry else entry for entry in values["findings"]]
    return {**values, "components": components, "findings": findings}
