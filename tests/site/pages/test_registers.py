from datetime import date

import pytest
from tests.building import Element, parse
from tests.paths import REPOSITORY
from tests.risk.threats.modelling import knowledge_of
from tests.site.pages.register_pages import register_pages
from tests.trail.sign_offs.connectors import connector_text

from trailbook.records.kinds import KINDS
from trailbook.records.kinds.threat_model import ThreatModel
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.loading import assemble, load
from trailbook.records.ratings import level, score
from trailbook.records.states import is_pending
from trailbook.site.pages.record_pages import chapters, record_page, register_table
from trailbook.site.pages.registers import LONG, REGISTERS, facets, filled, listed, reading_order
from trailbook.site.rendering.sitemap import Sitemap
from trailbook.text.prose import in_prose

KIND_NAMES = sorted(kind for kind, cls in KINDS.items() if cls.prefix)


def rows(knowledge: KnowledgeBase, kind: str) -> list[dict[str, Element]]:
    """The cells of each record's row by the title of their column."""
    table = parse(register_table(Sitemap(knowledge, "content"), kind, f"{KINDS[kind].folder}/index.md"))
    heads = [head.text for head in table.all("th")]
    body = [row for row in table.all("tr") if row.parent and row.parent.tag == "tbody"]
    return [dict(zip(heads, (e for e in table.all("td") if e.parent is row), strict=True)) for row in body]


def test_every_kind_has_a_register() -> None:
    assert sorted(REGISTERS) == KIND_NAMES


@pytest.mark.parametrize("kind", KIND_NAMES)
def test_every_column_is_written_for_every_record(knowledge: KnowledgeBase, kind: str) -> None:
    found, records = rows(knowledge, kind), listed(Sitemap(knowledge, "content"), kind)
    assert {record.id for record in records} == {record.id for record in knowledge.of_kind(KINDS[kind])}
    for row, record in zip(found, records, strict=True):
        status = getattr(record, "status", "active")
        state = "" if status == "active" else f" {status}"
        assert row[REGISTERS[kind].names].text.startswith(f"{record.title}{state}")
        assert row[REGISTERS[kind].names].text.endswith(record.id)
        for column in filled(REGISTERS[kind], records):
            cell = row[column.title]
            value = column.value(record)
            assert cell.attributes["data-tb-label"] == column.title
            assert bool(cell.text.strip()) == (value is not None and value != ())


def threat_model(id: str, title: str) -> bytes:
    return f"""\
id: {id}
kind: threat-model
title: {title}
owner: Us
application: {{name: A, platform: P, purpose: P, users: U, impact: I}}
components: [{{id: A, name: A, type: screen, owner: Us}}]
review: {{cadence: yearly}}
""".encode()


def postmortem(id: str, title: str, began: str) -> bytes:
    return f"""\
id: {id}
kind: postmortem
title: {title}
owner: Us
organisations: [Them]
severity: high
began: "{began}"
detected: "{began}"
timeline: [{{date: "{began}", event: It began.}}]
causes: [{{id: C1, category: misconfiguration, title: A cause}}]
""".encode()


def test_a_register_is_in_the_order_of_titles_and_incidents_begin_with_the_newest() -> None:
    files = {
        "threat-models/a.yaml": threat_model("TM-A", "Sharing"),
        "threat-models/b.yaml": threat_model("TM-B", "access"),
        "postmortems/a.yaml": postmortem("PM-A", "Leak", "2024"),
        "postmortems/b.yaml": postmortem("PM-B", "Theft", "2025-03"),
        "postmortems/c.yaml": postmortem("PM-C", "Drift", "2024"),
    }
    sitemap = Sitemap(assemble(files), "content")
    assert [record.id for record in listed(sitemap, "threat-model")] == ["TM-B", "TM-A"]
    assert [record.id for record in listed(sitemap, "postmortem")] == ["PM-B", "PM-C", "PM-A"]
    assert reading_order(sitemap) == [
        "threat-models/b.md",
        "threat-models/a.md",
        "postmortems/b.md",
        "postmortems/c.md",
        "postmortems/a.md",
    ]


def test_the_model_with_the_highest_risk_left_is_first_and_so_is_its_highest_threat(knowledge: KnowledgeBase) -> None:
    sitemap = Sitemap(knowledge, "content")
    models = [model for model in listed(sitemap, "threat-model") if isinstance(model, ThreatModel)]
    left = [max((score(t.residual) for t in model.threats), default=0) for model in models]
    assert left == sorted(left, reverse=True)
    for model in models:
        pages = chapters(sitemap, knowledge.documents[model.id])
        (page,) = (parse(page.markdown) for page in pages if page.path.endswith("/threats.md"))
        (jump,) = page.all("nav", "tb-jump")
        shown = [e.attributes["href"].lstrip("#") for e in page.inside(jump) if e.tag == "a"]
        stated = {threat.id: score(threat.residual) for threat in model.threats}
        assert [stated[id] for id in shown] == sorted(stated.values(), reverse=True)


