import json
import re
from pathlib import Path
from shutil import copytree

import pytest
from tests.building import parse
from tests.diagrams.reading import classes, left, read, tooltip
from tests.paths import STARTER

from trailbook.diagrams.models import record_links
from trailbook.diagrams.models.record_links import COLUMNS, RELATED, LinkGraph, draw_all_links, draw_links_around
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.links import RELATIONS, Link
from trailbook.records.loading import load
from trailbook.records.references import record_of
from trailbook.site.pages.record_pages import links_page, record_page
from trailbook.site.rendering.sitemap import Sitemap


@pytest.fixture(scope="module")
def knowledge() -> KnowledgeBase:
    return load(STARTER)


def linked(knowledge: KnowledgeBase, *links: tuple[str, str, str]) -> KnowledgeBase:
    """The knowledge base with these links and no others."""
    return KnowledgeBase(knowledge.documents, tuple(Link(*link) for link in links), ())


def href(reference: str) -> str:
    return f"/{reference}"


def graph(knowledge: KnowledgeBase, *links: tuple[str, str, str]) -> LinkGraph:
    return LinkGraph.of(linked(knowledge, *links), items=True)


@pytest.fixture(scope="module")
def ids(knowledge: KnowledgeBase) -> dict[str, str]:
    """The first record of each kind by the prefix of its id."""
    return {
        prefix: next(id for id in knowledge.records if id.startswith(f"{prefix}-"))
        for column in COLUMNS
        for prefix in column
    }


def items(knowledge: KnowledgeBase, noun: str) -> list[str]:
    return [reference for reference in knowledge.items if knowledge.noun(reference) == noun]


def test_around_a_record_stands_what_it_is_linked_to_either_way(knowledge: KnowledgeBase, ids: dict[str, str]) -> None:
    threat, control = items(knowledge, "threat")[0], items(knowledge, "control")[0]
    found = read(
        draw_links_around(
            graph(
                knowledge,
                (ids["PM"], "realises", threat),
                (control, "learned-from", ids["PM"]),
                (ids["TR"], "teaches", ids["POL"]),
            ),
            ids["PM"],
            href,
        )
    )
    assert set(found.cards) == {ids["PM"], threat, control}
    assert set(found.streams) == {(threat, ids["PM"]), (ids["PM"], control)}
    assert "was learned from" in tooltip(found.streams[ids["PM"], control])
    assert "tb-is-own" in classes(found.cards[ids["PM"]])
    assert found.cards[threat].attrib["href"] == f"/{threat}"


def test_the_second_hop_is_what_ties_others_together(knowledge: KnowledgeBase, ids: dict[str, str]) -> None:
    threat = items(knowledge, "threat")[0]
    control = items(knowledge, "control")[0]
    links = [(ids["PM"], "realises", threat), (control, "learned-from", ids["PM"]), (ids["TR"], "teaches", threat)]
    assert ids["TR"] not in read(draw_links_around(graph(knowledge, *links), ids["PM"], href)).cards
    links.append((ids["TR"], "teaches", control))
    assert ids["TR"] in read(draw_links_around(graph(knowledge, *links), ids["PM"], href)).cards


def test_a_second_hop_shows_the_most_linked_of_a_column_only(
    knowledge: KnowledgeBase, ids: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record_links, "MOST_TIES", 1)
    threats, controls = items(knowledge, "threat")[:2], items(knowledge, "control")[:2]
    links = [(control, "learned-from", ids["PM"]) for control in controls]
    links += [(control, "covers", threat) for control in controls for threat in threats]
    links.append((threats[1], "learned-from", controls[0]))
    cards = read(draw_links_around(graph(knowledge, *links), ids["PM"], href)).cards
    assert [threat in cards for threat in threats] == [False, True]


def test_cards_of_one_kind_stand_in_one_column_in_a_fixed_order(knowledge: KnowledgeBase, ids: dict[str, str]) -> None:
    threat, control = items(knowledge, "threat")[0], items(knowledge, "control")[0]
    links = [
        (ids["PM"], "realises", threat),
        (control, "covers", threat),
        (ids["PB"], "implements", control),
        (ids["TR"], "learned-from", ids["PM"]),
        (ids["EX"], "learned-from", ids["PM"]),
        (ids["PB"], "learned-from", ids["PM"]),
        (control, "learned-from", ids["PM"]),
    ]
    cards = read(draw_links_around(graph(knowledge, *links), ids["PM"], href)).cards
    places = [left(cards[id]) for id in (ids["PM"], threat, control, ids["PB"], ids["TR"])]
    assert places == sorted(set(places))
    assert left(cards[ids["EX"]]) == left(cards[ids["TR"]])


