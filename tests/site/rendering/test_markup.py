import json
import re

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st
from markdown import Markdown
from markupsafe import Markup
from tests.building import Html, parse
from tests.paths import REPOSITORY

from trailbook.site.rendering.filters import front_matter_html, front_matter_value
from trailbook.site.rendering.markup import (
    MarkdownLink,
    block_html,
    cite,
    inert,
    inline_html,
    link_steps,
    markdown_text,
    markdown_with_links,
    markdown_with_steps,
    record_markdown,
)
from trailbook.text.unseen import one_line

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    "[x](javascript:alert(1))",
    "![x](javascript:alert(1))",
    "](javascript:alert(1))",
    "<javascript:alert(1)>",
    "[x]: javascript:alert(1)",
    "{{7*7}} {% raw %}",
    "{: onclick=alert(1) }",
    "{ #id .class onclick=alert(1) }",
    "`code` ``` ~~~ `",
    "a | b | c",
    "*a* **b** _c_ ~~d~~ ==e== ^^f^^",
    ":smile: :material-x:",
    "&lt;b&gt; &#60; &amp;amp;",
    "https://example.org/\"onmouseover='alert(1)",
    "https://example.org/<script>",
    "# heading #",
    "[^1] [R1] \\[x\\]",
    "--- 1. - + >",
)
text = st.one_of(
    st.text(),
    st.lists(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=5)), max_size=4).map(" ".join),
    st.text(alphabet="<>&\"'`[](){}!*_#:\\|~=^ \n\tabPOL-X.C1", max_size=40),
)


def link(reference: str) -> Markup:
    return Markup('<a class="tb-ref" href="#">{}</a>').format(reference)


def tags_and_attributes(page: Html) -> set[str]:
    return {f"{e.tag} {' '.join(sorted(e.attributes))}".strip() for e in page.elements}


@given(text)
@example(" ".join(HOSTILE))
def test_text_becomes_inline_html_with_no_element_or_attribute_of_its_own(value: str) -> None:
    page = parse(f"<p>{inline_html(value, link)}</p>")
    assert tags_and_attributes(page) <= {"p", "code", "a href rel", "a class href"}
    assert all(re.match(r"https?://|#$", e.attributes["href"]) for e in page.all("a"))


@given(text)
@example("\n".join(HOSTILE))
def test_text_becomes_paragraphs_with_no_element_or_attribute_of_its_own(value: str) -> None:
    html = block_html(value, link)
    assert tags_and_attributes(parse(html)) <= {"p", "ul", "ol start", "li", "code", "a href rel", "a class href"}
    assert "\n" not in html


def test_lists_of_a_text_keep_their_numbers_and_lines_that_only_look_like_one_stay_text() -> None:
    html = block_html("Ask:\n\n3. who\n   signs\n4. why\n\n- a\n* b\n\nSince\n2. June\n\n2026. June", link)
    assert html == (
        '<p>Ask:</p><ol start="3"><li>who signs</li><li>why</li></ol><ul><li>a</li><li>b</li></ul>'
        "<p>Since 2. June</p><p>2026. June</p>"
    )


@given(st.text(st.characters(exclude_categories=["C"])))
@example("\n".join(HOSTILE).replace("`", ""))
def test_all_of_a_text_is_shown(value: str) -> None:
    assert parse(inline_html(value.replace("`", "'"), link)).text == " ".join(value.replace("`", "'").split())


def extensions() -> dict[str, dict[str, object]]:
    class Loader(yaml.SafeLoader):
        pass

    Loader.add_multi_constructor("!", lambda loader, suffix, node: None)
    listed = yaml.load((REPOSITORY / "mkdocs.yml").read_text(), Loader)["markdown_extensions"]
    return {
        name: config for part in listed for name, config in (part if isinstance(part, dict) else {part: {}}).items()
    }


def to_html(markdown: str) -> Html:
    configured = extensions()
    return parse(Markdown(extensions=list(configured), extension_configs=configured).convert(markdown))


@given(text)
@example(" ".join(HOSTILE))
def test_a_text_in_a_heading_is_read_back_exactly(value: str) -> None:
    page = to_html(f"# {markdown_text(value) or 'x'} {{ #own }}\n\n*[abc]: d\n")
    (heading,) = page.all("h1")
    assert heading.attributes == {"id": "own"}
    assert heading.text.removesuffix("¶") == (one_line(value) or "x")
    assert {e.tag for e in page.inside(heading)} <= {"a", "abbr"}


