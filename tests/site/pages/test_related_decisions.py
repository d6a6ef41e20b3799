"""How the page of a trail links a decision to what it undoes, and a request of another repository."""

from tests.building import parse
from tests.repositories import Repo

from trailbook.records.loading import assemble
from trailbook.site.pages.trail_pages import trail_page
from trailbook.site.rendering.forge import forge_of
from trailbook.site.rendering.sitemap import Sitemap
from trailbook.site.rendering.trail_site import TrailSite
from trailbook.text.prose import in_prose
from trailbook.trail.git.repository import Repository
from trailbook.trail.trails import read_trails

PAGE = "# Rules\n\n## Sharing\n\n{}\n"
OWNERS = "Ask both owners first."


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
    day = in_prose(trails[0].decisions[0].day)
    assert f'Undoes commit <a href="#d-{change[:12]}"><code>{change[:10]}</code></a> ({day}).' in html
    assert f'Undone by commit <a href="#d-{revert[:12]}"><code>{revert[:10]}</code></a> ({day}).' in html
    assert 'commit/0123456789012345678901234567890123456789"><code>0123456789</code></a> (which this history' in html
    assert 'href="https://github.com/us/other/pull/4"' in html


def test_what_came_back_is_named_by_its_title(repo: Repo) -> None:
    for title, text in (("Begin", OWNERS), ("Ask nobody", "Ask nobody at all."), ("Ask again", OWNERS)):
        repo.commit(title, {"docs/a.md": PAGE.format(text)})
    trails = tuple(read_trails(Repository(repo.root), ["docs"]))
    site = TrailSite(Sitemap(assemble({"docs/a.md": PAGE.format(OWNERS).encode()}), "docs"), trails)
    text = parse(trail_page(site, trails[0]).html).text
    again, nobody, _ = trails[0].decisions
    earlier, later = (f"commit {one.commit[:10]} ({in_prose(one.day)}): “Sharing”." for one in (nobody, again))
    assert f"Brings back what was there before {earlier}" in text
    assert f"What was there before came back with {later}" in text
