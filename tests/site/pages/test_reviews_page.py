from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.building import Built, broken_links, build, configure, parse, write
from tests.repositories import Repo
from tests.risk.reviews.reviewing import POLICY, evidence
from tests.risk.reviews.test_icalendar import parsed

from trailbook.records.loading import assemble
from trailbook.risk.reviews.reviews import NOTHING, ReviewEvidence
from trailbook.site.pages.reviews_page import CALENDAR, has_reviews, reviews_feed, reviews_page, states_of
from trailbook.site.rendering.sitemap import Sitemap

TODAY = date(2026, 6, 15)


def policy(id: str, dates: str, owner: str = "Security") -> bytes:
    text = POLICY.format(status="active", cadence="yearly", dates=f", {dates}" if dates else "")
    return text.replace("POL-ACCESS", id).replace("owner: Security", f"owner: {owner}").encode()


def sitemap(**files: bytes) -> Sitemap:
    return Sitemap(assemble({f"content/policies/{name}.md": data for name, data in files.items()}), "content")


def page(place: Sitemap, known: ReviewEvidence = NOTHING, today: date | None = TODAY) -> str:
    return reviews_page(place, states_of(place, known, today), today).markdown


def section(text: str, heading: str) -> str:
    return text.partition(f"{{ #{heading} }}")[2].partition("\n## ")[0]


def test_each_record_stands_in_the_span_in_which_it_is_due() -> None:
    text = page(
        sitemap(
            a=policy("POL-LATE", "next: 2026-06-14"),
            b=policy("POL-NOW", "next: 2026-06-15"),
            c=policy("POL-SOON", "next: 2026-09-30"),
            d=policy("POL-FAR", "next: 2026-10-01"),
        )
    )
    found = {heading: section(text, heading) for heading in ("overdue", "this-quarter", "next-quarter", "all")}
    assert {
        id: [h for h, part in found.items() if id in part] for id in ("POL-LATE", "POL-NOW", "POL-SOON", "POL-FAR")
    } == {
        "POL-LATE": ["overdue", "this-quarter", "all"],
        "POL-NOW": ["this-quarter", "all"],
        "POL-SOON": ["next-quarter", "all"],
        "POL-FAR": ["all"],
    }


def test_the_page_begins_with_what_is_late_and_a_session_says_by_when_and_with_whom() -> None:
    text = page(sitemap(a=policy("POL-LATE", "next: 2001-01-01")))
    assert '<p class="tb-verdict"><strong>1</strong> overdue, ' in text
    assert "1 of 1 records have never been reviewed." in text
    assert "Session 1, as soon as possible, with " in text
    assert "Session 1, by 30 Jun 2026, with " in page(sitemap(a=policy("POL-NOW", "next: 2026-06-30")))


def test_what_is_overdue_stands_in_full_once_and_its_last_review_is_called_so() -> None:
    text = page(sitemap(a=policy("POL-LATE", "last: 2026-03-01, next: 2026-06-14")))
    assert "; last review <time" in section(text, "overdue")
    assert "POL-LATE" in section(text, "this-quarter")
    assert "1 Mar 2026" not in section(text, "this-quarter")


def test_how_a_review_is_known_stands_beside_its_day() -> None:
    place = sitemap(a=policy("POL-ACCESS", "last: 2026-03-01"))
    assert "1 Mar 2026</time>, claimed in the record" in page(place)
    shown = page(place, evidence("2026-04-01"))
    assert "1 Apr 2026</time>, commit <code>dddddddddd</code> by Ada" in shown
    assert "claimed in the record" not in section(shown, "all")
    assert "never reviewed" in page(sitemap(a=policy("POL-ACCESS", "")))


def test_without_a_day_nothing_is_due_or_overdue() -> None:
    text = page(sitemap(a=policy("POL-ACCESS", "next: 2001-01-01")), today=None)
    assert "no day counts as today" in text
    assert "overdue</span>" not in text


def test_hostile_text_stays_text() -> None:
    hostile = "'<script>alert(1)</script> [a](javascript:b) `x` ::: '"
    text = page(sitemap(a=policy("POL-ACCESS", "next: 2026-01-01", hostile)))
    assert "<script>" not in text