@given(text)
@example(" ".join(HOSTILE))
def test_the_words_and_the_title_of_a_link_are_read_back_exactly(value: str) -> None:
    page = to_html(markdown_with_links("See POL-X.C1.", lambda _: MarkdownLink("x.md", value, f"X{value}", "POL-X.C1")))
    (found,) = page.all("a")
    assert found.attributes["href"] == "x.md"
    assert set(found.attributes) <= {"class", "href", "title", "data-tb-id"}
    assert found.attributes.get("title", "") == one_line(value)
    assert page.text.strip() == f"See {one_line('X' + value)}."


@given(text)
@example(" ".join(HOSTILE))
def test_markup_made_inert_renders_as_it_is_in_a_line_of_markdown(value: str) -> None:
    markup = Markup('<span class="a__b" title="{0}">{0}</span>').format(one_line(value))
    page = to_html(f"- An entry {inert(markup)}\n")
    assert tags_and_attributes(page) == {"ul", "li", "span class title"}
    (span,) = page.all("span")
    assert span.attributes == {"class": "a__b", "title": one_line(value)}
    assert span.text == one_line(value)


@given(text)
def test_front_matter_gives_back_exactly_what_was_put_in(value: str) -> None:
    assert yaml.safe_load(f"title: {front_matter_value(one_line(value))}\n") == {"title": one_line(value)}
    assert json.loads(front_matter_value(one_line(value))) == one_line(value)


@given(text)
@example(" ".join(HOSTILE))
def test_front_matter_that_a_theme_prints_unescaped_is_text(value: str) -> None:
    printed = yaml.safe_load(f"title: {front_matter_html(value)}\n")["title"]
    page = parse(f'<p class="{printed}">{printed}</p>')
    (element,) = page.elements
    assert element.text == element.attributes["class"] == one_line(value)


def test_every_tag_in_front_matter_is_text() -> None:
    assert yaml.safe_load(front_matter_html(("a", "<b>"))) == ["a", "&lt;b&gt;"]


@pytest.mark.parametrize("invisible", ["\u202e", "\u2066", "\x00", "\x1b", "\x7f", "\ud800", "\ufffe"])
def test_what_nobody_sees_is_left_out(invisible: str) -> None:
    assert one_line(f"a{invisible}b") == "ab"
    assert inline_html(f"a{invisible}b", link) == markdown_text(f"a{invisible}b") == "ab"


@pytest.mark.parametrize("mark", ["\u200d", "\u200c", "\u200f", "é", "漢", "👩‍💻"])
def test_what_a_script_needs_is_kept(mark: str) -> None:
    assert one_line(f"a{mark}b") == f"a{mark}b"


def test_no_line_of_a_text_begins_a_line_of_the_page() -> None:
    assert inline_html("a\n```\nb\r\n~~~\u2028c", link) == "a ``` b ~~~ c"


def test_references_in_text_become_links() -> None:
    assert inline_html("see POL-X.C1, or TM-A.", link) == (
        'see <a class="tb-ref" href="#">POL-X.C1</a>, or <a class="tb-ref" href="#">TM-A</a>.'
    )


def test_code_in_text_is_code_and_nothing_inside_it_is_linked() -> None:
    assert inline_html("run `POL-X <b>`", link) == "run <code>POL-X &lt;b&gt;</code>"


@pytest.mark.parametrize("after", [".", ",", ")", ";", ":", "!", "?", "'", '"', "]", ">", " "])
def test_punctuation_after_an_address_is_not_part_of_it(after: str) -> None:
    (found,) = parse(inline_html(f"(https://example.org/a?b=1&c=2{after} then", link)).all("a")
    assert found.attributes == {"href": "https://example.org/a?b=1&c=2", "rel": "noopener noreferrer"}


def test_a_reference_inside_an_address_is_not_linked() -> None:
    assert len(parse(inline_html("https://example.org/POL-X.C1", link)).all("a")) == 1


def target(reference: str) -> MarkdownLink | None:
    return MarkdownLink("x.md#C1", "A title", "X [y], C1", "POL-X.C1") if reference == "POL-X.C1" else None


def test_a_reference_in_markdown_becomes_a_link_with_words_and_a_title() -> None:
    linked = 'as [X &#91;y&#93;, C1](x.md#C1 "A title"){ .tb-named data-tb-id=POL-X.C1 } says'
    assert markdown_with_links("as POL-X.C1 says", target) == linked


def test_a_heading_keeps_the_ids_by_which_it_is_linked_to() -> None:
    headed = '## What [POL-X.C1](x.md#C1 "A title"){ .tb-named data-tb-id=POL-X.C1 } is'
    assert markdown_with_links("## What POL-X.C1 is", target) == headed


def test_a_reference_in_a_table_has_its_title_behind_the_sign_of_its_kind() -> None:
    def titled(reference: str) -> Markup:
        return Markup('<a class="tb-to" href="../x/">{} <span>{}</span></a>').format("A | title", reference)

    linked = markdown_with_links("as POL-X.C1 says\n\n| a | b |\n|---|---|\n| c | POL-X.C1 |\n", target, titled)
    assert "as [X &#91;y&#93;, C1](" in linked
    (cell,) = to_html(linked).all("a", "tb-to")
    assert cell.text == "A | title POL-X.C1"


