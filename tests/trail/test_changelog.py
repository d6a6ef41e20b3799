"""The changelog by week, of decisions made without a repository."""

from dataclasses import replace
from datetime import timedelta
from xml.etree import ElementTree as Xml

import pytest
from pydantic import JsonValue
from tests.building import parse
from tests.release.releases import page
from tests.risk.lessons.lesson_records import POLICY, base, decided, postmortem, trail

from trailbook.records.loading import assemble
from trailbook.site.files.atom_feed import changes_feed
from trailbook.site.pages.changes_page import changes_page
from trailbook.site.pages.trail_pages import trail_page, year_pages
from trailbook.site.rendering.sitemap import Sitemap
from trailbook.site.rendering.trail_site import TrailSite
from trailbook.site.rendering.trail_view import changes_counted
from trailbook.site.rendering.translation import day_in_words
from trailbook.trail.changelog import changelog
from trailbook.trail.changes.change import Change
from trailbook.trail.decisions import Decision, Rationale

WEAKER = Change("C1", "level", "changed", "must", "should", "weakens", "level")
STRONGER = Change("C2", "level", "changed", "should", "must", "strengthens", "level")
MAYBE = Change("C1", "text", "changed", "You must ask.", "You may ask.", "may-weaken")
BEGUN = Change(None, None, "added", None, {"title": "Rules"})
ENDED = Change("C3", None, "removed", {"id": "C3", "title": "Doors <shut>"}, None)
SPELT = Change("C1", "text", "changed", "You must aks first.", "You must ask first.")
VALUE = Change(None, "owner", "changed", "Us", "Them")


def later(decision: Decision, weeks: int, reason: str = "") -> Decision:
    rationale = Rationale(reason, "body", decision.commit) if reason else decision.rationale
    return replace(decision, landed=decision.landed + timedelta(weeks=weeks), rationale=rationale)


def test_a_line_is_a_commit_that_did_something_and_the_rest_is_counted() -> None:
    both, spelt, value = decided(1, WEAKER, STRONGER), decided(2, SPELT), decided(3, VALUE)
    (week,) = changelog([trail("POL-A", value, spelt, both), trail("POL-B", decided(1, STRONGER))])
    (line,) = week.lines
    assert [(one.trail.record, one.item) for one in line.touched] == [("POL-A", "C1"), ("POL-A", "C2"), ("POL-B", "C2")]
    assert line.kinds == (("weakened", False), ("strengthened", False))
    assert (week.changed, week.kept) == (1, 1)
    assert changes_counted(week) == "1 weakened, 1 strengthened, 2 others"
    assert week.first.weekday() == 0


def test_where_a_record_began_its_items_are_not_named_and_a_hint_is_not_counted() -> None:
    began, hinted = decided(1, BEGUN, STRONGER), decided(2, MAYBE)
    (week,) = changelog([trail("POL-A", hinted, began)])
    assert [(line.first.item, line.kinds) for line in week.lines] == [
        ("C1", (("weakened", True),)),
        (None, (("strengthened", False), ("founded", False))),
    ]
    assert changes_counted(week) == "1 strengthened, 1 new"


def test_what_is_new_or_ended_and_weakens_counts_as_both() -> None:
    flow = Change("F2", None, "added", None, {"id": "F2", "title": "Flow"}, "weakens", "flows")
    gone = Change("C3", None, "removed", {"id": "C3", "title": "Doors"}, None, "weakens", "controls")
    (week,) = changelog([trail("TM-A", decided(1, flow)), trail("POL-A", decided(2, gone))])
    assert [(line.kind, line.kinds) for line in week.lines] == [
        ("weakened", (("weakened", False), ("removed", False))),
        ("weakened", (("weakened", False), ("founded", False))),
    ]
    assert changes_counted(week) == "2 weakened, 1 new, 1 ended"


def test_evidence_counts_where_a_rule_says_that_it_strengthens() -> None:
    checked = Change("C1", "checked_by", "added", None, "CT-A.K1", "strengthens", "checks")
    reviewed = Change(None, "review.last", "changed", "2026-01-01", "2026-02-01")
    (week,) = changelog([trail("POL-A", decided(2, reviewed), decided(1, checked))])
    assert [line.kinds for line in week.lines] == [(("strengthened", False),)]
    assert changes_counted(week) == "1 strengthened, 1 other"


def test_a_section_that_went_to_another_page_is_neither_new_nor_ended() -> None:
    value: JsonValue = {"title": "Doors", "text": "Shut the doors of each app."}
    away = Change("doors", None, "moved", value, {"page": "content/b.md", "section": "Doors"})
    came = Change("doors", None, "moved", {"page": "content/a.md", "section": "Doors"}, value)
    (week,) = changelog([trail("content/a.md", decided(1, away)), trail("content/b.md", decided(1, came, SPELT))])
    assert not week.lines
    assert changes_counted(week) == "1 other"


