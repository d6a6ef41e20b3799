"""What pages, the feed and the data of the log say of a request that was fetched."""

import json
import re

import pytest
from tests.kept_requests import keep, request, review
from tests.repositories import Repo

from trailbook.records.loading import assemble
from trailbook.site.catalogue import trail_site
from trailbook.site.files.atom_feed import feed
from trailbook.site.files.decisions_json import log_data, log_table
from trailbook.site.marks.trail_marks import item_marks
from trailbook.site.pages.trail_pages import log_page, trail_page
from trailbook.site.rendering.kept_texts import Texts
from trailbook.site.rendering.sitemap import Sitemap
from trailbook.site.rendering.trail_site import TrailSite
from trailbook.site.rendering.trail_view import TrailView
from trailbook.trail.export import trails_markdown, trails_text
from trailbook.trail.git.checkout import checked_out
from trailbook.trail.git.repository import Repository
from trailbook.trail.proofs.review_notes import GERRIT
from trailbook.trail.requests.statement import Account
from trailbook.trail.trails import read_trails
from trailbook.workspace.workspace import open_workspace

PAGE = "# Rules\n\n## Sharing\n\n{}\n"
WHY = "Two vendors asked eve@example.org for <b>all</b> rows in March."


@pytest.fixture
def site(repo: Repo) -> TrailSite:
    repo.commit("Begin", {"docs/a.md": PAGE.format("Ask.")})
    landed = repo.commit("Ask twice (#12)", {"docs/a.md": PAGE.format("Ask twice.")})
    reviews = (review("bo"), review("cy", commit="a" * 40), review("<i>dee</i>", "dismissed"))
    keep(repo, request(landed, description=WHY, reviews=reviews, merged_by=Account(name="cy")))
    trails = tuple(read_trails(Repository(repo.root), ["docs"]))
    return TrailSite(Sitemap(assemble({"docs/a.md": PAGE.format("Ask twice.").encode()}), "docs"), trails)


FOUND = "from the description of {}, as fetched on 3 Jan 2026"
IN_TABLE = FOUND.replace("3 Jan 2026", "2026-01-03")
LINK = '<a href="https://github.com/org/kb/pull/12" rel="noopener noreferrer">org/kb#12</a>'


def test_a_page_names_the_request_and_shows_each_review(site: TrailSite) -> None:
    html = trail_page(site, site.trails[0]).html
    assert f"Reason: {FOUND.format(LINK)}</p>" in html
    assert re.search(
        rf"request {re.escape(LINK)} of ada, merged by cy, as fetched on <time[^>]*>3 Jan 2026</time>", html
    )
    at = '<time datetime="2026-01-02T09:00:00Z">2 Jan 2026</time>'
    for sentence in (
        f'<p class="tb-approvals">Reviewed by bo (as github.com/bo on {at}).',
        f'<span class="tb-weak">An earlier text was reviewed by cy (as github.com/cy on {at}).</span>',
        '<span class="tb-weak">A review by idee/i was dismissed (as github.com/&lt;i&gt;dee',
    ):
        assert sentence in html
    assert "<b>" not in html
    assert "eve@example.org" not in html


def test_a_page_tells_what_other_tools_say_under_their_names_as_no_approval(repo: Repo) -> None:
    commit = repo.commit("Begin", {"docs/a.md": PAGE.format("Ask."), "mkdocs.yml": "site_name: A\n"})
    repo.git(
        "notes", f"--ref={GERRIT}", "add", "--file=-", commit, stdin=b"Code-Review+2: <b>Bo</b> <bo@example.org>\n"
    )
    workspace = open_workspace(repo.root)
    html = trail_page(trail_site(workspace, Sitemap(workspace.knowledge(), "docs")), workspace.trails()[0]).html
    assert "<li>Gerrit: Code-Review+2 by &lt;b&gt;Bo&lt;/b&gt; &lt;bo@…&gt;, not signed</li>" in html
    assert "none of which counts as an approval" in html
    assert "tb-badge--given" not in html
    with checked_out(repo.root, commit) as copy:  # as a release and a copy for an audience are made
        assert open_workspace(copy).said() == {}


def test_the_mark_of_a_section_names_the_request(site: TrailSite) -> None:
    assert FOUND.format(LINK) in item_marks(TrailView(site, "docs/a.md"), site.trails[0])["sharing"]


def test_a_mark_says_whether_those_who_agreed_saw_what_it_says_now(repo: Repo) -> None:
    agreed = repo.commit(
        "Begin\n\nApproved-by: Bo <bo@example.org>", {"docs/a.md": PAGE.format("Ask one owner at once.")}
    )

    def mark(text: str) -> str:
        trails = tuple(read_trails(Repository(repo.root), ["docs"]))
        site = TrailSite(Sitemap(assemble({"docs/a.md": PAGE.format(text).encode()}), "docs"), trails)
        return item_marks(TrailView(site, "docs/a.md"), trails[0])["sharing"]

    shown = mark("Ask one owner at once.")
    assert f'Bo agreed with it as it reads now, <a href="trail/a/#d-{agreed[:12]}">' in shown.replace("../", "")
    assert "changed since it was agreed" not in shown
    repo.commit("Ask <i>two</i> (#7)", {"docs/a.md": PAGE.format("Ask two owners at once.")})
    shown = mark("Ask two owners at once.")
    assert '<span class="tb-badge tb-badge--pending">changed since it was agreed</span></summary>' in shown
    assert "Changed since Bo agreed with it" in shown
    assert "wording: Ask one owner at once. → Ask two owners at once." in shown


def test_the_log_can_be_filtered_by_where_a_reason_is_from(site: TrailSite) -> None:
    data = json.loads(log_data(site))
    shown = [dict(zip(data["fields"], entry, strict=True)) for entry in data["entries"]]
    assert [(one["reason"], one["unfetched"], one["approved"]) for one in shown] == [("request", 0, 1), ("title", 0, 0)]
    assert '<option value="request">in a request that was fetched</option>' in log_page(site).markdown
    tables = log_table(site, Texts(site.sitemap)), feed(site, "KB", None).decode()
    for text, found in zip(tables, (IN_TABLE, FOUND), strict=True):
        assert found.format("org/kb#12") in text
        assert "eve@example.org" not in text


def test_the_terminal_and_markdown_name_the_request(site: TrailSite) -> None:
    text = " ".join(trails_text(site.trails).split())
    assert f"[{IN_TABLE.format('org/kb#12')}]" in text
    assert "cy (reviewed it on the forge as github.com/cy on 2026-01-02, of an earlier text)" in text
    assert "org/kb&#35;12" in trails_markdown(site.trails)


@pytest.mark.parametrize(
    "address", ["https://evil.example/org/kb/pull/12", "https://github.com@evil.example/12", "https://[github.com/12"]
)
def test_an_address_that_leads_elsewhere_is_no_link(repo: Repo, address: str) -> None:
    landed = repo.commit("Begin (#12)", {"docs/a.md": PAGE.format("Ask.")})
    keep(repo, request(landed, description=WHY, address=address))
    trails = tuple(read_trails(Repository(repo.root), ["docs"]))
    site = TrailSite(Sitemap(assemble({"docs/a.md": PAGE.format("Ask.").encode()}), "docs"), trails)
    html = trail_page(site, trails[0]).html
    assert FOUND.format("org/kb#12") in html
    assert "evil" not in html
