"""Small real repositories built with ``trailbook/trail``: what a reader finds about who decided what, and why."""

import csv
import io
import json
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml

import pytest
from click.testing import CliRunner
from mkdocs.exceptions import Abort, PluginError
from pydantic import JsonValue
from tests.building import Built, broken_links, build, build_anew, configure, parse
from tests.repositories import Repo
from tests.risk.lessons.lesson_records import base, decided, trail

from trailbook.audit.decision_table import COLUMNS
from trailbook.cli import main
from trailbook.site.background.process import TrailProcess
from trailbook.site.pages.trail_pages import log_page, trail_page
from trailbook.site.rendering.decision_html import approvals
from trailbook.site.rendering.environment import environment
from trailbook.site.rendering.sentences import as_on_pages, worded
from trailbook.site.rendering.sitemap import Sitemap
from trailbook.site.rendering.trail_site import TrailSite
from trailbook.site.rendering.trail_view import TrailView
from trailbook.trail.changes.change import Change
from trailbook.trail.decisions import Approval
from trailbook.trail.effects.hints import HINTS
from trailbook.trail.git.commits import Person
from trailbook.trail.sentences import predicate

LOWERED = Change("C1", "level", "changed", "must", "may", "weakens", "obligation")
ATOM = "{http://www.w3.org/2005/Atom}"
GUIDE = "docs/guide/start.md"
POLICY = """---
id: POL-DOORS
kind: policy
title: Doors
owner: Facilities
roles: [maker]
review: {cadence: yearly}
controls:
  - {id: C1, level: must}
  - {id: C2, level: should}
---

# Doors

Who may open which door.

## Doors are locked {#C1}

Lock the door behind you when you are the last to leave the room, and tell the desk when a key is missing.

## Windows too {#C2}

Close them.
"""


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    repo = Repo(tmp_path / "kb")
    configure(repo.root, "trailbook/trail")
    repo.commit("Configure the site")
    return repo


@pytest.fixture
def built(repo: Repo, tmp_path: Path) -> Callable[..., Built]:
    return lambda **options: build(repo.root, tmp_path / "site", strict=True, **options)