def test_the_page_and_the_feed_say_the_same_week_by_week_and_escape_what_commits_say() -> None:
    ended = later(decided(2, ENDED), 2, "Nobody uses <b>them</b> any more. More.")
    site = TrailSite(Sitemap(base(), "content"), (trail("POL-A", ended, decided(1, WEAKER)),))
    shown = changes_page(site).markdown
    newest, oldest = (f">Week of {day_in_words(week.first)}</h2>" for week in site.changelog)
    assert shown.index(newest) < shown.index(oldest)
    assert "Doors &lt;shut&gt;" in shown
    assert "Nobody uses &lt;b&gt;them&lt;/b&gt; any more." in shown
    assert "More." not in shown
    feed = Xml.fromstring(changes_feed(site, "Site", "https://docs.example.org/"))
    atom = "{http://www.w3.org/2005/Atom}"
    titles = [entry.findtext(f"{atom}title") for entry in feed.iter(f"{atom}entry")]
    assert titles == [f"Week of {day_in_words(week.first)}: {changes_counted(week)}" for week in site.changelog]
    entry = feed.find(f"{atom}entry")
    assert entry is not None
    assert "Ended: Doors <shut> (" in str(entry.findtext(f"{atom}content"))
    assert len({id.text for id in feed.iter(f"{atom}id")}) == 3


def test_the_rest_of_a_week_leads_to_its_days_in_the_log() -> None:
    site = TrailSite(Sitemap(base(), "content"), (trail("POL-A", decided(2, SPELT), decided(1, WEAKER)),))
    (week,) = site.changelog
    (link,) = [one for one in parse(changes_page(site).markdown).all("a") if one.text == "1 other commit"]
    assert str(link.attributes["href"]).endswith(f"?from={week.first}&to={week.last}")


def test_a_line_names_what_has_the_effect_and_calls_records_by_their_titles() -> None:
    cause = Change("C1", "learned_from", "removed", "PM-OLD", None, "weakens", "links")
    site = TrailSite(Sitemap(base(postmortem("OLD")), "content"), (trail("POL-A", decided(1, VALUE, SPELT, cause)),))
    shown = changes_page(site).markdown
    assert "“Incident Old”" in shown
    assert "PM-OLD" not in shown
    assert "reworded" not in shown


def test_a_line_says_the_weightiest_change_once_and_counts_the_records_that_the_log_has() -> None:
    both = decided(1, WEAKER, replace(WEAKER, item="C2"))
    site = TrailSite(Sitemap(base(), "content"), (trail("POL-A", both), trail("POL-B", decided(1, SPELT))))
    (line,) = parse(changes_page(site).markdown).all("span", "tb-changelog__what")
    text = " ".join(line.text.split())
    assert "One, level: must → should · Rules and 1 more" in text
    assert text.count(" more") == 1


def test_a_title_is_not_repeated_as_its_own_reason_nor_as_what_is_new() -> None:
    bare = replace(decided(1, BEGUN), title="Rules", rationale=Rationale("", "title", "c1"))
    site = TrailSite(Sitemap(base(), "content"), (trail("POL-A", bare),))
    (line,) = parse(changes_page(site).markdown).all("span", "tb-changelog__what")
    assert " ".join(line.text.split()) == "RulesNo reason is on record."


def test_the_page_begins_with_what_changed_last_and_since_the_last_release() -> None:
    files = {"content/a.md": POLICY.encode(), "content/releases/1.0.0.md": page("1.0.0", "2025-01-01").encode()}
    before = trail("POL-A", later(decided(3, STRONGER), 3), later(decided(2, WEAKER), 3), decided(1, WEAKER))
    notes = replace(trail("content/releases/1.0.0.md", later(decided(9, BEGUN), 2)), path="content/releases/1.0.0.md")
    site = TrailSite(Sitemap(assemble(files), "content"), (before, notes))
    (lead,) = parse(changes_page(site).markdown).all("p", "tb-verdict")
    day = day_in_words(site.changelog[0].lines[1].first.decision.day)
    assert " ".join(lead.text.split()) == f"Last weakened, on {day}: One, level: must → should"
    assert "<strong>Since 1.0.0</strong>: 1 weakened, 1 strengthened." in changes_page(site).markdown


