"""The register, where risk stands, and the scheme, as pages."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from shutil import copytree

import pytest
import yaml
from click.testing import CliRunner
from mkdocs.exceptions import Abort
from tests.building import Built, Html, build, parse
from tests.paths import REPOSITORY
from tests.risk.overview.test_due import model as stated
from tests.risk.overview.test_due import threat

from trailbook.cli import main
from trailbook.records.kinds.threat_model import Acceptance, ThreatModel
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.loading import assemble, load
from trailbook.records.ratings import Rating
from trailbook.risk.scoring.matrix import MATRIX
from trailbook.risk.scoring.owasp import OWASP
from trailbook.risk.scoring.scheme import Scheme
from trailbook.site.marks.html_marks import place_of_mark
from trailbook.site.pages.record_pages import chapters, record_page
from trailbook.site.pages.risk_pages import Before, Comparison, risk_pages
from trailbook.site.rendering.sitemap import Sitemap


def pages(knowledge: KnowledgeBase, scheme: Scheme = MATRIX, compared: Comparison = Comparison()) -> dict[str, Html]:  # noqa: B008
    found = risk_pages(Sitemap(knowledge, "content", scheme=scheme), compared)
    return {page.path: parse(page.markdown) for page in found}


def test_the_scheme_that_is_published_is_the_one_that_computes(knowledge: KnowledgeBase) -> None:
    for scheme in (MATRIX, OWASP, replace(MATRIX, cuts=((20, "critical"), (15, "high"), (10, "medium"), (1, "low")))):
        html = pages(knowledge, scheme)["risk-scheme.md"]
        cells = [cell.text.split()[-1] for cell in html.all("td", "tb-cell")]
        wanted = [scheme.level_at(row, column) for row in reversed(scheme.likelihoods) for column in scheme.impacts]
        assert cells == wanted


def test_the_owasp_scheme_publishes_its_factors_and_its_source(knowledge: KnowledgeBase) -> None:
    text = pages(knowledge, OWASP)["risk-scheme.md"].text
    assert "https://owasp.org/www-community/OWASP_Risk_Rating_Methodology" in text
    assert "intrusion_detection" in text
    assert "intrusion_detection" not in pages(knowledge)["risk-scheme.md"].text


def test_both_heat_maps_count_every_threat(knowledge: KnowledgeBase) -> None:
    html = pages(knowledge)["risk.md"]
    (model,) = knowledge.of_kind(ThreatModel)
    assert isinstance(model, ThreatModel)
    for figure in html.all("figure", "tb-heat"):
        counts = [e.text for e in html.inside(figure) if e.tag == "strong"]
        assert sum(map(int, counts)) == len(model.threats)
        assert sum(1 for e in html.inside(figure) if e.tag == "td") == 25


def test_each_field_of_the_heat_map_names_its_level_so_that_colour_is_not_needed(knowledge: KnowledgeBase) -> None:
    cells = pages(knowledge)["risk.md"].all("td", "tb-cell")
    assert all(any(level in cell.text for level in MATRIX.levels) for cell in cells)


def test_without_a_release_the_page_says_so(knowledge: KnowledgeBase) -> None:
    assert "There is no release yet" in pages(knowledge)["risk.md"].text


def test_since_a_release_with_the_same_ratings_nothing_changed(knowledge: KnowledgeBase) -> None:
    compared = Comparison(date(2026, 1, 1), Before("v1", date(2025, 12, 1), knowledge))
    assert "No rating has changed since v1 (1 Dec 2025)" in " ".join(
        pages(knowledge, compared=compared)["risk.md"].text.split()
    )


def test_since_a_release_without_the_model_its_threats_are_new(knowledge: KnowledgeBase) -> None:
    before = KnowledgeBase({}, (), ())
    compared = Comparison(date(2026, 1, 1), Before("v1", date(2025, 12, 1), before))
    html = pages(knowledge, compared=compared)["risk.md"]
    (model,) = knowledge.of_kind(ThreatModel)
    assert isinstance(model, ThreatModel)
    assert len(html.all("span", "tb-badge--new")) == len(model.threats)
    assert "likely × " in html.text, "what a level follows from is beside it"


def test_late_is_marked_with_a_word_against_the_day_that_counts_as_today() -> None:
    knowledge = load(REPOSITORY)
    assert not pages(knowledge, compared=Comparison(date(2000, 1, 1)))["risk.md"].all("span", "tb-badge--red")
    late = pages(knowledge, compared=Comparison(date(2100, 1, 1)))["risk.md"].all("span", "tb-badge--red")
    assert {e.text for e in late} == {"overdue"}


def test_each_threat_says_who_is_on_it_and_by_when() -> None:
    register = pages(load(REPOSITORY))["threats.md"]
    rows = [row for row in register.all("tr") if "data-app" in row.attributes]
    (shared,) = (row for row in rows if row.attributes["data-app"] == "Donor and volunteer base|HR onboarding")
    assert "Volunteer coordination, HR operations 20 Jan 2027" in " ".join(shared.text.split())
    (verdict,) = register.all("p", "tb-verdict")
    critical = sum(row.attributes["data-level"] == "critical" for row in rows)
    places = sum(len(re.findall(r"TM-[A-Z]+\.T\d+", row.text)) for row in rows)
    assert verdict.text.startswith(f"{len(rows)} threats in {places} places: {critical} critical, ")
    assert " above our limit, each with a plan. The next date is 5 Jan 2027." in verdict.text


def test_without_threat_models_there_is_no_page_of_risk() -> None:
    assert not pages(assemble({"content/a.md": b"# A\n"}))


def test_the_register_tells_residual_risk_in_the_words_of_the_business(knowledge: KnowledgeBase) -> None:
    scheme = replace(MATRIX, impact_texts=dict.fromkeys(MATRIX.impact_texts, "we would have to close"))
    assert "we would have to close" in pages(knowledge, scheme)["threats.md"].text


def configured(starter: Path, to: Path, risk: object) -> Path:
    copytree(starter, to)
    values = yaml.safe_load((to / "mkdocs.yml").read_text())
    values["plugins"] = [
        {"trailbook/records": {"risk": risk}} if plugin == "trailbook/records" else plugin
        for plugin in (next(iter(p)) if isinstance(p, dict) else p for p in values["plugins"])
    ]
    (to / "mkdocs.yml").write_text(yaml.safe_dump(values))
    return to


def test_site_and_command_line_refuse_the_same_option_with_the_same_words(
    starter: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = configured(starter, tmp_path / "kb", {"scheme": "owsap"})
    with pytest.raises(Abort):
        build(root, tmp_path / "site")
    fault = "option 'risk' of trailbook/records: scheme is 'owsap'; expected one of: matrix, owasp"
    result = CliRunner().invoke(main, ["check", "--root", str(root)])
    assert result.exit_code == 2
    assert fault in result.output


def test_a_site_is_scored_by_the_configured_scheme(starter: Path, tmp_path: Path) -> None:
    site = build(configured(starter, tmp_path / "kb", {"scheme": "owasp"}), tmp_path / "site")
    assert "OWASP Risk Rating Methodology" in site.page("risk-scheme/index.html").text
    titles = [e.attributes.get("title", "") for e in site.page("threats/index.html").all("span", "tb-badge")]
    assert any(title.startswith("likelihood 6.3 (high)") for title in titles)


def test_the_register_is_published_beside_its_page(starter_site: Built) -> None:
    links = {e.attributes.get("href") for e in starter_site.page("threats/index.html").all("a")}
    assert {"../threats.csv", "../threats.json"} <= links
    assert starter_site.text("threats.csv").startswith('"id","title"')
    assert '"scheme": "matrix"' in starter_site.text("threats.json")


@pytest.mark.parametrize(
    ("state", "lead", "on_it"),
    [
        ("mitigated", "None is above our limit. Nothing left to do: 1.", "nothing left to do"),
        ("open", "None is above our limit.", "nobody yet"),
        ("accepted", "None is above our limit. Accepted within it: 1.", ""),
    ],
)
def test_a_threat_within_the_limit_asks_for_a_plan_only_where_it_is_not_settled(
    knowledge: KnowledgeBase, state: str, lead: str, on_it: str
) -> None:
    (model,) = knowledge.of_kind(ThreatModel)
    low = Rating(likelihood="rare", impact="minor")
    threat = model.threats[0].model_copy(update={"state": state, "acceptance": None, "residual": low})
    alone = model.model_copy(update={"threats": (threat,), "mitigations": ()})
    document = replace(knowledge.documents[model.id], record=alone)
    sitemap = Sitemap(replace(knowledge, documents={**knowledge.documents, model.id: document}), "content")
    overview, chapter = record_page(sitemap, document), next(chapters(sitemap, document))
    assert f"1 low. {lead}" in re.sub(r"<[^>]+>", "", chapter.markdown)
    assert on_it in chapter.markdown
    assert on_it in overview.markdown


@pytest.mark.parametrize(
    ("others", "lead"),
    [
        ([], "1 critical. 1 above our limit, accepted until 30 May 2027."),
        (
            ["open"],
            "2 critical. 1 above our limit, 1 of them without a plan. 1 more above it, accepted until 30 May 2027.",
        ),
        (["accepted"], "2 critical. 2 above our limit, accepted, the first until 30 May 2027."),
    ],
)
def test_what_is_accepted_above_the_limit_is_said_to_be_above_it(
    knowledge: KnowledgeBase, others: list[str], lead: str
) -> None:
    (model,) = knowledge.of_kind(ThreatModel)
    high = Rating(likelihood="almost-certain", impact="severe")
    until = Acceptance(by="Ann", reason="It ends.", until=date(2027, 5, 30))
    threats = tuple(
        model.threats[0].model_copy(
            update={
                "id": f"T{n}",
                "state": state,
                "residual": high,
                "acceptance": until if state == "accepted" else None,
            }
        )
        for n, state in enumerate(["accepted", *others], 1)
    )
    alone = model.model_copy(update={"threats": threats, "mitigations": ()})
    document = replace(knowledge.documents[model.id], record=alone)
    sitemap = Sitemap(replace(knowledge, documents={**knowledge.documents, model.id: document}), "content")
    text = re.sub(r"<[^>]+>", "", next(chapters(sitemap, document)).markdown)
    assert lead in text
    assert "accepted by Ann until 30 May 2027" in text


@pytest.mark.parametrize(
    ("state", "more", "said"),
    [
        ("planned", "", "1 mitigation, not in place"),
        ("implemented", "", "1 mitigation"),
        ("planned", "T2", "nothing in place"),
    ],
)
def test_a_threat_says_before_it_is_unfolded_whether_anything_is_in_place(state: str, more: str, said: str) -> None:
    knowledge = stated(threat("T1"), *([threat(more)] if more else []), state=state)
    (document,) = (one for one in knowledge.documents.values() if isinstance(one.record, ThreatModel))
    page = parse(next(chapters(Sitemap(knowledge, "content"), document)).markdown)
    folds = [" ".join(e.text.split()) for e in page.all("summary") if e.text.startswith("Where it is")]
    assert folds[-1] == f"Where it is, and what is done about it {said}"


def test_a_threat_is_described_before_its_history(knowledge: KnowledgeBase) -> None:
    (model,) = knowledge.of_kind(ThreatModel)
    sitemap = Sitemap(knowledge, "content")
    page = next(chapters(sitemap, knowledge.documents[model.id])).markdown
    threat = model.threats[0]
    assert page.index(threat.description[:20]) < page.index(place_of_mark(threat.id))