def test_records_that_are_not_published_are_not_listed() -> None:
    place = Sitemap(assemble({"elsewhere/a.md": policy("POL-ACCESS", "")}), "content", only_docs=True)
    assert not has_reviews(place)
    assert states_of(place, NOTHING, TODAY) == []


def test_events_lead_to_the_pages_of_their_records() -> None:
    place = sitemap(a=policy("POL-ACCESS", "next: 2026-09-01"))
    stamp = datetime(2026, 6, 15, tzinfo=UTC)
    states = states_of(place, NOTHING, TODAY)
    lines = parsed(reviews_feed(place, states, "KB", "https://kb.example/", stamp))
    assert ("URL", "", "https://kb.example/policies/a/") in lines
    assert not any(name == "URL" for name, _, _ in parsed(reviews_feed(place, states, "KB", None, stamp)))


@pytest.fixture
def site(tmp_path: Path) -> Repo:
    write(tmp_path / "kb", {"content/policies/access.md": policy("POL-ACCESS", "next: 2026-01-05").decode()})
    repo = Repo(tmp_path / "kb")
    repo.commit("Start")
    return repo


def built(repo: Repo, *plugins: Any) -> Built:
    options: dict[str, Any] = {"docs_dir": "content", "validation": {"nav": {"omitted_files": "ignore"}}}
    configure(repo.root, *plugins, **options)
    write(repo.root, {"content/index.md": "# Home\n"})
    return build(repo.root, repo.root / "site")


def test_a_built_site_tells_reviews_from_its_history_on_the_page_and_at_the_record(site: Repo) -> None:
    commit = site.commit("Look\n\nReview: periodic\nRefs: POL-ACCESS")
    found = built(site, "trailbook/records", "trailbook/trail")
    assert f"commit {commit[:10]} by Ada" in found.page("reviews/index.html").text
    assert f"Reviews: last 1 Jan 2026, commit {commit[:10]} by Ada. Next due 1 Jan 2027" in " ".join(
        found.page("policies/access/index.html").text.split()
    )
    assert ("DTSTART", ";VALUE=DATE", "20270101") in parsed((found.site / CALENDAR).read_bytes())
    assert broken_links(found) == []


def test_a_head_without_a_stated_review_says_when_the_next_is_due(site: Repo) -> None:
    undated = policy("POL-UNDATED", "next: 2026-01-05").decode().replace(", next: 2026-01-05", "")
    site.commit("Add another", {"content/policies/undated.md": undated})
    found = built(site, "trailbook/records", "trailbook/trail")
    (kept,) = found.page("policies/undated/index.html").all("p", "tb-lead__kept")
    assert " · next review 1 Jan 2027 · about this" in " ".join(kept.text.split())
    (stated,) = found.page("policies/access/index.html").all("p", "tb-lead__kept")
    assert stated.text.count("next review") == 1


def test_a_site_that_reads_no_history_says_so(site: Repo) -> None:
    site.commit("Look\n\nReview: periodic\nRefs: POL-ACCESS")
    found = built(site, "trailbook/records")
    text = found.page("reviews/index.html").text
    assert "does not read its history" in text
    assert "never reviewed" in text
    assert ("DTSTART", ";VALUE=DATE", "20260105") in parsed((found.site / CALENDAR).read_bytes())
    assert broken_links(found) == []


def test_faults_of_the_option_are_warnings_of_the_build(site: Repo) -> None:
    found = built(site, {"trailbook/records": {"reviews": {"risk": {"hgh": "monthly"}}}})
    assert any("unknown key 'hgh' in risk" in warning for warning in found.warnings)


def test_a_site_without_records_to_review_has_no_page(tmp_path: Path) -> None:
    repo = Repo(write(tmp_path / "kb", {"content/a.md": "# A\n"}))
    repo.commit("Start")
    found = built(repo, "trailbook/records", "trailbook/trail")
    assert not (found.site / "reviews").exists()
    assert not (found.site / CALENDAR).exists()
    assert parse(found.text("index.html")).all("h1")