@pytest.mark.parametrize(
    "markdown",
    [
        "`POL-X.C1`",
        "```\nPOL-X.C1\n```",
        "[POL-X.C1](elsewhere.md)",
        "[see POL-X.C1][r]\n\n[r]: POL-X.C1",
        "<!-- POL-X.C1 -->",
        "https://example.org/POL-X.C1",
        "POL-X.C2",
        "XPOL-X.C1",
    ],
)
def test_only_what_a_reader_sees_as_a_reference_is_linked(markdown: str) -> None:
    assert markdown_with_links(markdown, target) == markdown


def test_a_reference_in_raw_html_stays_text_because_no_markdown_is_read_there() -> None:
    markdown = "<div>\n<p>POL-X.C1</p>\n<div>POL-X.C1</div>\nPOL-X.C1\n</div>\n\nPOL-X.C1\n"
    linked = markdown_with_links(markdown, target)
    assert linked.count("](x.md#C1 ") == 1
    assert linked.startswith(markdown[:-10])
    assert "[POL" not in to_html(linked).text


@pytest.mark.parametrize(
    "markdown",
    ["Some <b>bold</b> POL-X.C1", '<div markdown="1">\nPOL-X.C1\n</div>', "a <div> POL-X.C1", "<hr>\nPOL-X.C1"],
)
def test_a_reference_beside_inline_html_is_linked(markdown: str) -> None:
    assert "](x.md#C1 " in markdown_with_links(markdown, target)


def test_the_markdown_of_a_record_is_disarmed_and_its_references_linked() -> None:
    page = to_html(record_markdown("<script>alert(1)</script> POL-X.C1 [x](javascript:alert(1))\n", target))
    assert tags_and_attributes(page) == {"p", "a class data-tb-id href title"}
    assert "<script>alert(1)</script>" in page.text


SOURCES = {"R1": 'Paper "A" [x]: <b>', "R2": "Other"}


def test_a_citation_links_to_its_source_with_a_hover_title() -> None:
    page = to_html(cite("It happened [R1][R9], twice [R2].", SOURCES))
    assert [(e.attributes["href"], e.attributes["title"], e.text) for e in page.all("a", "tb-cite")] == [
        ("#R2", "Other", "R2")
    ]
    page = to_html(cite("It happened [R1], twice [R2].", SOURCES))
    assert [(e.attributes["href"], e.attributes["title"], e.text) for e in page.all("a", "tb-cite")] == [
        ("#R1", 'Paper "A" [x]: <b>', "R1"),
        ("#R2", "Other", "R2"),
    ]


@pytest.mark.parametrize(
    "markdown",
    [
        "an unknown [R3]",
        "a link [R1](x.md)",
        "a definition\n\n[R1]: x.md",
        "an index a[R1]",
        "code `[R1]`",
        "```\n[R1]\n```",
        "escaped \\[R1]",
        "a link [text][R1]",
    ],
)
def test_what_only_looks_like_a_citation_is_left_alone(markdown: str) -> None:
    assert cite(markdown, SOURCES) == markdown


STEPS = {"S2": "step 2", "S3": "step <3>"}


def test_ids_of_own_steps_are_links_but_in_links_code_and_longer_names() -> None:
    markup = link_steps(inline_html("S2, `S2`, PB-A.S2, S4, (S3) and AWS S3; POL-X.C1", link), STEPS)
    assert markup == (
        '<a class="tb-own-step" href="#S2">step 2</a>, <code>S2</code>, <a class="tb-ref" href="#">PB-A.S2</a>, S4, '
        '(<a class="tb-own-step" href="#S3">step &lt;3&gt;</a>) and AWS S3; <a class="tb-ref" href="#">POL-X.C1</a>'
    )
    written = "### Close it {#S2}\n\nAs in S2, `S2`, [S2](x.md), S2-x, <b title='S2'> and S3."
    assert markdown_with_steps(written, STEPS) == (
        "### Close it {#S2}\n\nAs in [step 2](#S2){ .tb-own-step }, `S2`, [S2](x.md), S2-x, <b title='S2'> "
        "and [step &#60;3&#62;](#S3){ .tb-own-step }."
    )


def test_steps_in_html_and_headings_of_markdown_stay_text() -> None:
    assert markdown_with_steps("<div>\nGo to S2.\n</div>\n", STEPS) == "<div>\nGo to S2.\n</div>\n"
    assert markdown_with_steps("## After S2\n\nAs in S2.\n", STEPS).startswith("## After S2\n\nAs in [")