def plain_site(repo: Repo) -> None:
    repo.commit("Begin", {"docs/index.md": "# Welcome\n\nHello.\n"})
    repo.commit(
        "Write the guide\n\nPeople asked how to begin.",
        {GUIDE: "# Start\n\n## First\n\nDo this.\n\n## Second\n\nThen that.\n"},
    )
    repo.commit(
        "Say it better\n\nRationale: Nobody understood it; see https://example.org/talk.\n"
        "Approved-by: Bo <bo@example.org>",
        {GUIDE: "# Start\n\n## First\n\nDo this now, please.\n\n## Second\n\nThen that.\n"},
    )


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The site of plain pages, for the rules that only look."""
    repo = Repo(tmp_path_factory.mktemp("plain") / "kb")
    configure(repo.root, "trailbook/trail")
    plain_site(repo)
    return build(repo.root, repo.root.parent / "site", strict=True)


def test_plain_pages_tell_who_decided_last_and_why_each_section_is_there(plain: Built) -> None:
    page = plain.page("guide/start/index.html")
    (line,) = page.all("details", "tb-last")
    assert "Last changed 1 Jan 2026: Say it better" in line.text
    first, second = page.all("details", "tb-why")
    assert "Say it better" in first.text
    assert "stated in a Rationale trailer" in first.text
    assert "Bo (stated in a trailer)" in " ".join(first.text.split())
    assert "Write the guide" in second.text
    assert "from the commit message" in second.text
    assert not broken_links(plain)


@pytest.mark.parametrize("theme", ["mkdocs", "material", "readthedocs"])
@pytest.mark.parametrize("folders", [True, False])
def test_every_link_leads_somewhere_on_any_theme(
    repo: Repo, built: Callable[..., Built], theme: str, folders: bool
) -> None:
    plain_site(repo)
    configure(
        repo.root, "trailbook/trail", theme=theme, use_directory_urls=folders, site_url="https://docs.example.org/"
    )
    site = built()
    assert not broken_links(site)
    trail = site.page("trail/guide/start/index.html" if folders else "trail/guide/start.html")
    assert [e.text for e in trail.all("h1")] == ["Trail of Start"]
    (canonical,) = (e.attributes["href"] for e in trail.all("link") if e.attributes.get("rel") == "canonical")
    assert canonical == f"https://docs.example.org/trail/guide/start{'/' if folders else '.html'}"
    assert "tb-shell" not in site.text("trail/guide/start/index.html" if folders else "trail/guide/start.html")


def test_pages_of_trails_are_in_no_search_navigation_or_sitemap(plain: Built) -> None:
    assert "Nobody understood it" not in plain.text("search/search_index.json")
    assert "trail/" not in plain.text("sitemap.xml")
    hrefs = [e.attributes.get("href", "") for e in plain.page("index.html").all("a", "dropdown-item")]
    assert not any("trail/" in href for href in hrefs)


def test_a_nav_that_does_not_name_the_log_builds_strictly(repo: Repo, built: Callable[..., Built]) -> None:
    plain_site(repo)
    nav = [{"Home": "index.md"}, {"Guide": "guide/start.md"}]
    configure(repo.root, "trailbook/trail", nav=nav, validation={"nav": {"omitted_files": "warn"}})
    assert "decisions/index.html" in built().files()


def policy_site(repo: Repo) -> None:
    configure(repo.root, "trailbook/records", "trailbook/trail", repo_url="https://github.com/us/kb")
    repo.write({"docs/index.md": "# Home\n"})
    repo.commit("Write down who opens doors\n\nKeys went missing.", {"docs/policies/doors.md": POLICY})
    weaker = POLICY.replace("C1, level: must", "C1, level: should").replace("is missing", "is lost")
    repo.commit("Ask for less (#12)\n\nReviewed-by: Ada <ada@example.org>", {"docs/policies/doors.md": weaker})


def test_the_trail_of_a_record_tells_each_change_in_its_own_terms(repo: Repo, built: Callable[..., Built]) -> None:
    policy_site(repo)
    site = built()
    page = site.page("trail/policies/doors/index.html")
    newest, oldest = page.all("li", "tb-decision")
    told = " ".join(newest.text.split())
    assert "Doors are locked: level: must → should weakens" in told
    assert [e.text for e in page.inside(newest) if e.tag == "del"] == ["removed: missing"]
    assert [e.text for e in page.inside(newest) if e.tag == "ins"] == ["added: lost"]
    assert "not independent" in told
    assert "title only" in told
    links = [e.attributes["href"] for e in page.inside(newest) if e.tag == "a"]
    assert "https://github.com/us/kb/pull/12" in links
    assert any(re.fullmatch(r"https://github\.com/us/kb/commit/[0-9a-f]{40}", href) for href in links)
    assert "Keys went missing." in oldest.text


def test_prose_is_compared_as_it_is_read_and_wording_alone_is_folded(repo: Repo, built: Callable[..., Built]) -> None:
    old = "Lock **every** door of the house behind you at night and tell the\n<b>desk</b> when a key is missing."
    new = old.replace("**every** door", "*each* door").replace("<b>desk</b>", '<a href="desk/">desk</a>')
    repo.commit("Begin", {GUIDE: f"# Start\n\n## Doors\n\n{old}\n"})
    repo.commit("Say each", {GUIDE: f"# Start\n\n## Doors\n\n{new}\n"})
    newest = built().text("trail/guide/start/index.html").partition('</li>\n<li class="tb-decision"')[0]
    folded = newest.partition('<details class="tb-changes-fold"><summary>Wording, links or order alone (')[2]
    read, _, written = folded.partition("<summary>As written</summary>")
    assert "every</del>" in read
    assert "each</ins>" in read
    assert "*" not in read
    assert "&lt;" not in read
    assert 'tb-diff" open' not in read
    assert "*every*" in written
    assert "&lt;" in written


def test_a_record_that_is_gone_keeps_its_trail_closed(repo: Repo, built: Callable[..., Built]) -> None:
    policy_site(repo)
    repo.commit("Drop the doors\n\nWe moved.", {"docs/policies/doors.md": None})
    site = built()
    page = site.page("trail/closed/POL-DOORS/index.html")
    assert "This trail is closed" in page.text
    assert "not in the knowledge base any more" in page.text
    assert not broken_links(site)


def test_a_record_under_another_id_and_the_one_before_it_point_at_each_other(
    repo: Repo, built: Callable[..., Built]
) -> None:
    policy_site(repo)
    repo.commit("Rename it", {"docs/policies/doors.md": POLICY.replace("POL-DOORS", "POL-ENTRANCES")})
    site = built()
    assert "continues as POL-ENTRANCES" in site.page("trail/closed/POL-DOORS/index.html").text
    assert "the same file held POL-DOORS" in site.page("trail/policies/doors/index.html").text
    assert not broken_links(site)


def test_what_is_not_committed_says_so(repo: Repo, built: Callable[..., Built]) -> None:
    plain_site(repo)
    start = (repo.root / GUIDE).read_text(encoding="utf-8")
    repo.write({"docs/new.md": "# New\n", GUIDE: f"{start}\n## Third\n\nAnd this.\n"})
    site = built()
    assert "Not committed yet: no decision on record" in site.page("new/index.html").text
    marks = site.page("guide/start/index.html").all(cls="tb-why")
    assert ["Not committed" in mark.text for mark in marks] == [False, False, True]


def test_a_shallow_clone_fails_a_strict_build_and_is_named_on_the_pages_of_another(repo: Repo, tmp_path: Path) -> None:
    plain_site(repo)
    repo.commit("Once more", {"docs/guide/start.md": "# Start\n\nOther words.\n"})
    repo.git("clone", "--quiet", "--depth=1", f"file://{repo.root}", str(tmp_path / "shallow"))
    with pytest.raises(Abort, match="1 warnings in strict mode"):
        build(tmp_path / "shallow", tmp_path / "site", strict=True)
    site = build(tmp_path / "shallow", tmp_path / "site")
    (warning,) = site.warnings
    assert "fetch-depth: 0" in warning and "built without trails" in warning
    assert "Built without its history, so no decision is shown" in site.page("guide/start/index.html").text
    assert "No decision is shown, for the site was built without its history" in site.page("decisions/index.html").text
    assert not [path for path, page in site.pages.items() if "Not committed" in page.text]


def test_without_git_each_page_says_that_no_decision_is_on_record(repo: Repo, tmp_path: Path) -> None:
    plain_site(repo)
    configure(tmp_path, "trailbook/trail", docs_dir="kb/docs")
    site = build(tmp_path, tmp_path / "site", strict=True)
    assert "Not committed yet: no decision on record" in site.page("guide/start/index.html").text
    assert not broken_links(site)


def test_what_a_merge_changed_itself_is_told_as_made_in_a_merge(repo: Repo, built: Callable[..., Built]) -> None:
    plain_site(repo)
    repo.branch("side")
    repo.commit("Greet warmly", {"docs/index.md": "# Welcome\n\nHello, friend.\n"})
    repo.checkout("main")
    repo.commit("Unrelated", {"docs/other.md": "# Other\n"})
    repo.merge("side", "Merge branch 'side'", {"docs/index.md": "# Welcome\n\nHello, dear friend.\n"})
    trail = built().page("trail/index.html")
    (newest, *_) = trail.all("li", "tb-decision")
    assert "made in a merge" in newest.text


def test_no_mail_address_is_published(repo: Repo, built: Callable[..., Built]) -> None:
    plain_site(repo)
    repo.commit(
        "Ask carl@example.org about it\n\nDora <dora@example.org> said so.\n\nAcked-by: eve@example.org",
        {"docs/index.md": "# Welcome\n\nHi.\n"},
        GIT_AUTHOR_NAME="frank@example.org",
    )
    for path, content in built().files().items():
        assert b"@example.org" not in content, path


HOSTILE = (
    b"<script>alert(1)</script> **bold** [x](javascript:alert(1)) \x1b[31m \xe2\x80\xae {{7*7}} `c` &lt;b&gt;\n\n"
    b"</details></li><img src=x onerror=alert(1)>\n\n# heading\n\n```\nfence\n\n"
    b'Rationale: "><svg/onload=alert(1)> TM-X.T1 https://example.org/?a=1&b=<2> \xff\xfe\n'
    b"Approved-by: <script>alert(2)</script> <x@example.org>\n"
    b"PR-URL: javascript:alert(1)\n"
)


@pytest.mark.parametrize("theme", ["mkdocs", "material"])
def test_nothing_that_a_commit_says_becomes_markup(repo: Repo, built: Callable[..., Built], theme: str) -> None:
    policy_site(repo)
    name = "<img src=x onerror=alert(3)>\u202e"
    hostile = POLICY.replace("Close them.", "Close <em>all</em> of them, and `these`.")
    repo.commit(HOSTILE, {"docs/policies/doors.md": hostile}, GIT_AUTHOR_NAME=name)
    configure(repo.root, "trailbook/records", "trailbook/trail", theme=theme, site_url="https://x.example.org")
    site = built()
    for path in ("trail/policies/doors/index.html", "policies/doors/index.html", "decisions/index.html"):
        page = site.page(path)
        assert not [e for e in page.all("img") if e.attributes.get("src") == "x"], path
        assert not page.all("svg", "") or theme == "material"
        assert not [e for e in page.elements if any(name.startswith("on") for name in e.attributes)], path
        assert not [e for e in page.elements if e.attributes.get("href", "").startswith("javascript:")], path
        assert not [e for e in page.all("script") if "alert" in e.text], path
        assert "alert(1)" in page.text or path != "decisions/index.html"
        assert "{{7*7}}" in page.text, path
        assert not set(page.text) & {"\x1b", "\u202e"}, path
    assert not broken_links(site)
    Xml.fromstring(site.text("decisions.xml"))
    json.loads(site.text("decisions.json"))


def test_a_message_of_a_megabyte_is_cut_and_costs_no_megabyte(repo: Repo, built: Callable[..., Built]) -> None:
    plain_site(repo)
    repo.commit("Long\n\n" + "words and words " * 65_000, {"docs/index.md": "# Welcome\n\nHi.\n"})
    site = built()
    assert len(site.text("trail/index.html")) < 60_000
    assert len(site.text("index.html")) < 60_000
    assert len(site.text("decisions.xml")) < 20_000


def test_the_feed_is_valid_and_stays_the_same(repo: Repo, built: Callable[..., Built], tmp_path: Path) -> None:
    plain_site(repo)
    configure(repo.root, "trailbook/trail", site_url="https://docs.example.org/kb/")
    feed = Xml.fromstring(built().text("decisions.xml"))
    assert feed.tag == f"{ATOM}feed"
    entries = feed.findall(f"{ATOM}entry")
    assert [e.findtext(f"{ATOM}title") for e in entries] == [
        "Start: Say it better",
        "Start: Write the guide",
        "Welcome: Begin",
    ]
    ids = [element.text for element in feed.iter(f"{ATOM}id")]
    assert len(set(ids)) == len(ids) == 4
    assert all(str(id).startswith("urn:uuid:") for id in ids)
    for element in [feed, *entries]:
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", str(element.findtext(f"{ATOM}updated")))
        assert element.find(f"{ATOM}author/{ATOM}name") is not None
    link = entries[0].find(f"{ATOM}link")
    assert link is not None
    href = str(link.get("href"))
    assert re.fullmatch(r"https://docs\.example\.org/kb/trail/guide/start/#d-[0-9a-f]{12}", href)
    configure(repo.root, "trailbook/trail", site_url="https://moved.example.org/")
    again = Xml.fromstring(build(repo.root, tmp_path / "again").text("decisions.xml"))
    assert [element.text for element in again.iter(f"{ATOM}id")] == ids


def test_the_log_begins_with_what_only_the_wording_of_plain_pages_hints_at(
    repo: Repo, built: Callable[..., Built]
) -> None:
    configure(repo.root, "trailbook/trail")
    repo.commit("Say how often", {"docs/index.md": "# Keys\n\nKeys must be rotated every 90 days.\n"})
    repo.commit("Ask for less", {"docs/index.md": "# Keys\n\nKeys must be rotated every 365 days.\n"})
    (verdict,) = built().page("decisions/index.html").all("p", "tb-verdict")
    assert verdict.text.endswith("; by their wording, 1 may have weakened something.")


def test_the_log_has_every_decision_as_a_list_and_as_data(repo: Repo, built: Callable[..., Built]) -> None:
    policy_site(repo)
    site = built()
    page = site.page("decisions/index.html")
    (log,) = page.all("ol", "tb-log")
    rows = [e for e in page.inside(log) if e.tag == "li"]
    data = json.loads(site.text("decisions.json"))
    assert len(rows) == len(data["entries"]) == 3
    (month,) = page.all("details", "tb-month")
    assert re.match(r"[A-Z][a-z]{2} \d{4} 2 commits · 1 weakened 1 strengthened\n", month.text)
    (verdict,) = page.all("p", "tb-verdict")
    assert verdict.text.endswith("; 1 weakened something.")
    assert "None have a second person's approval." in page.text
    assert re.match(r"Ask for less \(#12\) 1 Jan 2026  weakens no reason Doors", rows[0].text)
    entries = [dict(zip(data["fields"], values, strict=True)) for values in data["entries"]]
    assert entries[0]["title"] == "Ask for less (#12)"
    assert entries[0]["effects"] == ["weakens"]
    assert [(entry["reason"], entry["approved"]) for entry in entries][:2] == [("title", 0), ("body", 0)]
    assert data["records"][entries[0]["record"]][:2] == ["Doors", "policy"]
    assert site.page("decisions/2026/index.html").all("ol", "tb-log")


@pytest.mark.parametrize(
    ("most", "head"),
    [(1, "1 Jan 2026 2 of 3 commits · 3 strengthened"), (2, "Jan 2026 2 of 3 commits · 3 strengthened")],
)
def test_a_head_counts_all_of_its_day_or_month_where_the_first_are_shown(most: int, head: str) -> None:
    decisions = [decided(n, Change("C1", "level", "changed", "may", "must", "strengthens")) for n in (3, 2, 1)]
    site = TrailSite(Sitemap(base(), "content"), (trail("POL-A", *decisions),))
    periods = environment().get_template("_trail.j2").module.periods  # type: ignore[attr-defined]
    page = parse(periods(TrailView(site, "decisions.md"), site.commits, shown=2, most=most))
    assert [" ".join(e.text.split()) for e in page.all("summary")] == [head]
    assert page.text.count("Change ") == 2


def test_what_strengthens_is_never_folded_among_wording() -> None:
    proof = Change("C1", "checked_by", "added", None, "CT-A.K1", "strengthens", "checks")
    links = Change("C1", "learned_from", "added", None, "PM-OLD", "neutral")
    shown = trail("POL-A", decided(1, proof, links))
    page = parse(trail_page(TrailSite(Sitemap(base(), "content"), (shown,)), shown).html)
    (folded,) = page.all("details", "tb-changes-fold")
    assert "strengthens" in page.text
    assert "strengthens" not in folded.text


def test_a_decision_says_once_what_the_rule_says_of_several_changes() -> None:
    proof = Change("C1", "checked_by", "added", None, "CT-A.K1", "strengthens", "checked-by")
    other = Change("C2", "checked_by", "added", None, "CT-A.K1", "strengthens", "checked-by")
    shown = trail("POL-A", decided(1, proof, other))
    page = trail_page(TrailSite(Sitemap(base(), "content"), (shown,)), shown).html
    assert page.count("A control has more automatic checks") == 1
    assert page.count("tb-badge--strengthens") == 3


def test_what_several_changes_are_about_is_named_once_and_so_is_what_they_all_do() -> None:
    raised = Change("C1", "level", "changed", "may", "must", "strengthens", "obligation")
    proof = Change("C1", "checked_by", "added", None, "CT-A.K1", "strengthens", "checked-by")
    other = Change("C2", "level", "changed", "must", "may", "weakens", "obligation")
    shown = trail("POL-A", decided(1, raised, proof, other))
    (listed,) = parse(trail_page(TrailSite(Sitemap(base(), "content"), (shown,)), shown).html).all("ul", "tb-changes")
    text = " ".join(listed.text.split())
    raised_one, lowered_two = "A control's obligation is raised", "A control's obligation is lowered"
    both = (
        f"One strengthens level: may → must · {raised_one} now checked by CT-A.K1 · A control has more automatic checks"
    )
    assert text == f"{both} Two: level: must → may weakens {lowered_two}"


def test_the_level_of_a_risk_is_before_what_it_rests_on() -> None:
    rated = ("residual.likelihood", "likely", "possible"), ("residual.level", "high", "medium")
    changes = (Change("C1", field, "changed", before, after, "strengthens") for field, before, after in rated)
    shown = trail("POL-A", decided(1, *changes))
    (listed,) = parse(trail_page(TrailSite(Sitemap(base(), "content"), (shown,)), shown).html).all("ul", "tb-changes")
    assert listed.text.index("high → medium") < listed.text.index("likely → possible")


def test_how_an_agreement_is_known_is_folded_and_that_there_is_none_is_not() -> None:
    agreed = replace(decided(2, LOWERED), approvals=(Approval("Bo", "bo@example.org", "merge", True),))
    shown = trail("POL-A", agreed, decided(1, LOWERED))
    page = parse(trail_page(TrailSite(Sitemap(base(), "content"), (shown,)), shown).html)
    first, second = page.all("details", "tb-evidence")
    summaries = [one.text for fold in (first, second) for one in page.inside(fold) if one.tag == "summary"]
    assert summaries == ["Agreed by Bo · Evidence", "No approval on record · Evidence"]
    assert "Approved by Bo (merged it)." in first.text
    assert f"commit {agreed.commit[:10]}" in first.text


def test_a_later_agreement_is_an_approval_on_record() -> None:
    later = replace(decided(1, LOWERED), agreed_later=(Approval("Bo", "bo@example.org", "trailer", True),))
    shown = trail("POL-A", later)
    text = parse(trail_page(TrailSite(Sitemap(base(), "content"), (shown,)), shown).html).text
    assert "Agreed later · Evidence" in text
    assert "Agreed later by Bo, in a commit of their own." in text
    assert "No approval on record" not in text + approvals((), later.agreed_later)
    assert "No approval on record" in approvals(())


def test_an_assistant_is_none_of_the_people_whose_commits_are_counted() -> None:
    by_machine = replace(decided(1), author=Person("Copilot", "198982749+Copilot@users.noreply.github.com"))
    site = TrailSite(Sitemap(base(), "content"), (trail("POL-A", decided(2, LOWERED), by_machine),))
    text = " ".join(parse(log_page(site).markdown).text.split())
    assert "2 commits of Ada, with the help of Copilot." in text


def test_a_decision_that_ended_something_says_so() -> None:
    gone = Change("C1", None, "removed", {"id": "C1", "title": "One"}, None)
    shown = trail("POL-A", decided(2, gone), decided(1, LOWERED))
    page = parse(trail_page(TrailSite(Sitemap(base(), "content"), (shown,)), shown).html)
    badges = ["ended" in one.text for one in page.all("p", "tb-decision__meta")]
    assert badges == [True, False]


def test_what_else_is_in_the_section_of_a_register_stays_in_the_navigation_of_its_trails(
    starter: Path, tmp_path: Path
) -> None:
    repo = Repo(shutil.copytree(starter, tmp_path / "kb"))
    repo.commit("Begin")
    nav = [{"Home": "index.md"}, {"Rules": ["policies/", {"Every control": "controls.md"}]}]
    built = build(repo.root, tmp_path / "site", nav=nav)
    entries = [one.text.strip() for one in built.page("trail/policies/sharing/index.html").all(cls="md-nav__link")]
    assert "Trail of Sharing" in entries
    assert "Every control" in entries


def test_a_trail_begins_with_what_its_decisions_come_to() -> None:
    raised = Change("C1", "level", "changed", "may", "must", "strengthens", "obligation")
    lowered = replace(raised, effect="weakens")
    agreed = replace(decided(3, raised), approvals=(Approval("Bo", "bo@example.org", "trailer", True),))
    shown = trail("POL-A", agreed, decided(2, raised), decided(1, lowered))
    (lead,) = parse(trail_page(TrailSite(Sitemap(base(), "content"), (shown,)), shown).html).all("p", "tb-verdict")
    assert lead.text.endswith(": 1 weakened, 2 strengthened, 2 without approval: 1 Jan 2026, 1 Jan 2026.")
    alone = trail("POL-A", decided(1, lowered))
    (lead,) = parse(trail_page(TrailSite(Sitemap(base(), "content"), (alone,)), alone).html).all("p", "tb-verdict")
    assert lead.text.endswith(": 1 weakened, none with a second person's approval.")


def test_what_went_to_another_page_says_which_by_its_title() -> None:
    places: tuple[JsonValue, ...]
    places = {"page": "content/guide.md", "section": "Before"}, {"page": "content/lost.md"}
    went = [Change(f"s{n}", None, "moved", {"id": "s"}, place, heading=f"S{n}") for n, place in enumerate(places)]
    spelt = Change(None, "text", "changed", "Raed this.", "Read this.")
    guide = replace(trail("content/guide.md", decided(1, spelt)), path="content/guide.md")
    shown = trail("POL-A", decided(1, *went))
    site = TrailSite(Sitemap(base(guide="# How to read\n\nRead this.\n"), "content"), (shown, guide))
    (told,) = parse(trail_page(site, shown).html).all("ul", "tb-changes")
    assert "section “S0” moved to “How to read”, section “Before”" in told.text
    assert "section “S1” moved to content/lost.md" in told.text


def test_a_record_that_is_gone_keeps_the_title_that_it_had_last() -> None:
    began = decided(1, Change(None, None, "added", None, {"title": "Old rules"}))
    named = decided(2, Change(None, "title", "changed", "Old rules", "Rules of old"))
    nameless = trail("POL-LOST", decided(1, Change("C1", "level", "changed", "must", "may")))
    gone = trail("POL-GONE", named, began)
    site = TrailSite(Sitemap(base(), "content"), (gone, nameless))
    assert [site.title(one) for one in (gone, nameless)] == ["Rules of old", "POL-LOST"]


def test_names_that_an_item_is_found_by_are_told_in_one_line() -> None:
    names = [Change("C1", "also", "added", None, name) for name in ("SSO", "MFA", "passkey")]
    other = Change("C2", "also", "added", None, "lock")
    shown = trail("POL-A", decided(1, *names, other))
    page = parse(trail_page(TrailSite(Sitemap(base(), "content"), (shown,)), shown).html)
    (told,) = page.all("ul", "tb-changes")
    assert [e.text.strip() for e in page.inside(told) if e.tag == "li"] == [
        "One: now found as SSO, MFA, passkey",
        "Two: now found as lock",
    ]


def test_the_state_of_a_finding_is_called_by_the_title_of_its_rule_and_its_parts() -> None:
    states: tuple[JsonValue, ...] = (
        {"id": "R1", "rule": "no-alerts", "elements": ["APP"], "threat": "T1"},
        {"id": "R2", "rule": "gone-rule", "elements": ["OLD"], "state": "open"},
    )
    added = [Change(f"R{n}", None, "added", None, value) for n, value in enumerate(states, 1)]
    shown = trail("TM-A", decided(1, *added))
    page = parse(trail_page(TrailSite(Sitemap(base(), "content"), (shown,)), shown).html)
    (told,) = page.all("ul", "tb-changes")
    assert [" ".join(e.text.split()) for e in page.inside(told) if e.tag == "li"] == [
        "Finding “Nobody is alerted (App)” added: threat “Malware”",
        "Finding “Gone rule (OLD)” added: state open",
    ]


def test_a_trail_calls_a_state_of_vetting_as_other_pages_do() -> None:
    change = Change(None, "vetting.state", "changed", "approved", "restricted")
    assert worded(predicate, as_on_pages(change)) == "vetting: approved → on conditions"
    other = Change(None, "data_up_to", "changed", "internal", "restricted")
    assert as_on_pages(other) == other


def test_a_commit_that_changed_many_pages_is_one_line_of_the_log(repo: Repo, built: Callable[..., Built]) -> None:
    plain_site(repo)
    repo.commit("Mend links", {f"docs/page{n}.md": f"# Page {n}\n\nText.\n" for n in range(5)})
    page = built().page("decisions/index.html")
    (log,) = page.all("ol", "tb-log")
    first = next(e for e in page.inside(log) if e.tag == "li")
    assert first.text.count("Mend links") == 1
    assert "and 4 more" in first.text
    assert "Page 0" in first.text and "Page 4" in first.text
    hrefs = [e.attributes["href"] for e in page.inside(first) if e.tag == "a"]
    assert len({href.partition("#")[0] for href in hrefs}) == 5


def test_the_table_of_decisions_is_that_of_a_sample_without_addresses(repo: Repo, built: Callable[..., Built]) -> None:
    policy_site(repo)
    repo.commit("Ask ada@example.org", {"docs/more.md": "# More\n"})
    site = built()
    table = list(csv.DictReader(io.StringIO(site.text("decisions.csv"))))
    data = json.loads(site.text("decisions.json"))
    assert [row["in force since"] for row in table] == [
        values[data["fields"].index("day")] for values in data["entries"]
    ]
    assert (site.site / "decisions.csv").read_bytes().count(b"\r\n") == 1 + len(data["entries"])
    listed = CliRunner().invoke(main, ["audit", "sample", "--root", str(repo.root)]).stdout
    sampled = [{name: row[name] for name in COLUMNS} for row in csv.DictReader(io.StringIO(listed))]
    assert sampled[0]["title"] == "Ask ada@example.org"
    assert table == [{**sampled[0], "title": "Ask ada@…", "reason": "Ask ada@…"}, *sampled[1:]]
    (link,) = (link for link in site.page("decisions/index.html").all("a") if "data-tb-table" in link.attributes)
    assert link.attributes["href"] == "../decisions.csv"


def test_a_trail_shows_both_days_where_a_branch_waited_for_its_merge(repo: Repo, built: Callable[..., Built]) -> None:
    plain_site(repo)
    march, july = "2026-03-02T12:00:00Z", "2026-07-14T12:00:00Z"
    repo.branch("side")
    repo.commit("Say more", {GUIDE: "# Start\n\nMore.\n"}, GIT_AUTHOR_DATE=march, GIT_COMMITTER_DATE=march)
    repo.checkout("main")
    repo.merge("side", "Merge branch 'side'", GIT_AUTHOR_DATE=july, GIT_COMMITTER_DATE=july)
    site = built()
    trail = site.page("trail/guide/start/index.html")
    assert "(written 2 Mar 2026, in force since 14 Jul 2026)" in trail.text
    assert trail.text.count("(written") == 1
    (row,) = (row for row in csv.DictReader(io.StringIO(site.text("decisions.csv"))) if row["title"] == "Say more")
    assert (row["in force since"], row["written"]) == ("2026-07-14", "2026-03-02")


def test_the_head_of_a_record_names_the_decision_that_gave_it_its_meaning(
    repo: Repo, built: Callable[..., Built]
) -> None:
    policy_site(repo)
    path = "docs/policies/doors.md"
    repo.commit("Spell it right", {path: (repo.root / path).read_text().replace("Lock the door", "Lock the doors")})
    (line,) = built().page("policies/doors/index.html").all("details", "tb-last")
    assert re.match(r"Last changed 1 Jan 2026 · weakened 1 Jan 2026: Ask for less \(#12\)\s", line.text)


def test_marks_and_log_can_be_left_out(repo: Repo, built: Callable[..., Built]) -> None:
    plain_site(repo)
    configure(repo.root, {"trailbook/trail": {"marks": False, "log": False}})
    site = built()
    page = site.page("guide/start/index.html")
    assert page.all("details", "tb-last")
    assert not page.all(cls="tb-why")
    assert not {"decisions/index.html", "decisions.xml", "decisions.json", "decisions.csv"} & set(site.files())
    assert not broken_links(site)


@pytest.mark.slow
def test_the_same_commit_gives_the_same_bytes(repo: Repo, tmp_path: Path) -> None:
    policy_site(repo)
    one, two = (build(repo.root, tmp_path / name).files() for name in ("one", "two"))
    assert {path: content for path, content in one.items() if not path.endswith(".gz")} == {
        path: content for path, content in two.items() if not path.endswith(".gz")
    }


def test_a_page_that_is_edited_and_not_committed_says_so(repo: Repo, tmp_path: Path) -> None:
    plain_site(repo)
    repo.write({GUIDE: "# Start\n\n## First\n\nDo that.\n"})
    site = build(repo.root, tmp_path / "site")
    assert "edited since, not committed" in site.page("guide/start/index.html").text
    assert "edited since, not committed" not in site.page("index.html").text


def test_a_build_that_fails_leaves_no_process_and_no_folder(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain_site(repo)
    begun: list[TrailProcess] = []
    begin = TrailProcess.__init__

    def noted(process: TrailProcess, *arguments: Any) -> None:
        begin(process, *arguments)
        begun.append(process)

    def failing(*_: object, **__: object) -> None:
        raise PluginError("no space left")

    monkeypatch.setattr(TrailProcess, "__init__", noted)
    monkeypatch.setattr("trailbook.site.mkdocs.trail_plugin.ThemeFrame", failing)
    with pytest.raises(Abort):
        build_anew(repo.root, tmp_path / "site")
    (process,) = begun
    assert process.has_ended
    assert not process.folder.exists()


def test_a_process_that_dies_ends_the_build_with_what_it_said(
    repo: Repo, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain_site(repo)
    monkeypatch.setattr("sys.executable", shutil.which("false"))
    with pytest.raises(Abort):
        build_anew(repo.root, tmp_path / "site")
    assert "the trail could not be read: it ended without an error message" in caplog.text


def test_a_hint_looks_unlike_a_fact_and_says_what_it_rests_on(repo: Repo, built: Callable[..., Built]) -> None:
    page = "# Sharing\n\n## Asking\n\nMakers {} ask an owner of the app before they share it with <b>guests</b>.\n"
    repo.commit("Begin", {"docs/index.md": page.format("must")})
    repo.commit("Loosen\n\nNobody ever asked.", {"docs/index.md": page.format("may")})
    site = built()
    trail = site.text("trail/index.html")
    assert 'class="tb-badge tb-badge--may-weaken">may weaken</span>' in trail
    assert "tb-badge--weakens" not in trail and "<b>guests" not in trail
    assert "“must” → “may” in “Makers may ask an owner of the app" in trail
    assert "Perhaps weakened" in site.text("index.html")
    rules = site.text("effects/index.html")
    assert all(f'id="{rule.id}"' in rules for rule in HINTS)
    assert ["may-weaken"] in json.loads(site.text("decisions.json"))["entries"][0]
