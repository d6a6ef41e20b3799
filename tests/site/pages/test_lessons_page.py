"""What came of incidents, on the page of lessons, on the postmortem's own page, and back from a control."""

from datetime import date

from tests.building import Html, parse
from tests.risk.lessons.lesson_records import base, decided, postmortem, reworded, trail

from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.site.marks.trail_marks import page_trails
from trailbook.site.pages.item_pages import item_pages
from trailbook.site.pages.lessons_page import SECTION, lessons_of, lessons_page
from trailbook.site.pages.record_pages import record_pages, register_table
from trailbook.site.rendering.kept_texts import Texts
from trailbook.site.rendering.sitemap import Sitemap
from trailbook.site.rendering.trail_site import TrailSite
from trailbook.site.rendering.view import View
from trailbook.trail.changes.change import Change
from trailbook.trail.decisions import Trail

TODAY = date(2026, 6, 1)
LATE = "id: A1, owner: Ops, due: 2026-05-31, state: open, changes: [POL-A.C2]"
DONE = "id: A2, owner: Ops, due: 2026-05-31, state: done, closed: 2026-05-01, changes: [POL-A.C2]"
NAMED = decided(1, reworded("C2"), answers=("PM-OLD",), title="Bind it <b>now</b>")


def site(knowledge: KnowledgeBase, *trails: Trail) -> TrailSite:
    return TrailSite(Sitemap(knowledge, "content"), trails)


def text(knowledge: KnowledgeBase, *trails: Trail, told: bool = True) -> str:
    """The page's Markdown on one line, since it is made of raw HTML that wraps anywhere."""
    all_trails = site(knowledge, *trails)
    found = lessons_of(all_trails.sitemap, all_trails if told else None, TODAY)
    return lessons_page(all_trails.sitemap, all_trails if told else None, found, TODAY).markdown


def section(markdown: str, anchor: str) -> Html:
    _, _, rest = markdown.partition(f"{{ #{anchor} }}")
    return parse(rest.partition("\n##")[0])


def test_every_lesson_has_its_place_with_its_commits() -> None:
    page = text(base(postmortem("OLD", actions=(DONE,))), trail("POL-A", NAMED))
    lesson = parse(page.partition('<tr id="PM-OLD">')[2].partition("</tr>")[0])
    links = {e.text: e.attributes["href"] for e in lesson.all("a")}
    assert links["Bind it <b>now</b>"] == f"../trail/a/#d-{NAMED.commit[:12]}"
    assert links["POL-A.C2"] == "../a/#C2"
    assert "1 commit" in lesson.text
    assert lesson.text.strip().startswith("Incident OldCause: CauseNow: ")
    assert page.index("{ #lessons }") < page.index("{ #never }")


def test_the_lead_says_what_changed_before_what_is_still_to_be_done() -> None:
    page = text(base(postmortem("OLD", actions=(DONE,)), postmortem("NEW")))
    (lead,) = parse(page).all("p", "tb-verdict")
    assert " ".join(lead.text.split()) == (
        "2 incidents led to 1 control. 0 of 1 promised actions are done, 1 marked done with no change found."
    )
    assert "none promised" in parse(page.partition('<tr id="PM-NEW">')[2].partition("</tr>")[0]).text


def test_what_never_happened_is_listed_with_its_number() -> None:
    page = text(base(postmortem("OLD", actions=(LATE, DONE), fields="failed: [POL-A.C2]")))
    for anchor, number, said in (
        ("late", 1, "Ops, due 31 May 2026"),
        ("unshown", 1, "done, nothing shows it"),
        ("changed-nothing", 1, "Incident Old"),
        ("unforeseen", 1, "Incident Old"),
        ("failed", 1, "POL-A.C2"),
    ):
        assert f"({number}) {{ #{anchor} }}" in page
        assert said in " ".join(section(page, anchor).text.split())


def test_one_number_is_no_tile_and_the_rules_are_folded() -> None:
    page = text(base(postmortem("OLD", fields="realises: [TM-A.T1]\nfailed: [POL-A.C2]")), trail("POL-A", NAMED))
    assert '<p><a href="#failed">Controls that failed</a>: <strong>1</strong></p>' in page
    assert "tb-tiles" not in page
    assert '<details class="tb-fold tb-group tb-section"><summary><h2 id="rules">' in page


def test_what_is_in_order_is_one_line_that_links_still_find() -> None:
    knowledge = base(postmortem("OLD", fields="realises: [TM-A.T1]"))
    page = text(knowledge, trail("POL-A", NAMED))
    for anchor in ("late", "unshown", "changed-nothing", "unforeseen", "failed"):
        assert page.count(f'<li id="{anchor}">') == 1
        assert f"{{ #{anchor} }}" not in page
    assert "5 other checks found no gap" in section(page, "never").text


def test_without_a_trail_the_page_says_what_it_can_not_know() -> None:
    page = text(base(postmortem("OLD", actions=(DONE,))), told=False)
    assert "This site reads no history" in page
    assert "{ #unshown }" not in page
    assert "that answered it" not in page
    assert "on this site, without a trail" in page


