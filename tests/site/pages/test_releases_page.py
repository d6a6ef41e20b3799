"""The page of all releases, and the ways from one to the next."""

import json
import re
from pathlib import Path
from shutil import copytree

import pytest
from tests.building import Built, broken_links, build, write
from tests.release.releases import page
from tests.repositories import Repo

from trailbook.site.catalogue import trail_site
from trailbook.site.pages.releases_page import releases_page
from trailbook.site.rendering.sitemap import Sitemap
from trailbook.workspace.workspace import open_workspace

CHANGES = '[{reference: POL-SHARING.C2, effect: weakens, says: "level: must → <b>may</b>"}]'


@pytest.fixture(scope="module")
def released(starter: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A knowledge base with three releases."""
    folder = tmp_path_factory.mktemp("released")
    root = copytree(starter, folder / "kb")
    pages = {
        "content/releases/1.9.0.md": page("1.9.0", "2026-02-01", above_appetite=3),
        "content/releases/1.10.0.md": page("1.10.0", "2026-03-01", "1.9.0", CHANGES, above_appetite=5, weaker=1),
        "content/releases/2.0.0.md": page("2.0.0", "2026-04-01", "1.10.0"),
    }
    return build(write(root, pages), folder / "site", strict=True)


def test_without_a_release_the_page_says_what_one_would_give(starter_site: Built) -> None:
    found = starter_site.page("releases/index.html")
    assert found.all("p", "tb-verdict")[0].text.startswith("No release yet.")
    assert "A release is this knowledge base as it was on one day" in found.text
    assert "trailbook release 1.0.0" not in found.all("p", "tb-verdict")[0].text
    assert "Threats above our limit, not accepted" in found.text
    assert "Not released yet" in found.text
    assert not found.all("form", "tb-compare")
    assert not (starter_site.site / "releases/releases.json").exists()


def test_what_no_release_has_is_listed_since_the_last_one_or_the_beginning(starter: Path, tmp_path: Path) -> None:
    repo = Repo(copytree(starter, tmp_path / "kb"))
    policy = (repo.root / "content/policies/sharing.md").read_text()
    repo.commit("Begin")

    def told() -> tuple[str, int]:
        workspace = open_workspace(repo.root)
        sitemap = Sitemap(workspace.knowledge(), "content")
        (found,) = releases_page(sitemap, trail_site(workspace, sitemap))
        _, _, text = found.markdown.partition("## Not released yet { #unreleased }\n\n")
        return text or found.markdown, text.count('<span class="tb-changelog__what">')

    text, lines = told()
    assert text.startswith("12 decisions in 1 commit since 1 Jan 2026.\n")
    assert lines == 1
    repo.commit("Release 1.0.0", {"content/releases/1.0.0.md": page("1.0.0", "2026-01-01")})
    assert "Nothing was decided since release 1.0.0." in told()[0]
    weaker = policy.replace("id: C2\n    level: should", "id: C2\n    level: may")
    repo.commit("Ask for less\n\n<b>It</b> costs too much.", {"content/policies/sharing.md": weaker})
    text, lines = told()
    assert text.startswith("1 decision in 1 commit since release 1.0.0 of 1 Jan 2026.\n")
    assert re.search(r"weakened</span> <span[^>]*>1 commit</span></summary>", text)
    assert (lines, "weakened</span>" in text, "&lt;b&gt;It" in text) == (1, True, True)


def test_the_releases_are_listed_newest_first_with_what_they_count(released: Built) -> None:
    found = released.page("releases/index.html")
    rows = [row.text.split() for row in found.inside(found.all("tbody")[0]) if row.tag == "tr"]
    assert rows == [
        ["2.0.0", "1", "Apr", "2026", "0", "0", "0", "0"],
        ["1.10.0", "1", "Mar", "2026", "1", "0", "5", "0"],
        ["1.9.0", "1", "Feb", "2026", "–", "–", "3", "0"],
    ]
    assert not broken_links(released)


def test_what_is_compared_is_read_from_data_whose_text_is_text(released: Built) -> None:
    data = json.loads(released.text("releases/releases.json"))
    assert [one["version"] for one in data["releases"]] == ["1.9.0", "1.10.0", "2.0.0"]
    (change,) = data["releases"][1]["changes"]
    title, href = "Every app has a second owner", "../policies/sharing/#C2"
    assert change == ["weakens", "POL-SHARING.C2", href, title, "level: must → <b>may</b>"]
    assert all(len(one["figures"]) == len(data["figures"]) for one in data["releases"])


@pytest.mark.parametrize(
    ("version", "ways"),
    [
        ("1.9.0", ["After: 1.10.0", "All releases, and any two compared"]),
        ("1.10.0", ["Before: 1.9.0", "After: 2.0.0", "All releases, and any two compared"]),
        ("2.0.0", ["Before: 1.10.0", "All releases, and any two compared"]),
    ],
)
def test_each_release_leads_to_those_beside_it(released: Built, version: str, ways: list[str]) -> None:
    found = released.page(f"releases/{version}/index.html")
    (line,) = found.all("p", "tb-ways")
    assert [link.text for link in found.inside(line) if link.tag == "a"] == ways


def test_a_site_of_plain_pages_has_no_page_of_releases(tmp_path: Path) -> None:
    configuration = "site_name: Ours\nplugins: [search, trailbook/records]\n"
    root = write(tmp_path / "kb", {"docs/index.md": "# Home\n", "mkdocs.yml": configuration})
    assert not (build(root, tmp_path / "site").site / "releases").exists()


def test_each_decision_that_a_release_names_is_a_link_away(starter: Path, tmp_path: Path) -> None:
    repo = Repo(copytree(starter, tmp_path / "kb"))
    begun = repo.git("rev-list", "--max-parents=0", "HEAD")
    lines = (
        "- **POL-SHARING.C2** Every app has a second owner\n"
        "    - Change: control C2: level: may → should\n"
        f"    - Commit {begun[:10]} of 1 Jan 2026 by Ada: It is PB-OTHER.\n"
        f"- TM-LEAVE “Leave requests”, commit {begun[:10]} of 1 Jan 2026: leadership, who has not agreed.\n"
        "- POL-SHARING, commit 0123456789 of 1 Jan 2026: leadership, who has not agreed.\n"
    )
    text = page("1.0.0", "2026-01-01").replace("The text.\n", lines)
    repo.commit("Release 1.0.0", {"content/releases/1.0.0.md": text})
    built = build(repo.root, tmp_path / "site", strict=True)
    ways = [link.attributes["href"] for link in built.page("releases/1.0.0/index.html").all("a", "tb-decided")]
    places = ("policies/sharing", "threat-models/leave-requests")
    assert ways == [f"../../trail/{place}/#d-{begun[:12]}" for place in places]
    assert not broken_links(built)


def by_commit(commit: str) -> str:
    return (
        "## What was weakened { #weaker }\n\n1 change by 1 commit:\n\n"
        f"- **Ask for less** 1 Jan 2026, Ada, commit {commit}\n\n    It costs too much for PB-OTHER.\n\n"
        "    - ▼ Weakened: “Every app has a second owner” POL-SHARING.C2: level: should → may\n"
        f"    - Also part of it: “Before” of 1 Jan 2026, Ada (commit {commit}): Once.\n\n"
        "## What was strengthened { #stronger }\n\n1 change by 1 commit:\n\n"
        f"- **Ask for more than commit 0123456789** 1 Jan 2026, Ada, commit {commit}\n\n    It is cheap.\n\n"
        "    - “Leave requests” TM-LEAVE: tier: custom\n\n"
        "### Records that changed { #changed }\n\n2 records:\n\n- One\n- Two\n"
    )


def test_a_release_by_commits_folds_all_but_what_weakens_and_leads_to_each_decision(
    starter: Path, tmp_path: Path
) -> None:
    repo = Repo(copytree(starter, tmp_path / "kb"))
    begun = repo.git("rev-list", "--max-parents=0", "HEAD")[:12]
    text = page("1.0.0", "2026-01-01").replace("The text.\n", by_commit(begun[:10]))
    repo.commit("Release 1.0.0", {"content/releases/1.0.0.md": text})
    built = build(repo.root, tmp_path / "site", strict=True)
    found = built.page("releases/1.0.0/index.html")
    folds = found.all("details", "tb-fold--text")
    assert [fold.attributes.get("id") for fold in folds] == [None, "changed"]
    summaries = [one.text for fold in folds for one in found.inside(fold) if one.tag == "summary"]
    assert summaries == ["1 change by 1 commit", "Records that changed 2 records"]
    assert "It costs too much" not in "".join(fold.text for fold in folds)
    assert [one.text for one in found.all("span", "tb-badge--weakens")] == ["weakened"]
    ways = [link.attributes["href"] for link in found.all("a", "tb-decided")]
    places = ("policies/sharing", "policies/sharing", "threat-models/leave-requests")
    assert ways == [f"../../trail/{place}/#d-{begun}" for place in places]
    assert not broken_links(built)


def test_where_markdown_is_not_read_in_html_a_release_is_not_folded(starter: Path, tmp_path: Path) -> None:
    root = copytree(starter, tmp_path / "kb")
    configuration = (root / "mkdocs.yml").read_text()
    assert "  - md_in_html\n" in configuration
    text = page("1.0.0", "2026-01-01").replace("The text.\n", by_commit("0123456789"))
    files = {"mkdocs.yml": configuration.replace("  - md_in_html\n", ""), "content/releases/1.0.0.md": text}
    built = build(write(root, files), tmp_path / "site", strict=True)
    found = built.page("releases/1.0.0/index.html")
    assert not found.all("details", "tb-fold--text")
    assert "Ask for more than commit 0123456789" in [one.text for one in found.all("strong")]
