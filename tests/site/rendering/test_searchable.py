import pytest
from hypothesis import given
from hypothesis import strategies as st

from trailbook.site.rendering.searchable import searchable

FIGURE = '<figure class="tb-figure" data-tb-cards="x">\n<div><figure>inner</figure></div></figure>'
FACT = '<div><dt>Against</dt> <dd><ul class="tb-refs"><li>T1</li></ul></dd></div>'


@pytest.mark.parametrize(
    "part",
    [
        FIGURE,
        FACT,
        '<div class="tb-scroll" role="region"><table><tr><td><div>A</div></td></tr></table></div>',
        '<details class="tb-connections">\n<summary>Referenced by</summary><details>B</details></details>',
        '<form class="tb-filter"><select><option>all</option><option>HR</option></select></form>',
        "<p data-search-exclude>not this</p>",
        '<p class="x" data-search-exclude="">not this</p>',
        '<div><dt>Frameworks</dt> <dd><a class="tb-framework" href="#">A.5</a></dd></div>',
    ],
)
def test_what_is_not_searched_is_taken_out_and_put_back(part: str) -> None:
    html = f"<h1>Title</h1>\n{part}<p>Text</p>{part}"
    found = searchable(html)
    assert found.html == "<h1>Title</h1>\n<!--tb-0--><p>Text</p><!--tb-1-->"
    assert found.whole(found.html) == html


@pytest.mark.parametrize(
    "html",
    [
        "<p>Text</p>",
        '<div class="tb-facts">never closed <p>Text</p>',
        '<p>&lt;div class="tb-facts"&gt;</p>',
        '<div class="my-facts">mine</div>',
        "<div><dt>Owner</dt> <dd>Team</dd></div>",
    ],
)
def test_all_else_is_left_as_it_is(html: str) -> None:
    assert searchable(html).html == html


def test_a_page_that_another_plugin_changes_meanwhile_keeps_the_change() -> None:
    found = searchable(f"<p>Text</p>{FIGURE}")
    assert found.whole(found.html.replace("Text", "Changed")) == f"<p>Changed</p>{FIGURE}"


def test_a_comment_of_an_author_is_no_mark() -> None:
    html = f"<!--tb-0--><!--tb--0-->{FIGURE}"
    found = searchable(html)
    assert found.html == "<!--tb-0--><!--tb--0--><!--tb---0-->"
    assert found.whole(found.html) == html


@given(
    st.lists(st.sampled_from([*'<>/ "', "div", "p", "<!--tb-", '<div class="tb-facts">', "</div>", FIGURE, FACT])).map(
        "".join
    )
)
def test_every_page_is_whole_again(html: str) -> None:
    found = searchable(html)
    assert found.whole(found.html) == html


def test_a_page_of_many_unclosed_elements_takes_linear_time() -> None:
    html = '<div class="tb-facts"><div' * 20_000
    assert searchable(html).html == html
