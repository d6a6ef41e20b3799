"""The published folder: every version from its own tag, and what ties them together."""

import gzip
import json
import re
import signal
import subprocess
import sys
from pathlib import Path
from shutil import copytree

import pytest
from click.testing import CliRunner, Result
from tests.building import contents
from tests.quick_builds import quick_builds
from tests.release.releases import page
from tests.repositories import Repo

from trailbook.cli import main

pytestmark = pytest.mark.slow

BASE = "https://kb.example/security/"
CONFIGURATION = f"""\
site_name: Ours
site_url: {BASE}
docs_dir: content
theme: {{name: material, font: false}}
plugins: [search, trailbook/trail]
"""


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A knowledge base with releases 1.9.0 and 1.10.0, of which the first has a page that the second has not."""
    repo = Repo(root := tmp_path_factory.mktemp("base") / "kb")
    repo.write({"mkdocs.yml": CONFIGURATION, "content/index.md": "# Home\n", "content/rules/sharing.md": "# Sharing\n"})
    repo.commit("One", {"content/old.md": "# Old page\n", "content/releases/1.9.0.md": page("1.9.0", "2026-01-01")})
    repo.git("tag", "--annotate", "--message=One", "1.9.0")
    repo.commit("Two", {"content/old.md": None, "content/releases/1.10.0.md": page("1.10.0", "2026-01-01", "1.9.0")})
    repo.git("tag", "--annotate", "--message=Two", "1.10.0")
    repo.git("tag", "nightly")
    return root


@pytest.fixture(scope="module")
def published(base: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder as a user's command publishes it with --next. Read only: copy it to change it."""
    to = tmp_path_factory.mktemp("published") / "public"
    result = CliRunner().invoke(main, ["publish", "--root", str(base), "--output", str(to), "--next"])
    assert result.exit_code == 0, result.output
    return to


@pytest.fixture
def kb(base: Path, tmp_path: Path) -> Repo:
    repo = Repo.__new__(Repo)
    repo.root, repo.hour = copytree(base, tmp_path / "kb"), 48
    return repo


def publish(root: Path, to: Path, *arguments: str) -> Result:
    with quick_builds():
        return CliRunner().invoke(main, ["publish", "--root", str(root), "--output", str(to), *arguments])


def banner(html: str) -> str:
    found = re.search(r'<aside class="tb-version".*?</aside>', html, re.DOTALL)
    return re.sub(r"<(?!/?a\b)[^>]*>", "", found[0]) if found else ""


def canonical(html: str) -> list[str]:
    return re.findall(r'rel="canonical" href="([^"]*)"', html)


def test_the_folder_has_each_version_the_latest_one_and_the_menu_in_the_form_of_mike(published: Path) -> None:
    folders = {entry.name for entry in published.iterdir() if entry.is_dir()}
    assert folders == {"1.9.0", "1.10.0", "latest", "next"}
    menu = json.loads((published / "versions.json").read_text())
    listed = [(entry["version"], entry["aliases"]) for entry in menu]
    assert listed == [("1.10.0", ["latest"]), ("1.9.0", []), ("next", [])]
    assert all(entry["title"] == f"{entry['version']} · 2026-01-01" for entry in menu)
    assert contents(published / "latest") == contents(published / "1.10.0")
    assert not any(entry.is_symlink() for entry in published.rglob("*"))


def test_each_version_is_built_from_its_own_tag_with_its_own_trail(published: Path) -> None:
    assert (published / "1.9.0/old/index.html").is_file()
    assert not (published / "1.10.0/old").exists()
    assert "Two" not in (published / "1.9.0/decisions/index.html").read_text().partition("<article")[2]


def test_an_old_page_leads_to_the_same_page_of_the_latest_version(published: Path) -> None:
    html = (published / "1.9.0/rules/sharing/index.html").read_text()
    assert banner(html) == (
        'You read version 1.9.0 of 2026-01-01. The latest is <a href="../../../latest/rules/sharing/">1.10.0</a> '
        "of 2026-01-01."
    )
    assert canonical(html) == [f"{BASE}latest/rules/sharing/"]


def test_an_old_page_that_the_latest_version_has_not_leads_to_its_beginning(published: Path) -> None:
    html = (published / "1.9.0/old/index.html").read_text()
    assert '<a href="../../latest/">1.10.0</a> of 2026-01-01, which has no such page.' in banner(html)
    assert canonical(html) == [f"{BASE}1.9.0/old/"]


def test_every_link_of_a_banner_leads_to_a_page(published: Path) -> None:
    for version in ("1.9.0", "next"):
        for file in (published / version).rglob("*.html"):
            for href in re.findall(r'href="([^"]*)"', banner(file.read_text())):
                assert (file.parent / href / "index.html").resolve().is_file() or (file.parent / href).is_file(), file


def test_only_the_latest_version_is_for_search_engines(published: Path) -> None:
    for version, hidden in {"1.9.0": True, "next": True, "latest": False}.items():
        pages = [file.read_text() for file in (published / version).rglob("index.html")]
        read = [html for html in pages if "http-equiv" not in html]
        assert {'<meta name="robots" content="noindex">' in html for html in read} == {hidden}
        assert {bool(banner(html)) for html in read} == {hidden}
    assert (published / "robots.txt").read_text() == f"User-agent: *\nAllow: /\nSitemap: {BASE}latest/sitemap.xml\n"
    sitemap = gzip.decompress((published / "latest/sitemap.xml.gz").read_bytes()).decode()
    assert set(re.findall(r"<loc>(https://kb.example/security/latest/)", sitemap)) == {f"{BASE}latest/"}