def test_where_nothing_was_weakened_the_page_says_so() -> None:
    site = TrailSite(Sitemap(base(), "content"), (trail("POL-A", decided(1, STRONGER)),))
    (lead,) = parse(changes_page(site).markdown).all("p", "tb-verdict")
    assert lead.text == "Nothing was weakened."


@pytest.mark.parametrize(
    ("numbers", "unfolded"), [([1, 2, 9], [True, True, False]), ([12, 1], [True, False]), ([21, 1], [False, False])]
)
def test_the_weeks_of_late_are_unfolded_as_far_as_they_are_read_at_once(
    numbers: list[int], unfolded: list[bool]
) -> None:
    weeks = [
        [replace(later(decided(1, WEAKER), len(numbers) - at), commit=f"{at:020x}{n:020x}") for n in range(number)]
        for at, number in enumerate(numbers)
    ]
    site = TrailSite(Sitemap(base(), "content"), (trail("POL-A", *(one for week in weeks for one in week)),))
    folds = parse(changes_page(site).markdown).all("details", "tb-group")
    assert ["open" in fold.attributes for fold in folds] == unfolded


@pytest.mark.parametrize(("stronger", "groups"), [(16, []), (17, ["weakened 4 commits", "strengthened 17 commits"])])
def test_a_week_of_many_changes_has_them_by_what_they_did(stronger: int, groups: list[str]) -> None:
    changes = [WEAKER] * 4 + [STRONGER] * stronger
    week = [replace(decided(1, change), commit=f"{number:040x}") for number, change in enumerate(changes)]
    site = TrailSite(Sitemap(base(), "content"), (trail("POL-A", *week),))
    page = parse(changes_page(site).markdown)
    assert [one.text.strip() for one in page.all("summary") if "commits" in one.text] == groups
    assert len(page.all("li")) == len(changes)


def test_a_finding_that_is_gone_is_called_by_its_rule_and_its_parts() -> None:
    gone = Change("R9", None, "removed", {"id": "R9", "rule": "a-rule", "elements": ["TABLE"]}, None)
    site = TrailSite(Sitemap(base(), "content"), (trail("TM-A", decided(1, gone)),))
    assert "A rule (TABLE) removed" in parse(changes_page(site).markdown).text
    assert "Ended: A rule (TABLE)" in changes_feed(site, "Site", "https://docs.example.org/").decode()


def test_a_line_leads_with_what_a_commit_did_and_says_that_whole_before_its_title() -> None:
    gone = Change("old", None, "removed", {"id": "old", "title": "An old part"}, None)
    names = " ".join(["a way out that is allowed"] * 8)
    allowed = Change("C1", "exceptions", "added", None, names, "weakens", "exceptions")
    site = TrailSite(
        Sitemap(base(guide="# Guide\n\nRead this.\n"), "content"),
        (trail("POL-A", decided(2, allowed)), trail("content/guide.md", decided(1, gone))),
    )
    first, second = parse(changes_page(site).markdown).all("span", "tb-changelog__what")
    assert first.text.startswith("One, ")
    assert names in first.text
    assert first.text.endswith("Change 2")
    assert second.text.startswith("“An old part” removed")
    assert second.text.endswith("Change 1")


def test_a_state_is_said_without_the_word_for_it() -> None:
    done = Change("C1", "state", "changed", "in-progress", "done", "strengthens", "state")
    site = TrailSite(Sitemap(base(), "content"), (trail("POL-A", decided(1, done)),))
    (line,) = parse(changes_page(site).markdown).all("span", "tb-changelog__what")
    assert line.text.startswith("One: in progress → done · Rules")


def test_a_day_of_a_years_decisions_says_how_many_of_its_commits_did_what() -> None:
    quiet = [replace(decided(1, SPELT), commit=f"{place:040x}") for place in range(1, 61)]
    weaker = [replace(decided(1, WEAKER), commit=f"{place:040x}") for place in (61, 62)]
    site = TrailSite(Sitemap(base(), "content"), (trail("POL-A", *quiet, *weaker),))
    (page,) = year_pages(site)
    assert parse(page.html).all("summary")[0].text.endswith("62 commits · 2 weakened")


def test_the_full_stop_of_a_title_is_left_out_where_the_sentence_goes_on() -> None:
    done = Change("C1", "level", "changed", "should", "must", "strengthens", "level")
    files = {"content/a.md": POLICY.replace("## One {#C1}", "## Ask somebody first. {#C1}").encode()}
    site = TrailSite(Sitemap(assemble(files), "content"), (record := trail("POL-A", decided(1, done)),))
    for html in (changes_page(site).markdown, trail_page(site, record).html):
        text = " ".join(parse(html).text.split())
        assert "Ask somebody first: level: should → must" in text or "Ask somebody first, level: should → must" in text
