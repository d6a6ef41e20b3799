from collections.abc import Callable

import pytest
from markdown import Markdown
from markupsafe import Markup
from tests.building import Html, parse

from trailbook.records.document import Document
from trailbook.records.model import Item
from trailbook.records.reading import read_document
from trailbook.site.rendering.body import AS_WRITTEN, SLOT, Order, body_with_items

FRONT = """\
---
id: EX-A
kind: exercise
owner: Us
roles: [maker]
minutes: 30
objectives: [Know whom to call]
rehearses: [PB-A]
injects: [{id: J1, minute: 0}, {id: J2, minute: 5}, {id: J3, minute: 9}]
actions: [{id: A1, owner: Us, due: 2026-01-01, state: open}, {id: A2, owner: Us, due: 2026-01-01, state: open}]
---
"""


def head(item: Item) -> Markup:
    return Markup('<p class="head">head {}</p>' if item.id.startswith("J") else "<i>head {}</i>").format(item.id)


def tail(item: Item) -> Markup:
    return Markup('<p class="tail">tail {}</p>').format(item.id)


def document(body: str) -> Document:
    found, _ = read_document("docs/a.md", (FRONT + body).encode())
    assert isinstance(found, Document)
    return found


def dressed(body: str, dress: Callable[[str], str] = str, order: Order = AS_WRITTEN, **before: Markup) -> str:
    return body_with_items(document(body), head, tail, dress, before, order)


def lines(body: str, order: Order = AS_WRITTEN) -> list[str]:
    return [line for line in dressed(body, order=order).splitlines() if line.strip()]


def render(markdown: str) -> Html:
    return parse(Markdown(extensions=["attr_list", "md_in_html", "fenced_code"]).convert(markdown))


def test_an_item_in_a_heading_has_its_head_below_the_heading_and_its_tail_below_its_text() -> None:
    assert lines(
        "# T\n\nLead.\n\n## Injects\n\n### One {#J1}\n\nText.\n\n### Two {#J2}\n\nMore.\n\n## After\n\nEnd.\n"
    ) == [
        "Lead.",
        "## Injects",
        "### One {#J1}",
        '<p class="head">head J1</p>',
        "Text.",
        '<p class="tail">tail J1</p>',
        "### Two {#J2}",
        '<p class="head">head J2</p>',
        "More.",
        '<p class="tail">tail J2</p>',
        "## After",
        "End.",
    ]


def test_the_text_of_an_item_goes_on_below_headings_inside_it() -> None:
    assert lines("# T\n\n### One {#J1}\n\nText.\n\n#### Detail\n\nMore.\n\n### Two\n\nEnd.\n") == [
        "### One {#J1}",
        '<p class="head">head J1</p>',
        "Text.",
        "#### Detail",
        "More.",
        '<p class="tail">tail J1</p>',
        "### Two",
        "End.",
    ]


def test_an_item_inside_an_item_takes_nothing_from_the_outer_one() -> None:
    assert lines("# T\n\n### One {#J1}\n\nText.\n\n#### Two {#J2}\n\nMore.\n\n### Three {#J3}\n") == [
        "### One {#J1}",
        '<p class="head">head J1</p>',
        "Text.",
        '<p class="tail">tail J1</p>',
        "#### Two {#J2}",
        '<p class="head">head J2</p>',
        "More.",
        '<p class="tail">tail J2</p>',
        "### Three {#J3}",
        '<p class="head">head J3</p>',
        '<p class="tail">tail J3</p>',
    ]


@pytest.mark.parametrize("end", ["", "\n", "\n\n\n"])
def test_an_item_at_the_end_of_the_file_has_its_tail(end: str) -> None:
    assert lines(f"# T\n\n### One {{#J1}}\n\nText.{end}")[-2:] == ["Text.", '<p class="tail">tail J1</p>']


def test_an_item_in_a_list_entry_has_its_anchor_and_head_at_the_end_of_its_first_paragraph() -> None:
    page = render(
        dressed("# T\n\n- Do *this*\n  and that. {#A1}\n\n    More of it.\n\n- Then this. {#A2}\n- Not an item.\n")
    )
    first, second, third = page.all("li")
    assert [e.attributes.get("id") for e in page.all("span", "tb-anchor")] == ["A1", "A2"]
    assert " ".join(first.text.split()) == "Do this and that. head A1 More of it."
    assert " ".join(second.text.split()) == "Then this. head A2"
    assert third.text.strip() == "Not an item."
    assert "tail" not in page.text


