"""Marks on pages that are built already."""

import re

from trailbook.release.banner import Mark, marked_page

PAGE = (
    '<!doctype html><html><head><link rel="canonical" href="https://kb.example/latest/a/"><title>A</title></head>'
    '<body dir="ltr"><a class="md-skip" href="#a">Skip</a><header class="md-header"></header><p>Text</p></body></html>'
)
OLD = Mark("<p>Version 1</p>", hidden=True, canonical="https://kb.example/1/a/")


def test_the_banner_is_before_the_head_of_the_theme_and_after_the_link_that_skips() -> None:
    html = marked_page(PAGE, "a/index.html", OLD)
    assert html.index("md-skip") < html.index("<p>Version 1</p>") < html.index('<header class="md-header"')


def test_the_banner_comes_before_what_the_theme_itself_would_say_of_an_old_version() -> None:
    own = '<div data-md-component="announce"></div><div data-md-component="outdated" hidden></div>'
    html = marked_page(PAGE.replace("<header", f"{own}<header"), "a/index.html", OLD)
    assert html.index("md-skip") < html.index("tb-version") < html.index('data-md-component="announce"')
    assert html.count('tb-version"') == 1


def test_in_a_theme_that_is_not_known_the_banner_comes_first() -> None:
    html = marked_page(PAGE.replace(' class="md-header"', ""), "a/index.html", OLD)
    assert re.search(r'<body dir="ltr"><!--[^>]*--><aside', html)


def test_the_style_is_found_from_any_depth() -> None:
    assert 'href="assets/trailbook/version.css"' in marked_page(PAGE, "index.html", OLD)
    assert 'href="../../assets/trailbook/version.css"' in marked_page(PAGE, "a/b/index.html", OLD)


def test_a_hidden_page_is_kept_out_of_search_engines_and_has_its_canonical_address() -> None:
    html = marked_page(PAGE, "a/index.html", OLD)
    assert '<meta name="robots" content="noindex">' in html
    assert re.findall(r'rel="canonical" href="([^"]*)"', html) == ["https://kb.example/1/a/"]


def test_marking_again_replaces_the_mark_and_no_mark_takes_it_away() -> None:
    once = marked_page(PAGE, "a/index.html", OLD)
    assert marked_page(once, "a/index.html", OLD) == once
    again = marked_page(once, "a/index.html", Mark("<p>Version 1, and 3 is the latest</p>"))
    assert again.count("<aside") == 1
    assert "noindex" not in again
    assert marked_page(once, "a/index.html", Mark(canonical="https://kb.example/latest/a/")) == PAGE


def test_a_page_that_only_leads_on_has_no_banner() -> None:
    page = '<html><head><meta http-equiv="refresh" content="0; url=a"></head><body></body></html>'
    html = marked_page(page, "id/A/index.html", OLD)
    assert "<aside" not in html
    assert "noindex" in html


def test_an_address_can_not_leave_its_attribute() -> None:
    html = marked_page(PAGE, "a/index.html", Mark(canonical='https://x/"><script>'))
    assert "<script>" not in html
