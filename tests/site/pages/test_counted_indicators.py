"""Indicators counted from the history: one figure on every page, though pages are made before it is read."""

from pathlib import Path
from typing import Any

import pytest
from tests.building import Built, build, configure, write
from tests.repositories import Repo
from tests.risk.reviews.reviewing import POLICY

INDICATOR = """\
---
id: IND-{id}
kind: indicator
owner: Us
unit: percent
worse: {worse}
thresholds: {{amber: 50, red: 50}}
frequency: monthly
measured_by: Count them.
measures: []
computed: {measure}
---
# {title}

Counted.
"""
LATE = INDICATOR.format(id="LATE", worse="higher", measure="reviews-overdue", title="Overdue")
WHY = INDICATOR.format(id="WHY", worse="lower", measure="changes-with-a-reason", title="Explained")
HOME = "# Home\n\n```trailbook\nchart IND-LATE\n```\n\n```trailbook\nregister indicator\n```\n"
ALL = ("trailbook/records", "trailbook/diagrams", "trailbook/trail")


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    files = {
        "content/policies/access.md": POLICY.format(status="active", cadence="yearly", dates=", next: 2025-12-31"),
        "content/indicators/late.md": LATE,
        "content/indicators/why.md": WHY,
        "content/index.md": HOME,
    }
    write(tmp_path / "kb", files)
    repo = Repo(tmp_path / "kb")
    repo.commit("Start\n\nBecause somebody has to begin.", files)
    return repo


def built(repo: Repo, *plugins: str) -> Built:
    options: dict[str, Any] = {"docs_dir": "content", "validation": {"nav": {"omitted_files": "ignore"}}}
    configure(repo.root, *plugins, **options)
    return build(repo.root, repo.root / "site")


def figures(site: Built, path: str) -> list[str]:
    page = " ".join(site.page(path).text.split())
    return [word for word in ("red 100 %", "green 0 %", "green 100 %", "red 0 %") if word in page]


def test_every_page_tells_what_git_shows_where_it_is_read(repo: Repo) -> None:
    repo.commit("Look\n\nReview: periodic\nRefs: POL-ACCESS")
    site = built(repo, *ALL)
    assert figures(site, "indicators/late/index.html") == ["green 0 %"]
    assert figures(site, "indicators/why/index.html") == ["green 100 %"]
    assert figures(site, "indicators/index.html") == ["green 0 %", "green 100 %"]
    assert figures(site, "index.html") == ["green 0 %", "green 100 %"]
    assert "the last is 0 %, green" in site.text("index.html") or "0 %, green" in site.text("index.html")
    assert "IND-LATE" not in site.page("reviews/index.html").text.partition("This quarter")[0]


def test_a_breach_counted_from_the_history_opens_a_review_on_every_page(repo: Repo) -> None:
    site = built(repo, *ALL)
    assert figures(site, "indicators/late/index.html") == ["red 100 %"]
    page = " ".join(site.page("reviews/index.html").text.split())
    assert "1 Jan 2026 red Overdue IND-LATE (Us; red at 100 on 1 Jan 2026)" in page
    assert "IND-LATE" in (site.site / "reviews.ics").read_text()
    assert "Its observations ask for a review since 1 Jan 2026" in site.page("indicators/late/index.html").text


def test_without_a_trail_records_claim_and_changes_are_not_counted(repo: Repo) -> None:
    repo.commit("Look\n\nReview: periodic\nRefs: POL-ACCESS")
    site = built(repo, "trailbook/records")
    assert figures(site, "indicators/late/index.html") == ["red 100 %"]
    assert "by what they claim of their reviews" in site.page("indicators/late/index.html").text
    assert "counted from the history, which this site does not read" in site.page("indicators/why/index.html").text