def test_the_work_on_a_model_begins_with_how_much_is_to_be_done_and_that_comes_first(knowledge: KnowledgeBase) -> None:
    for document in knowledge.documents.values():
        if not isinstance(model := document.record, ThreatModel):
            continue
        pages = chapters(Sitemap(knowledge, "content"), document)
        (page,) = (parse(page.markdown) for page in pages if page.path.endswith("/actions.md"))
        (verdict,) = page.all("p", "tb-verdict")
        due = [one for one in model.mitigations if is_pending(one)]
        given_up = sum(one.state == "withdrawn" for one in model.mitigations)
        said = f"{len(model.mitigations) - len(due) - given_up} in place" + (f", {given_up} given up" * bool(given_up))
        assert f": {len(due)} to do, {said}." in verdict.text
        rows = [e.attributes["id"] for e in page.all("tr") if e.attributes.get("id", "").startswith("M")]
        assert set(rows[: len(due)]) == {one.id for one in due}


def test_the_records_that_most_refer_to_come_first_among_those_with_links(knowledge: KnowledgeBase) -> None:
    (page,) = (page for page in register_pages(Sitemap(knowledge, "content")) if page.path == "links.md")
    shown = [e.text for e in parse(page.markdown).all("td") if e.attributes.get("data-tb-label") == "Referenced by"]
    assert list(map(int, shown)) == sorted(map(int, shown), reverse=True)


@pytest.mark.parametrize(("kind", "after"), [("postmortem", "What came of it"), ("policy", "Controls of this policy")])
def test_a_record_says_in_two_sentences_what_it_is_about_before_anything_else(
    knowledge: KnowledgeBase, kind: str, after: str
) -> None:
    for record in knowledge.of_kind(KINDS[kind]):
        page = record_page(Sitemap(knowledge, "content"), knowledge.documents[record.id]).markdown
        first = record.summary.split()[0]
        assert page.index(f"\n{first}") < page.index(after) < page.index("\n## ")


@pytest.mark.parametrize("kind", ["exercise", "training"])
def test_a_title_that_is_a_riddle_has_its_summary_below_it(knowledge: KnowledgeBase, kind: str) -> None:
    (row,) = rows(knowledge, kind)
    (record,) = knowledge.of_kind(KINDS[kind])
    summary = record.summary.replace("TM-LEAVE", "Leave requests")
    assert summary in row["Title"].text


def test_a_phone_shows_the_columns_that_matter_most_and_no_zeros(knowledge: KnowledgeBase) -> None:
    (row,) = rows(knowledge, "policy")
    assert "tb-aside" in (row["Binds"].attributes["class"] or "")
    assert "class" not in row["Owner"].attributes
    assert ("tb-nil" in (row["Exceptions"].attributes["class"] or "")) == (row["Exceptions"].text == "0")


def test_a_level_is_sorted_by_its_score(knowledge: KnowledgeBase) -> None:
    (row,) = rows(knowledge, "threat-model")
    (model,) = knowledge.of_kind(ThreatModel)
    assert isinstance(model, ThreatModel)
    highest = max((threat.residual for threat in model.threats), key=score)
    assert row["Highest risk left"].attributes["data-tb-value"] == str(score(highest))
    assert row["Highest risk left"].text.strip() == level(highest)


def test_a_date_is_written_in_words_and_sorts_by_its_day(knowledge: KnowledgeBase) -> None:
    table = parse(register_table(Sitemap(knowledge, "content"), "connector", "connectors/index.md"))
    assert len(days := table.all("time")) == 2
    assert all(day.text == in_prose(date.fromisoformat(day.attributes["datetime"])) for day in days)


def test_a_value_that_is_not_known_is_an_empty_cell() -> None:
    dated = threat_model("TM-B", "B").replace(b"yearly", b"yearly, next: 2027-01-05")
    files = {"threat-models/a.yaml": threat_model("TM-A", "A"), "threat-models/b.yaml": dated}
    row, _ = rows(assemble(files), "threat-model")
    assert row["Next review"].text == ""
    assert row["Threats"].text == "0"


def test_a_column_in_which_no_record_says_anything_is_left_out() -> None:
    (row,) = rows(assemble({"threat-models/a.yaml": threat_model("TM-A", "A")}), "threat-model")
    assert {"Highest risk left", "Next review"}.isdisjoint(row)