def test_steps_and_questions_are_told_by_their_record_and_mitigations_not_at_all(knowledge: KnowledgeBase) -> None:
    web = LinkGraph.of(knowledge, items=True)
    nouns = {knowledge.noun(end) for ends in web.ties for end in ends}
    assert nouns <= {"threat", "control", "postmortem", "playbook", "training", "exercise", "policy", "threat model"}


def test_a_record_without_links_has_no_picture(knowledge: KnowledgeBase, ids: dict[str, str]) -> None:
    assert draw_links_around(graph(knowledge), ids["PM"], href) is None
    assert draw_all_links(linked(knowledge), href) is None


def test_all_links_are_between_records_and_counted(knowledge: KnowledgeBase, ids: dict[str, str]) -> None:
    threats = items(knowledge, "threat")[:1]
    control = items(knowledge, "control")[0]
    links = [(ids["PM"], "realises", threats[0]), (ids["PM"], "realises", record_of(threats[0]))]
    links += [(control, "covers", threats[0])]
    picture = draw_all_links(linked(knowledge, *links), href)
    assert picture is not None
    model, policy = record_of(threats[0]), record_of(control)
    found = read(picture)
    assert set(found.cards) == {ids["PM"], model, policy}
    assert "is an instance of (2 times)" in tooltip(found.streams[model, ids["PM"]])
    assert picture.description.splitlines()[0] == "3 records and 3 links between them."


def test_every_relation_that_is_shown_exists() -> None:
    assert set(RELATED) <= RELATIONS.keys()


def test_a_record_with_a_hostile_title_is_drawn_with_its_text(tmp_path: Path) -> None:
    root = copytree(STARTER, tmp_path / "kb")
    for file in root.rglob("*.md"):
        text = file.read_text(encoding="utf-8").replace("\n# ", '\n# <script>"\u202e&', 1)
        file.write_text(text, encoding="utf-8")
    picture = draw_all_links(load(root), href)
    assert picture is not None
    read(picture)
    assert "<script" not in picture.svg


def test_of_very_many_records_the_most_linked_are_drawn_and_the_picture_says_so(
    knowledge: KnowledgeBase, ids: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    links = [(ids["PM"], "realises", ids["TM"]), (ids["PM"], "learned-from", ids["TM"])]
    links += [(ids["POL"], "covers", ids["TM"]), (ids["PB"], "implements", ids["POL"])]
    web = linked(knowledge, *links)
    monkeypatch.setattr(record_links, "MOST_CARDS", 3)
    picture = draw_all_links(web, href)
    assert picture is not None
    assert set(read(picture).cards) == {ids["PM"], ids["TM"], ids["POL"]}
    assert picture.title == "How the 3 most linked records are linked"
    assert picture.description.splitlines()[0] == "The most linked of 4 records: 3 records and 3 links between them."
    monkeypatch.setattr(record_links, "MOST_LINES", 1)
    assert set(read(draw_all_links(web, href)).cards) == {ids["PM"], ids["TM"]}
    assert list(LinkGraph.of(web, items=False).counts.values()) == [3, 2, 2, 1]


def test_the_page_of_links_counts_those_of_a_record_as_its_own_page_does(
    knowledge: KnowledgeBase, ids: dict[str, str]
) -> None:
    sitemap = Sitemap(knowledge, "content")
    own = record_page(sitemap, knowledge.documents[ids["POL"]]).markdown
    row = links_page(sitemap).markdown.partition(f">{ids['POL']}</span>")[2].partition("</tr>")[0]
    said = re.findall(r"<summary>(?:Referenced by|Refers to) \((\d+)\)</summary>", own)
    assert re.findall(r'class="tb-number">(\d+)<', row) == said != []


def test_the_page_of_links_lists_all_records_and_tells_the_explorer_how_relations_read(
    knowledge: KnowledgeBase,
) -> None:
    page = links_page(Sitemap(knowledge, "content")).markdown
    table = page.partition('id="all"')[2].partition("</table>")[0]
    listed = re.findall(r'<span class="tb-where tb-ref">([^<]+)</span>', table)
    ends = [tuple(map(record_of, (link.source, link.target))) for link in knowledge.links]
    assert set(listed) == {id for pair in ends if len(set(pair)) > 1 for id in pair}
    explorer = next(e for e in parse(page).all("section") if "data-tb-explore" in e.attributes)
    assert json.loads(explorer.attributes["data-tb-reverse"]) == RELATIONS
    chain = page.partition('<ol class="tb-explore__chain">')[2].partition("</ol>")[0]
    assert re.findall(r'tb-to--([a-z-]+)" href', chain) == ["postmortem", "threat", "control", "training"]
    assert re.findall(r"words\">([^<]+)<", chain) == ["realises", "covered by", "taught by"]