def test_list_entries_within_an_item_belong_to_it() -> None:
    assert lines("# T\n\n### One {#J1}\n\n- Do this. {#A1}\n- Then that.\n\n## End\n") == [
        "### One {#J1}",
        '<p class="head">head J1</p>',
        '- Do this. <span id="A1" class="tb-anchor"></span><i>head A1</i>',
        "- Then that.",
        '<p class="tail">tail J1</p>',
        "## End",
    ]


def test_an_anchor_that_is_no_item_is_left_alone() -> None:
    body = "## Part {#part}\n\n- An entry. {#entry}\n- Do this. {#A1}"
    assert lines(f"# T\n\n{body}\n")[:2] == ["## Part {#part}", "- An entry. {#entry}"]


@pytest.mark.parametrize("fence", ["```", "~~~", "````"])
def test_code_that_looks_like_a_heading_is_code(fence: str) -> None:
    code = f"{fence}text\n### One {{#J2}}\n# Title\n\n\n- entry {{#A1}}\n{fence}"
    text = dressed(f"# T\n\n### One {{#J1}}\n\n{code}\n\nText.\n")
    assert code in text
    assert text.count("head") == 2
    assert text.split("Text.")[1].strip() == '<p class="tail">tail J1</p>'


def test_only_the_title_is_taken_out() -> None:
    assert lines("Before.\n\n# T\n\n## Part\n\n# Appendix\n\n## T\n") == ["Before.", "## Part", "# Appendix", "## T"]


def test_the_slot_character_in_a_text_is_harmless() -> None:
    text = dressed(f"# T\n\n{SLOT}0{SLOT} and {SLOT}.\n\n- Do this {SLOT}7{SLOT}. {{#A1}}\n")
    assert SLOT not in text
    assert "0 and ." in text
    assert text.count("head A1") == 1


def test_only_the_authors_text_is_dressed() -> None:
    text = dressed("# T\n\n### One {#J1}\n\nText.\n\n- Do this. {#A1}\n", str.upper)
    assert "### ONE {#J1}" in text
    assert '<p class="head">head J1</p>' in text
    assert "- DO THIS. <span" in text
    assert "<i>head A1</i>" in text


def test_markup_is_put_before_the_section_it_is_meant_for() -> None:
    text = dressed("# T\n\n## First\n\n## Causes\n\nText.\n", causes=Markup("<p>timeline</p>"))
    assert text.split() == ["##", "First", "<p>timeline</p>", "##", "Causes", "Text."]


def test_markup_for_a_section_that_is_not_there_is_put_at_the_end() -> None:
    text = dressed("# T\n\n## First\n", causes=Markup("<p>timeline</p>"))
    assert text.split() == ["##", "First", "<p>timeline</p>"]


HOSTILE = "[x](javascript:alert(1)) `a` *b* __c__ <b> :smile: {onclick=x}"


@pytest.mark.parametrize("place", ["- Do this. {#A1}", "### Do this {#A1}"])
def test_text_in_an_inline_head_is_never_taken_as_markdown(place: str) -> None:
    def hostile(item: Item) -> Markup:
        return Markup('<span title="{0}">{0}</span>').format(HOSTILE)

    page = render(body_with_items(document(f"# T\n\n{place}\n"), hostile, lambda item: Markup(""), str))
    (span,) = (e for e in page.all("span") if "title" in e.attributes)
    assert span.text == span.attributes["title"] == HOSTILE
    assert not page.inside(span)
    assert not page.all("a")


def test_a_section_can_come_before_the_others() -> None:
    body = "# T\n\nLead.\n\n## Use\n\nOne.\n\n## Terms\n\nTwo.\n\n### More\n\nThree.\n\n## Last\n\nFour.\n"
    text = body_with_items(document(body), head, tail, str, order=Order("terms"))
    found = [line for line in text.splitlines() if line.strip()]
    assert found == ["Lead.", "## Terms", "Two.", "### More", "Three.", "## Use", "One.", "## Last", "Four."]
    assert body_with_items(document(body), head, tail, str, order=Order("absent")).split() == body.split()[2:]


def test_an_item_that_comes_last_comes_after_those_beside_it_with_all_that_is_its_own() -> None:
    text = "# T\n\n## Injects\n\n### One {#J1}\n\nText.\n\n#### Note\n\nMine.\n\n### Two {#J2}\n\n## After\n\nEnd.\n"
    found = [line for line in lines(text, Order(last={"J1"})) if "p class" not in line]
    assert found == [
        "## Injects",
        "### Two {#J2}",
        "### One {#J1}",
        "Text.",
        "#### Note",
        "Mine.",
        "## After",
        "End.",
    ]
    assert lines(text, Order(last={"J2"})) == lines(text)
