"""How the page of a trail links a decision to what it undoes, and a request of another repository."""

from tests.repositories import Repo

from trailbook.records.loading import assemble
from trailbook.site.pages.trail_pages import trail_page
from trailbook.site.rendering.forge import forge_of
from trailbook.site.rendering.sitemap import Sitemap
from trailbook.site.rendering.trail_site import TrailSite
from trailbook.trail.git.repository import Repository
from trailbook.trail.trails import read_trails

PAGE = "# Rules\n\n## Sharing\n\n{}\n"


def test_a_decision_links_to_the_one_on_its_page_that_it_undoes(repo: Repo) -> None:
    repo.commit("Begin", {"docs/a.md": PAGE.format("Ask.")})
    change = repo.commit("Ask nobody (us/other#4)", {"docs/a.md": PAGE.format("Ask nobody.")})
    reverted = f'Revert "Ask nobody"\n\nThis reverts commit {change}.\n\n(cherry picked from commit {"0123456789" * 4})'
    revert = repo.commit(reverted, {"docs/a.md": PAGE.format("Ask.")})
    trails = tuple(read_trails(Repository(repo.root), ["docs"]))
    knowledge = assemble({"docs/a.md": PAGE.format("Ask.").encode()})
    html = trail_page(
        TrailSite(Sitemap(knowledge, "docs"), trails, forge_of("https://github.com/us/kb")), trails[0]
    ).html
    day = trails[0].decisions[0].day
    assert f'Undoes <a href="#d-{change[:12]}"><code>{change[:10]}</code></a> of {day}.' in html
    assert f'Undone by <a href="#d-{revert[:12]}"><code>{revert[:10]}</code></a> of {day}.' in html
    assert 'commit/0123456789012345678901234567890123456789"><code>0123456789</code></a>, which this history' in html
    assert 'href="https://github.com/us/other/pull/4"' in html
