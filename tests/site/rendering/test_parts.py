"""What a page has too much of is on pages beside it, and nothing of it is lost."""

import re
from time import process_time

import pytest

from trailbook.site.rendering.page import HtmlPage
from trailbook.site.rendering.parts import MOST, in_parts

TABLE = (
    '<h1>Controls &amp; more</h1>\n<p>About <a href="#R3">one</a>.</p>\n'
    '<div class="tb-scroll" role="region" aria-label="All &lt;of&gt; them" tabindex="0" data-tb-filter="All">\n'
    '<table class="tb-table" data-tb-sort>\n<thead><tr><th scope="col">Id</th></tr></thead>\n<tbody>\n'
    "{rows}\n</tbody>\n"
    '</table>\n</div>\n<p class="after">After.</p>'
)


def rows(number: int, start: int = 1) -> str:
    return "\n".join(
        f'<tr id="R{n}"><td><a href="../x/">R{n}</a> <a href="#R1">the first</a>'
        '<ul class="tb-refs"><li>a</li></ul></td></tr>'
        for n in range(start, start + number)
    )


def parted(html: str, path: str = "controls.md", *, directory_urls: bool = True, most: int = 60) -> list[HtmlPage]:
    return in_parts(HtmlPage(path, "Controls & more", html), directory_urls=directory_urls, most=most)


def ids(page: HtmlPage) -> list[str]:
    return re.findall(r'<tr id="(R\d+)"', page.html)


def test_a_page_with_little_stays_as_it_is() -> None:
    page = HtmlPage("controls.md", "Controls", TABLE.format(rows=rows(MOST // 10)))
    assert in_parts(page, directory_urls=True) == [page]


def test_each_row_is_on_one_page_in_its_order() -> None:
    found = parted(TABLE.format(rows=rows(50)))
    assert [id for page in found for id in ids(page)] == [f"R{n}" for n in range(1, 51)]
    assert all(page.html.count("<") - page.html.count("</") <= 60 + 25 for page in found)
    assert all(ids(page) for page in found)


def test_a_part_has_no_parts_itself() -> None:
    for part in parted(TABLE.format(rows=rows(50)))[1:]:
        assert in_parts(part, directory_urls=True, most=10) == [part]


def test_the_rest_of_the_page_stays_in_its_place() -> None:
    first, *_ = parted(TABLE.format(rows=rows(50)))
    assert first.html.startswith("<h1>Controls &amp; more</h1>")
    assert first.html.endswith('<p class="after">After.</p>')
    before, _, after = first.html.partition("</table>\n</div>")
    assert 'data-tb-rest="1"' in after
    assert "tb-rest" not in before


def test_links_lead_from_part_to_part_and_back() -> None:
    first, second, *_, last = found = parted(TABLE.format(rows=rows(50)))
    assert f'<a href="../controls-part-2/#tb-rows-1">The next {len(ids(second))}</a>' in first.html
    assert f"{len(ids(first))} of 50 up to here." in first.html
    assert second.path == "controls-part-2.md"
    assert second.title == f"Controls & more, part 2 of {len(found)}"
    assert '<a href="../controls/">Controls &amp; more</a>' in second.html
    assert f'<a rel="prev" href="../controls-part-{len(found) - 1}/">' in last.html
    assert 'rel="next"' not in last.html
    assert "tb-rest" not in last.html


def test_a_part_has_the_head_and_the_name_of_its_table_but_no_order_of_its_own() -> None:
    part = parted(TABLE.format(rows=rows(50)))[1].html
    assert '<thead><tr><th scope="col">Id</th></tr></thead>' in part
    assert 'aria-label="All &lt;of&gt; them"' in part
    assert ">All &lt;of&gt; them</h2>" in part
    assert "data-tb-sort" not in part


def test_links_within_the_page_lead_to_the_page_from_its_parts() -> None:
    first, second, *_ = parted(TABLE.format(rows=rows(50)))
    assert 'href="#R1"' in first.html
    assert 'href="#R1"' not in second.html
    assert 'href="../controls/#R1"' in second.html
    assert 'href="../x/"' in second.html


def test_parts_have_the_depth_of_their_page() -> None:
    paths = [
        ("policies/index.md", True, "policies-part-2.md"),
        ("policies/index.md", False, "policies/index-part-2.md"),
        ("trail/TM-A.B.md", True, "trail/TM-A.B-part-2.md"),
        ("trail/TM-A.B.md", False, "trail/TM-A.B-part-2.md"),
    ]
    for path, directory_urls, part in paths:
        found = parted(TABLE.format(rows=rows(50)), path, directory_urls=directory_urls)
        assert found[1].path == part


def test_without_folders_links_name_files() -> None:
    first, second, *_ = parted(TABLE.format(rows=rows(50)), directory_urls=False)
    assert 'href="controls-part-2.html#tb-rows-1"' in first.html
    assert 'href="controls.html"' in second.html


def test_small_lists_are_whole_and_large_ones_share_the_room() -> None:
    lists = "".join(
        f'<h2>{name}</h2><ul class="tb-checks">{"".join(f"<li>{name}{n}</li>" for n in range(number))}</ul>'
        for name, number in (("a", 5), ("b", 80), ("c", 80))
    )
    first, *others = parted(lists)
    kept = {name: len(re.findall(rf"<li>{name}\d", first.html)) for name in "abc"}
    assert kept["a"] == 5
    assert 5 < kept["b"] <= kept["c"] <= kept["b"] + 1
    assert len(re.findall(r"<li>[bc]\d", "".join(page.html for page in others))) == 160 - kept["b"] - kept["c"]
    assert '<h2 id="tb-rows-3">c</h2>' in "".join(page.html for page in others)


def test_sections_below_a_marked_heading_are_rows() -> None:
    sections = "\n".join(f'<h3 id="S{n}">Section {n}</h3>\n<div><p>{n}</p></div>' for n in range(40))
    first, second, *_ = found = parted(f'<h2 class="tb-parted" id="all">All</h2>\n{sections}\n<h2 id="more">More</h2>')
    assert first.html.endswith('<h2 id="more">More</h2>')
    assert re.findall(r'id="S(\d+)"', "".join(page.html for page in found)) == [str(n) for n in range(40)]
    assert '<div data-tb-rows="1"><h3' in first.html
    assert '<div data-tb-rows="1">\n<h3' in second.html


def test_a_list_counted_backwards_goes_on_counting() -> None:
    items = "".join(f"<li>{n}</li>" for n in range(100))
    first, second, *_ = parted(f'<ol class="tb-trail" reversed>{items}</ol>')
    kept = first.html.count("<li>")
    assert 'start="100"' in first.html
    assert f'start="{100 - kept}"' in second.html


def test_what_was_never_closed_is_left_alone() -> None:
    broken = TABLE.format(rows=rows(50)).replace("</td></tr>", "</td>")
    assert [page.html for page in parted(broken)] == [broken]


@pytest.mark.slow
def test_a_page_is_cut_in_time_that_grows_with_it() -> None:
    def seconds(html: str) -> float:
        start = process_time()
        parted(html, most=4_000)
        return process_time() - start

    for number in (4_000, 40_000):
        assert seconds(TABLE.format(rows=rows(number))) < number / 2_000
    assert seconds("<table><tbody>" * 20_000) < 5
    assert seconds('<table "' * 50_000) < 5
