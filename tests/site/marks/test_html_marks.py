"""Where the mark of an item goes: where the page wants it, or else below its heading."""

import pytest
from tests.risk.lessons.lesson_records import base, decided, reworded, trail

from trailbook.site.marks.html_marks import RECENT_CHANGES, PageTrail, place_of_mark, with_marks
from trailbook.site.marks.markdown_marks import with_markdown_marks
from trailbook.site.marks.trail_marks import recent_changes
from trailbook.site.rendering.sitemap import Sitemap
from trailbook.site.rendering.trail_site import TrailSite
from trailbook.site.rendering.trail_view import TrailView

MARK = "<details>\n\nwhy\n</details>"


def test_a_mark_is_below_its_heading_where_the_page_wants_it_nowhere_else() -> None:
    assert with_marks('<h2 id="C1">Title</h2>\n<p>Text</p>', {"C1": "why"}).startswith('<h2 id="C1">Title</h2>\nwhy\n')


def test_a_mark_in_a_row_is_beside_its_title_and_not_below_the_description() -> None:
    row = '<tr id="WEB"><td>WEB</td> <td>Shop{}<div class="tb-muted">It sells.</div></td> <td>form</td></tr>'
    assert with_marks(row.format(""), {"WEB": "why"}) == row.format("\nwhy\n")


@pytest.mark.parametrize(("marks", "shown"), [({"C1": "why"}, "why"), ({}, "")])
def test_a_mark_is_where_the_page_wants_it_and_there_alone(marks: dict[str, str], shown: str) -> None:
    page = f'<h2 id="C1">Title</h2>\n<p>Text</p>\n<div>{place_of_mark("C1")}</div>'
    assert with_marks(page, marks) == f'<h2 id="C1">Title</h2>\n<p>Text</p>\n<div>{shown}</div>'


def test_in_markdown_no_blank_line_ends_the_block_that_a_mark_is_in() -> None:
    page = f"# Page\n\n## Title {{#C1}}\n\nText.\n\n<div>{place_of_mark('C1')}</div>\n"
    marked = with_markdown_marks(page, PageTrail("", {"C1": MARK}))
    assert marked == "# Page\n\n## Title {#C1}\n\nText.\n\n<div><details>\nwhy\n</details></div>\n"


def test_what_changed_lately_names_the_newest_and_leads_to_all() -> None:
    site = TrailSite(Sitemap(base(), "content"), (trail("POL-A", decided(1, reworded("C1"))),))
    shown = recent_changes(TrailView(site, "index.md"))
    assert 'href="changes/"' in shown
    assert RECENT_CHANGES not in shown
    assert recent_changes(TrailView(TrailSite(Sitemap(base(), "content"), ()), "index.md")) == ""


def test_who_decided_is_left_out_where_everybody_is_the_same() -> None:
    alone = TrailSite(Sitemap(base(), "content"), (trail("POL-A", decided(1, reworded("C1"))),))
    assert alone.has_one_author
