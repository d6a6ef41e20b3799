from typing import Any

import pytest

from trailbook.site.rendering.navigation import expand_folders, listing_page, titles_in, without_links_to
from trailbook.site.rendering.page import SitePage

PATHS = [
    "roles/maker.md",
    "index.md",
    "policies/b.md",
    "policies/index.md",
    "policies/a.md",
    "policies/more/README.md",
    "policies/more/c.md",
    "policies-old/d.md",
]
POLICIES = ["policies/index.md", "policies/a.md", "policies/b.md", "policies/more/README.md", "policies/more/c.md"]


@pytest.mark.parametrize(
    ("nav", "expanded"),
    [
        (["index.md", "https://example.org/"], ["index.md", "https://example.org/"]),
        (["index.md", "policies/"], ["index.md", *POLICIES]),
        ([{"Policies": "policies/"}], [{"Policies": POLICIES}]),
        ([{"P": ["policies/", {"X": "x.md"}]}], [{"P": [*POLICIES, {"X": "x.md"}]}]),
        ([{"A": [{"B": [{"C": "roles/"}]}]}], [{"A": [{"B": [{"C": ["roles/maker.md"]}]}]}]),
        (
            [{"Home": "index.md"}, {"Site": "https://example.org/a/"}],
            [{"Home": "index.md"}, {"Site": "https://example.org/a/"}],
        ),
        (
            ["policies/", {"More": "policies/more/"}],
            [*POLICIES[:3], {"More": ["policies/more/README.md", "policies/more/c.md"]}],
        ),
        (
            [{"A": [{"More": "policies/more/"}]}, {"P": ["policies/"]}],
            [{"A": [{"More": ["policies/more/README.md", "policies/more/c.md"]}]}, {"P": POLICIES[:3]}],
        ),
        (["policies/", "policies/more/c.md"], [*POLICIES, "policies/more/c.md"]),
        (None, None),
    ],
)
def test_a_folder_in_nav_stands_for_its_pages_with_its_index_first(nav: Any, expanded: Any) -> None:
    assert expand_folders(nav, PATHS) == expanded


def test_the_order_of_the_files_does_not_matter() -> None:
    assert expand_folders(["policies/"], reversed(PATHS)) == POLICIES


def test_pages_with_a_place_in_the_order_come_first_and_after_the_index() -> None:
    order = ["policies/b.md", "policies/a.md"]
    paths = ["policies/a.md", "policies/index.md", "policies/0.md", "policies/b.md"]
    expected = ["policies/index.md", "policies/b.md", "policies/a.md", "policies/0.md"]
    assert expand_folders(["policies/"], paths, order=order) == expected


@pytest.mark.parametrize(
    "nav", [["absent/"], [{"A": "absent/"}], [{"A": ["absent/"]}], [{"A": [{"B": "absent/"}, {"C": ["absent/"]}]}]]
)
def test_a_section_with_nothing_but_absent_folders_is_left_out(nav: Any) -> None:
    assert expand_folders(["index.md", *nav], PATHS) == ["index.md"]


def test_what_else_is_in_a_section_with_an_absent_folder_stays() -> None:
    assert expand_folders([{"A": ["absent/", "index.md"]}], PATHS) == [{"A": ["index.md"]}]


@pytest.mark.parametrize(
    ("nav", "expanded"),
    [
        (["index.md", "risk.md"], ["index.md"]),
        ([{"Risk": "risk.md"}, "index.md"], ["index.md"]),
        ([{"A": [{"Risk": "risk.md"}, "roles/"]}], [{"A": ["roles/maker.md"]}]),
        ([{"A": [{"Risk": "risk.md"}, "absent/"]}, "index.md"], ["index.md"]),
        ([{"Risk": "https://example.org/risk.md"}], [{"Risk": "https://example.org/risk.md"}]),
        (["mistyped.md"], ["mistyped.md"]),
    ],
)
def test_a_page_that_waits_for_records_is_left_out(nav: Any, expanded: Any) -> None:
    assert expand_folders(nav, PATHS, {"risk.md"}) == expanded


@pytest.mark.parametrize(
    ("page", "markdown", "expected"),
    [
        ("index.md", "- [Risk](risk.md): now", "- Risk: now"),
        ("index.md", "[**Risk** [now]](risk.md#top 'where it is')", "**Risk** [now]"),
        ("a/index.md", "[Risk](../risk.md) and [another](risk.md)", "Risk and [another](risk.md)"),
        ("index.md", "[Risk](https://example.org/risk.md)", "[Risk](https://example.org/risk.md)"),
        ("index.md", "`[Risk](risk.md)` ![Risk](risk.md) [Risk](mistyped.md)", None),
    ],
)
def test_a_link_to_a_page_that_waits_for_records_is_its_text(page: str, markdown: str, expected: str | None) -> None:
    assert without_links_to({"risk.md"}, markdown, page) == (markdown if expected is None else expected)


def test_the_configuration_itself_is_not_changed() -> None:
    nav = [{"A": ["policies/"]}]
    expand_folders(nav, PATHS)
    assert nav == [{"A": ["policies/"]}]


def test_the_titles_of_a_nav_are_found_at_any_depth() -> None:
    nav = ["a.md", {"B": "b.md"}, {"Part": ["c.md", {"D": "d.md"}, {"Inner": [{"E": "e/f.md"}]}]}]
    assert titles_in(nav) == {"b.md": "B", "d.md": "D", "e/f.md": "E"}
    assert titles_in(None) == {}


@pytest.mark.parametrize(
    ("path", "source", "expected"),
    [
        ("sources/index.md", None, ""),
        ("sources/payments/index.md", None, "sources/index.md"),
        ("sources/payments/policies/access.md", "sources/payments/content/policies/access.md", "sources/index.md"),
        ("sources/own/page.md", "content/sources/own/page.md", ""),
        ("playbooks/for/hub.md", None, ""),
        ("playbooks/for/payments/hub.md", None, "playbooks/for/index.md"),
        ("playbooks/for/own/steps.md", "content/playbooks/for/own/steps.md", ""),
    ],
)
def test_what_is_about_one_other_repository_is_listed_on_a_page_and_not_in_the_navigation(
    path: str, source: str | None, expected: str
) -> None:
    assert listing_page(SitePage(path, "", source)) == expected