def test_titles_of_incidents_and_commits_are_text() -> None:
    page = text(base(postmortem("OLD", title="<script>a</script> [b](javascript:c) {#d}")), trail("POL-A", NAMED))
    assert "<script>" not in page
    assert "<b>now" not in page
    assert "[b](" not in page


def test_the_list_of_postmortems_counts_what_all_lessons_and_the_postmortem_count() -> None:
    old = postmortem("OLD", actions=(LATE, DONE), fields="led_to: [POL-A.C2]")
    knowledge = base(old, postmortem("NEW", "2025"))
    sitemap = Sitemap(knowledge, "content")
    listed = parse(register_table(sitemap, "postmortem", "postmortems/index.md"))
    cells = [e for e in listed.all("td") if e.attributes.get("data-tb-label") == "What came of it"]
    assert {e.attributes["data-tb-value"]: e.text for e in cells} == {"0": "none yet", "2": "2 controls"}
    assert "2 on record; 1 of 2 promised actions are open." in " ".join(listed.text.split())
    assert "2 controls" in parse(text(knowledge).partition('<tr id="PM-OLD">')[2].partition("</tr>")[0]).text
    assert View(sitemap, "postmortems/0.md").learned("PM-OLD") == ("POL-A.C1", "POL-A.C2")


def test_a_postmortem_begins_with_what_it_changed_and_what_is_open_and_ends_with_the_commits() -> None:
    trails = site(base(postmortem("OLD", actions=(LATE, DONE))), trail("POL-A", NAMED))
    (path,) = (path for path, id in trails.records.items() if id == "PM-OLD")
    (page,) = (page for page in record_pages(Texts(trails.sitemap), kinds=["postmortem"]))
    lead = parse(page.markdown.rpartition('<div class="tb-lead">')[2].partition("\n##")[0])
    changed = [(one.attributes["href"], one.text) for one in lead.all("a")][:2]
    assert changed == [(f"#{SECTION}", "1 control"), ("../../a/#C1", "One POL-A.C1")]
    assert lead.all("span", "tb-mark") == []
    assert page.markdown.index("#A1") < page.markdown.index(f"{{ #{SECTION} }}")
    assert [(one.attributes["href"], one.text) for one in lead.all("a") if one.attributes["href"] == "#A1"]
    assert "Ops, by 31 May 2026" in lead.text
    assert parse(page.markdown).text.count("changes “Two”") == 2
    assert "#A2" not in {one.attributes["href"] for one in lead.all("a")}
    mark = parse(dict(page_trails(trails, marks=False))[path].marks[SECTION])
    assert [e.text for e in mark.all("a", "tb-ref")] == ["POL-A.C2"]
    assert "Bind it <b>now</b>" in mark.text


def test_an_action_that_nothing_shows_is_told_at_the_postmortem() -> None:
    trails = site(base(postmortem("OLD", actions=(DONE,))), trail("TM-A", decided(1, reworded("T1"))))
    mark = dict(page_trails(trails, marks=True))["postmortems/0.md"].marks[SECTION]
    assert "PM-OLD.A2" in mark
    assert "No commit on record" in mark


def control(knowledge: KnowledgeBase, reference: str, *trails: Trail) -> Html:
    all_trails = site(knowledge, *trails)
    pages = item_pages(all_trails.sitemap, all_trails if trails else None)
    return parse(next(page.html for page in pages if page.path == f"controls/{reference}.md"))


def test_a_control_names_what_taught_it_and_by_which_commit() -> None:
    page = control(base(postmortem("OLD"), postmortem("NEW", "2025")), "POL-A.C2", trail("POL-A", NAMED))
    assert ("incidents" in page.ids, "answers" in page.ids) == (False, True)
    text = " ".join(page.text.split())
    assert "Incident Old PM-OLD 1 Jan 2026 Bind it <b>now</b>" in text
    assert "PM-NEW" not in text


def test_a_control_without_a_lesson_has_no_such_section() -> None:
    assert "incidents" not in control(base(postmortem("OLD")), "POL-A.C2").ids


def test_without_a_trail_a_control_names_what_taught_it() -> None:
    page = control(base(postmortem("OLD", fields="failed: [POL-A.C1]")), "POL-A.C1")
    text = " ".join(page.text.split())
    assert "Incident Old PM-OLD failed in it Learned from it" in text


def test_a_control_that_a_check_strengthened_since_says_so_first_with_both_days() -> None:
    weakened = decided(1, Change("C2", "level", "changed", "must", "should", effect="weakens"))
    checked = decided(50, Change("C2", "checked_by", "added", None, "CT-A.K1", effect="strengthens"))
    page = control(base(postmortem("OLD")), "POL-A.C2", trail("POL-A", checked, weakened))
    (line,) = page.all("span", "tb-why__line")
    assert line.text == "Strengthened 3 Jan 2026 (evidence) · weakened 1 Jan 2026"
