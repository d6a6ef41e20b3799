"""The blocks that ask for pictures: what each gives, what is folded, and what is said where one can't be drawn."""

import re
from collections import Counter
from collections.abc import Callable

import pytest
from tests.building import parse
from tests.risk.register.test_connector_uses import CASE
from tests.risk.register.test_retired import base
from tests.risk.threats.modelling import knowledge_of

from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.site.pages.record_pages import estate_page
from trailbook.site.rendering.blocks import BlockError
from trailbook.site.rendering.picture_blocks import picture_blocks
from trailbook.site.rendering.sitemap import Sitemap

Block = Callable[..., str]


@pytest.fixture
def sitemap(knowledge: KnowledgeBase) -> Sitemap:
    return Sitemap(knowledge, "content")


@pytest.fixture
def block(sitemap: Sitemap) -> Block:
    """Fills one block of the page of the starter's threat model."""
    blocks = picture_blocks(sitemap, "threat-models/leave-requests.md")
    return lambda name, arguments="": str(blocks[name](arguments))


def drawn(html: str) -> list[str]:
    return re.findall(r"tb-diagram--([a-z-]+)", html)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ("TM-LEAVE", ["data-flow"]),
        ("TM-LEAVE 1", ["data-flow"]),
        ("TM-LEAVE 0", ["context"]),
        ("TM-LEAVE 0 1", ["data-flow", "context"]),
    ],
)
def test_a_data_flow_has_the_levels_that_are_asked_for(block: Block, arguments: str, expected: list[str]) -> None:
    html = block("data-flow", arguments)
    assert drawn(html) == expected
    assert html.count('<details class="tb-behind tb-folded">') == (len(expected) == 2)


@pytest.mark.parametrize(
    ("name", "arguments", "fault"),
    [
        ("data-flow", "TM-LEAF", "there is no threat model 'TM-LEAF'; did you mean 'TM-LEAVE'?"),
        ("data-flow", "TM-LEAVE 2", "there is no level '2'; expected 0 (as a whole) or 1 (its parts)"),
        ("data-flow", "", "there is no threat model ''"),
        ("attack-paths", "TM-LEAVE", "there is no threat ''"),
        ("attack-paths", "TM-LEAVE.T11", "there is no threat 'T11'; did you mean 'T1'?"),
        ("links", "POL-SHARIN", "there is no record 'POL-SHARIN'; did you mean 'POL-SHARING'?"),
    ],
)
def test_a_block_that_names_nothing_says_so(block: Block, name: str, arguments: str, fault: str) -> None:
    with pytest.raises(BlockError) as error:
        block(name, arguments)
    assert str(error.value) == fault


def test_attack_paths_are_folded_and_told_in_words_before_they_are_drawn(block: Block) -> None:
    html = block("attack-paths", "TM-LEAVE.T1")
    assert html.startswith('<details class="tb-behind tb-folded"><summary>Attack paths: ')
    assert html.index("<li>Through ") < html.index("<svg")
    assert "Read the diagram as text" not in html


def test_links_of_a_record_are_folded_and_of_all_are_not(block: Block) -> None:
    assert block("links", "POL-SHARING").startswith("<details")
    assert block("links").startswith("<figure")


def test_no_two_pictures_of_a_page_share_an_id(block: Block) -> None:
    asked = [
        ("data-flow", "TM-LEAVE 0 1"),
        ("attack-paths", "TM-LEAVE.T1"),
        ("links", "POL-SHARING"),
        ("links", ""),
        ("estate", ""),
    ]
    html = "".join(block(*arguments) for arguments in asked * 2)
    assert [id for id, count in Counter(parse(html).ids).items() if count > 1] == []


def test_the_estate_has_its_tables_with_and_without_a_picture(sitemap: Sitemap) -> None:
    with_picture, without = (estate_page(sitemap, diagrams=diagrams).markdown for diagrams in (True, False))
    assert "```trailbook\nestate\n```" in with_picture
    assert "```" not in without
    for markdown in (with_picture, without):
        assert markdown.count("<table") == 2
        assert "TM-LEAVE" in markdown


@pytest.mark.parametrize(("vetting", "exceeds"), [("blocked", True), ("in-review", True), ("restricted", False)])
def test_the_estate_begins_with_the_connections_that_the_register_does_not_allow(vetting: str, exceeds: bool) -> None:
    known = Sitemap(base(vetting=vetting), "content")
    page = estate_page(known, diagrams=True).markdown
    picture = picture_blocks(known, "estate.md")["estate"]("")
    said = "<strong>1</strong> of 1 connections exceeds what the register allows"
    assert (said in page, "No connection exceeds" in page) == (exceeds, not exceeds)
    assert page.count("not decided</a>" if vetting == "in-review" else "not allowed</a>") == 2 * exceeds
    assert ("Beyond what the register allows: CON-MAIL in TM-A." in picture) == exceeds
    assert ("more than the register allows" in picture) == exceeds


def test_the_estate_asks_about_data_that_no_flow_carries_over_the_connector_where_it_is_used() -> None:
    limited = {**CASE, "connectors": {"CON-MAIL": {"data_up_to": "internal"}, "CON-SMS": {}}}
    known = Sitemap(knowledge_of(limited), "content")
    page = estate_page(known, diagrams=True).markdown
    assert "No connection exceeds what the register allows, by the flows on record." in page
    assert '<strong>1</strong> to ask about: <a href="#CON-MAIL">CON-MAIL</a> (1).' in page
    assert page.count('#affected">ask whether ') == 1
    assert "App uses CON-MAIL in NOTICE for data up to public." in picture_blocks(known, "estate.md")["estate"]("")