def test_only_what_there_is_has_a_register(knowledge: KnowledgeBase) -> None:
    kinds = {page.path for page in register_pages(Sitemap(knowledge, "content"))}
    assert kinds >= {f"{KINDS[kind].folder}/index.md" for kind in KIND_NAMES}
    assert kinds >= {"controls.md", "frameworks.md"}
    assert not list(register_pages(Sitemap(assemble({"docs/a.md": b"# A\n"}), "docs")))


def test_a_long_register_is_narrowed_by_the_values_that_its_records_have() -> None:
    files = {
        f"postmortems/{n}.yaml": postmortem(f"PM-{n}", "Leak", "2024").replace(b"high", b"low" if n else b"high")
        for n in range(LONG + 1)
    }
    sitemap = Sitemap(assemble(files), "content")
    records = listed(sitemap, "postmortem")
    found = facets(REGISTERS["postmortem"], records)
    assert [(column.facet, values) for column, values in found] == [("severity", ["low", "high"])]
    assert facets(REGISTERS["postmortem"], records[:LONG]) == []
    table = parse(register_table(sitemap, "postmortem", "postmortems/index.md"))
    assert [e.attributes["value"] for e in table.all("input") if e.attributes["type"] == "radio"] == ["", "low", "high"]
    assert sum(e.attributes.get("data-severity") == "low" for e in table.all("tr")) == LONG


def test_the_register_of_connectors_begins_with_its_states_and_what_is_certified_next() -> None:
    sitemap = Sitemap(load(REPOSITORY), "content")
    table = parse(register_table(sitemap, "connector", "connectors/index.md"))
    cells = [e for e in table.all("td") if e.attributes.get("data-tb-label") == "Certify by"]
    days = [e.attributes["datetime"] for cell in cells for e in table.inside(cell) if e.tag == "time"]
    (said,) = table.all("p", "tb-verdict")
    states = [e.text for e in table.all("td") if e.attributes.get("data-tb-label") == "Vetting"]
    assert all(f"{states.count(state)} {state}" in said.text for state in states)
    assert [e.attributes["datetime"] for e in table.inside(said) if e.tag == "time"] == [min(days)]


def test_a_connector_names_the_products_that_it_covers() -> None:
    text = connector_text(more="also: [HubSpot, Salesforce]\n")
    sitemap = Sitemap(assemble({"content/connectors/crm.md": text.encode()}), "content")
    page = record_page(sitemap, sitemap.knowledge.documents["CON-CRM"])
    assert "<dt>Covers</dt> <dd>HubSpot, Salesforce</dd>" in page.markdown
    (row,) = rows(sitemap.knowledge, "connector")
    assert "HubSpot, Salesforce" in row["Service"].text


@pytest.mark.parametrize(
    ("state", "conditions", "said"),
    [("approved", "", "Yes"), ("restricted", "", "Yes, if …"), ("approved", "\n## Conditions\n\n- Ask.\n", "Yes, if …"),
     ("in-review", "", "Ask first"), ("blocked", "", "No")],
)  # fmt: skip
def test_the_register_of_connectors_says_whether_each_may_be_used(state: str, conditions: str, said: str) -> None:
    text = f"{connector_text(state)}{conditions}"
    (row,) = rows(assemble({"content/connectors/crm.md": text.encode()}), "connector")
    assert row["Allowed"].text == said


@pytest.mark.parametrize(("allowed", "said"), [("internal", "Used beyond that by"), ("restricted", "")])
def test_a_connector_names_the_applications_that_use_it_beyond_what_is_allowed(allowed: str, said: str) -> None:
    model = {
        "components": {"K1": {"connector": "CON-A"}, "K2": {}},
        "data": {"D1": {"sensitivity": "restricted"}},
        "flows": {"F1": {"from": "K2", "to": "K1", "data": ["D1"]}},
    }
    knowledge = knowledge_of({"model": model, "connectors": {"CON-A": {"data_up_to": allowed}}})
    page = parse(record_page(Sitemap(knowledge, "content"), knowledge.documents["CON-A"]).markdown)
    (box,) = page.all("div", "tb-ruling")
    assert ("with data up to restricted" in " ".join(box.text.split())) is bool(said)
    assert said in box.text


def test_a_connector_on_conditions_is_not_told_as_a_class_of_data() -> None:
    text = connector_text("restricted")
    sitemap = Sitemap(assemble({"content/connectors/crm.md": text.encode()}), "content")
    page = record_page(sitemap, sitemap.knowledge.documents["CON-CRM"])
    badge = '<span class="tb-badge tb-badge--on-conditions" data-tb-rank="3">on conditions</span>'
    assert badge in page.markdown
    assert badge in register_table(sitemap, "connector", "connectors/index.md")
    assert "restricted" not in page.markdown