def test_what_comes_next_says_that_it_is_not_in_force(published: Path) -> None:
    assert "This is what comes next, as of 2026-01-01; it is not in force." in banner(
        (published / "next/index.html").read_text()
    )


def test_the_index_leads_to_the_latest_version_and_missing_pages_are_reported_at_any_depth(published: Path) -> None:
    front = (published / "index.html").read_text()
    assert 'content="0; url=latest/"' in front
    assert re.findall(r'<li><a href="([^"]*)"', front) == ["next/", "1.10.0/", "1.9.0/"]
    missing = (published / "404.html").read_text()
    assert 'src="/security/latest/assets/trailbook/trailbook.js"' in missing


def test_what_did_not_change_is_not_built_again_and_the_bytes_are_the_same(
    base: Path, published: Path, tmp_path: Path
) -> None:
    again = copytree(published, tmp_path / "public")
    result = publish(base, again, "--next")
    assert [line.split() for line in result.stdout.splitlines()[:3]] == [
        ["1.9.0:", "reused"],
        ["1.10.0:", "reused"],
        ["next:", "reused"],
    ]
    assert contents(again) == contents(published)


def test_a_new_release_makes_the_one_before_an_old_one_without_building_it(
    kb: Repo, published: Path, tmp_path: Path
) -> None:
    kb.commit("Three", {"content/releases/2.0.0.md": page("2.0.0", "2026-01-03", "1.10.0")})
    kb.git("tag", "2.0.0")
    to = copytree(published, tmp_path / "public")
    result = publish(kb.root, to)
    assert "1.10.0: reused" in result.output
    assert "2.0.0: built" in result.output
    assert 'The latest is <a href="../latest/">2.0.0</a>' in banner((to / "1.10.0/index.html").read_text())
    assert 'The latest is <a href="../latest/">2.0.0</a>' in banner((to / "1.9.0/index.html").read_text())
    assert not banner((to / "latest/index.html").read_text())
    assert not (to / "next").exists()


def test_what_was_altered_in_the_folder_and_a_tag_that_moved_are_built_again(
    kb: Repo, published: Path, tmp_path: Path
) -> None:
    kb.git("update-ref", "refs/tags/1.10.0", kb.commit("Three", {"content/more.md": "# More\n"}))
    to = copytree(published, tmp_path / "public")
    file = to / "1.9.0/old/index.html"
    file.write_text(file.read_text().replace("Old page", "Another page"))
    result = publish(kb.root, to)
    assert "warning: the tag 1.10.0 has moved" in result.output
    assert "warning: the tag 1.9.0" not in result.output
    assert "1.9.0: built" in result.output
    assert "1.10.0: built" in result.output
    assert "Another page" not in file.read_text()


def test_a_version_that_can_not_be_built_leaves_the_folder_as_it_was(kb: Repo, published: Path, tmp_path: Path) -> None:
    broken = CONFIGURATION.replace("trailbook/trail", "no-such-plugin")
    kb.commit("Break", {"mkdocs.yml": broken, "content/releases/3.md": page("'3'", "2026-01-03")})
    kb.git("tag", "3")
    to = copytree(published, tmp_path / "public")
    result = publish(kb.root, to, "--site-url", BASE)
    assert result.exit_code == 1
    assert "--skip" in result.output
    assert contents(to) == contents(published)
    assert publish(kb.root, to, "--site-url", BASE, "--skip", "3").exit_code == 0


def test_a_kill_in_the_middle_leaves_the_folder_as_it_was(base: Path, published: Path, tmp_path: Path) -> None:
    to = copytree(published, tmp_path / "public")
    for file in (to / "1.9.0").rglob("*.html"):
        file.unlink()
    before = contents(to)
    command = [
        sys.executable,
        "-c",
        "from trailbook.cli import main; main()",
        "publish",
        "--root",
        str(base),
        "--output",
        str(to),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=None, start_new_session=True) as running:
        assert running.stdout
        while "built" not in running.stdout.readline():
            pass
        running.send_signal(signal.SIGKILL)
    assert contents(to) == before
    assert publish(base, to, "--next").exit_code == 0
    assert contents(to) == contents(published)


def test_tags_without_a_release_are_published_if_they_are_asked_for(kb: Repo, tmp_path: Path) -> None:
    kb.git("tag", "--delete", "1.9.0", "1.10.0")
    result = publish(kb.root, tmp_path / "out")
    assert result.exit_code == 2
    assert "trailbook release" in result.output
    assert not (tmp_path / "out").exists()
    assert publish(kb.root, tmp_path / "out", "--tags", "night*").exit_code == 0
    assert (tmp_path / "out/nightly/index.html").is_file()


def test_before_the_first_release_next_can_be_published_alone(kb: Repo, tmp_path: Path) -> None:
    kb.git("tag", "--delete", "1.9.0", "1.10.0", "nightly")
    kb.write({"mkdocs.yml": f"{CONFIGURATION}repo_url: https://git.ours.test/kb\n"})
    result = publish(kb.root, tmp_path / "out", "--next")
    assert result.exit_code == 0
    assert f"warning: site_url is {BASE}: put your own into mkdocs.yml" in result.output
    assert 'url=next/"' in (tmp_path / "out/index.html").read_text()
    assert "Nothing is released yet." in banner((tmp_path / "out/next/index.html").read_text())


def test_a_folder_of_somebody_else_is_refused(base: Path, tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text("mine")
    assert publish(base, tmp_path).exit_code == 2
    assert contents(tmp_path) == {"notes.md": b"mine"}
