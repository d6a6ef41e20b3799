"""``trailbook build``, as of now and as of then."""

import os
from pathlib import Path
from shutil import copytree

import pytest
from click.testing import CliRunner, Result
from tests.building import contents, start_repo
from tests.quick_builds import quick_builds
from tests.repositories import Repo

from trailbook.cli import main
from trailbook.release.reproduce import MARKER


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Repo:
    """A knowledge base with commits of 2026-01-01, and then one of 2026-03-10."""
    repo = start_repo(tmp_path_factory.mktemp("base") / "kb")
    when = "2026-03-10T23:30:00 -0200"  # in UTC it is the 11th
    index = (repo.root / "content/index.md").read_text() + "\nAdded later.\n"
    repo.write({"content/index.md": index})
    repo.git("add", "--all")
    repo.git("commit", "--quiet", "--message=More\n\nIt was asked for.", GIT_COMMITTER_DATE=when, GIT_AUTHOR_DATE=when)
    return repo


def run(repo: Repo, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["build", "--root", str(repo.root), *arguments])


def test_a_past_day_gives_what_was_in_force_at_its_end_in_utc_and_says_so_on_every_page(
    base: Repo, tmp_path: Path
) -> None:
    with quick_builds():
        result = run(base, "--as-of", "2026-03-10", "--output", str(tmp_path / "past"))
    assert result.exit_code == 0, result.output
    commit = base.git("rev-parse", "HEAD^")[:10]
    assert f"as of 2026-03-10, commit {commit} of 2026-01-01" in result.output
    pages = {path: data.decode() for path, data in contents(tmp_path / "past").items() if path.endswith(".html")}
    read = {path: text for path, text in pages.items() if "http-equiv" not in text}
    assert all(f"As of 2026-03-10, commit {commit} of 2026-01-01." in text for text in read.values())
    assert all('<meta name="robots" content="noindex">' in text for text in pages.values())
    assert "Added later" not in "".join(pages.values())
    assert "It was asked for" not in "".join(pages.values())


@pytest.mark.slow
def test_the_same_commit_gives_the_same_bytes_anywhere_at_any_time(
    base: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(base, "--as-of", "HEAD", "--output", str(tmp_path / "one")).exit_code == 0
    elsewhere = base.copy(tmp_path / "another machine" / "ä")
    (elsewhere.root / "content/index.md").write_text("# Not committed\n")
    for name, value in {"TZ": "Asia/Tokyo", "LANG": "de_DE.UTF-8", "LC_ALL": "C", "SOURCE_DATE_EPOCH": "5"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("PYTHONHASHSEED", "7")
    assert run(elsewhere, "--as-of", "HEAD", "--output", str(tmp_path / "deep/er/two")).exit_code == 0
    one, two = contents(tmp_path / "one"), contents(tmp_path / "deep/er/two")
    assert one.keys() == two.keys()
    assert [path for path in one if one[path] != two[path]] == []
    assert {"sitemap.xml.gz", "search/search_index.json"} <= one.keys()
    assert str(tmp_path).encode() not in b"".join(one.values())


@pytest.mark.parametrize(
    ("asked", "said"),
    [("2025-12-31", "nothing was committed by the end of 2025-12-31"), ("v9", "there is no revision 'v9'")],
)
def test_what_can_not_be_found_is_said_and_nothing_is_written(
    base: Repo, tmp_path: Path, asked: str, said: str
) -> None:
    result = run(base, "--as-of", asked, "--output", str(tmp_path / "out"))
    assert result.exit_code == 2
    assert said in result.output
    assert list(tmp_path.iterdir()) == []


def test_a_site_of_the_past_does_not_replace_that_of_today(base: Repo) -> None:
    result = run(base, "--as-of", "HEAD")
    assert result.exit_code == 2
    assert "--output" in result.output


def test_a_folder_with_other_things_is_left_alone(base: Repo, tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text("mine")
    result = run(base, "--as-of", "HEAD", "--output", str(tmp_path))
    assert result.exit_code == 2
    assert [entry.name for entry in tmp_path.iterdir()] == ["notes.md"]


@pytest.mark.slow
def test_a_plain_build_is_that_of_the_work_tree_and_leaves_the_environment_as_it_was(
    base: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    with quick_builds():
        result = run(base, "--output", str(tmp_path / "site"), "--strict")
    assert "SOURCE_DATE_EPOCH" not in os.environ
    assert result.exit_code == 0, result.output
    assert (tmp_path / "site" / MARKER).is_file()
    assert "Added later" in (tmp_path / "site/index.html").read_text()
    assert "tb-version" not in (tmp_path / "site/index.html").read_text()


def test_a_build_that_fails_keeps_the_earlier_site_and_says_why(base: Repo, tmp_path: Path) -> None:
    root = copytree(base.root, tmp_path / "kb")
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / MARKER).touch()
    (root / "mkdocs.yml").write_text("site_name: X\nplugins: [no-such-plugin]\n")
    result = CliRunner().invoke(main, ["build", "--root", str(root), "--output", str(tmp_path / "site")])
    assert result.exit_code == 1
    assert "Traceback" not in result.output
    assert [entry.name for entry in (tmp_path / "site").iterdir()] == [MARKER]


def test_without_a_configuration_it_says_how_to_begin(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["build", "--root", str(tmp_path)])
    assert result.exit_code == 2
    assert "trailbook init" in result.output


@pytest.mark.slow
def test_a_commit_that_had_no_configuration_is_built_with_one_that_is_given(base: Repo, tmp_path: Path) -> None:
    repo = Repo(tmp_path / "kb")
    repo.commit("Plain\n\nNo site yet.", {"docs/index.md": "# First\n"})
    repo.commit("Site\n\nIt is asked for.", {"mkdocs.yml": "site_name: Ours\nplugins: [search, trailbook/trail]\n"})
    to = str(tmp_path / "then")
    result = run(repo, "--as-of", "HEAD^", "--output", to)
    assert result.exit_code == 1
    assert "--settings" in result.output
    with quick_builds():
        result = run(repo, "--as-of", "HEAD^", "--output", to, "--settings", str(repo.root / "mkdocs.yml"))
    assert result.exit_code == 0, result.output
    assert (
        "No site yet."
        in (tmp_path / "then/decisions/index.html").read_text() + (tmp_path / "then/index.html").read_text()
    )
    assert "It is asked for" not in "".join(
        data.decode("utf-8", "replace") for data in contents(tmp_path / "then").values()
    )
