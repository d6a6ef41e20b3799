"""What symbolic links bring in is in no build, and no link makes MkDocs read or write elsewhere."""

from pathlib import Path

import pytest
from mkdocs.exceptions import Abort
from tests.building import Built, build, configure
from tests.repositories import Files, Repo

from trailbook.site.mkdocs.build import BuildRequest, build_site

SECRET = "this must not get out"
FILES: Files = {
    "docs/index.md": "# Home\n",
    "docs/picture.png": b"\x89PNG",
    "README.md": "# Read me\n",
    "data/b.txt": "tracked",
}


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    monkeypatch.setenv("A_TOKEN", SECRET)
    (tmp_path / "outside/deep").mkdir(parents=True)
    (tmp_path / "outside/deep/page.md").write_text(f"# {SECRET}\n")
    (tmp_path / "outside/secret.txt").write_text(SECRET)
    repo = Repo(tmp_path / "repo")
    repo.commit("One", FILES)
    (repo.root / "token.txt").write_text(SECRET)
    links = {
        "env.txt": "/proc/self/environ",
        "page.md": "../../outside/deep/page.md",
        "folder": "../../outside",
        "image.png": "../../outside/secret.txt",
        "chain.txt": "../data/chain",
        "git.txt": "../.git/config",
        "token.txt": "../token.txt",
        "lost.txt": "../nowhere",
        "readme.md": "../README.md",
        "data": "../data",
    }
    for name, target in links.items():
        (repo.root / "docs" / name).symlink_to(target)
    (repo.root / "data/chain").symlink_to("../../outside/secret.txt")
    repo.git("add", "docs", "data")
    repo.git("commit", "--quiet", "-m", "Two")
    return repo


def left_out(built: Built) -> list[str]:
    assert not [path for path, data in built.files().items() if SECRET.encode() in data or b"[core]" in data]
    return sorted({line.split(": ")[1].split(":")[0] for line in built.warnings if ":1:1:" in line})


NAMED = sorted(
    f"docs/{name}"
    for name in (
        "chain.txt",
        "data/chain",
        "env.txt",
        "folder",
        "git.txt",
        "image.png",
        "lost.txt",
        "page.md",
        "token.txt",
    )
)


@pytest.mark.parametrize(
    "plugin", ["trailbook/records", "trailbook/trail", "trailbook/diagrams", "trailbook/playbooks"]
)
def test_what_a_link_brings_in_is_in_no_site_of_any_plugin(repo: Repo, tmp_path: Path, plugin: str) -> None:
    configure(repo.root, plugin, theme="mkdocs", docs_dir="docs")
    built = build(repo.root, tmp_path / "site")
    assert left_out(built) == NAMED
    assert {"readme/index.html", "data/b.txt", "picture.png"} <= set(built.files())


def test_a_site_that_uses_no_plugin_of_ours_is_kept_in_as_well_when_the_command_builds_it(
    repo: Repo, tmp_path: Path
) -> None:
    configure(repo.root, theme="mkdocs", docs_dir="docs")
    site = build_site(BuildRequest(repo.root, tmp_path / "site"))
    assert left_out(Built(site, [])) == []
    assert (site / "data/b.txt").is_file()


def refused(root: Path, site: Path, caplog: pytest.LogCaptureFixture) -> str:
    with pytest.raises(Abort):
        build(root, site)
    return caplog.messages[-1]


@pytest.mark.parametrize("target", ["..", "/", "/proc"])
def test_a_link_that_mkdocs_would_follow_without_end_ends_the_build(
    tmp_path: Path, target: str, caplog: pytest.LogCaptureFixture
) -> None:
    repo = Repo(tmp_path / "repo")
    repo.commit("One", FILES)
    (repo.root / "docs/all").symlink_to(target)
    configure(repo.root, "trailbook/trail", theme="mkdocs", docs_dir="docs")
    said = refused(repo.root, tmp_path / "site", caplog)
    assert said.startswith("docs/all:1:1: ")
    assert "MkDocs would follow it for too long" in said


def test_a_template_that_is_a_link_out_of_the_repository_ends_the_build(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    repo = Repo(tmp_path / "repo")
    repo.commit("One", FILES)
    (repo.root / "overrides").mkdir()
    (repo.root / "overrides/404.html").symlink_to("/proc/self/environ")
    settings = "site_name: x\ntheme: {name: mkdocs, custom_dir: overrides}\nplugins: [trailbook/trail]\n"
    (repo.root / "mkdocs.yml").write_text(settings)
    assert refused(repo.root, tmp_path / "site", caplog).startswith("overrides/404.html:1:1: a symbolic link")


def test_the_site_is_not_written_to_where_a_committed_link_leads(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "precious").mkdir()
    (tmp_path / "precious/file").write_text("kept")
    repo = Repo(tmp_path / "repo")
    (repo.root / "site").symlink_to(tmp_path / "precious")
    configure(repo.root, "trailbook/trail", theme="mkdocs", docs_dir="docs")
    repo.commit("One", FILES)
    said = refused(repo.root, repo.root / "site", caplog)
    assert said.startswith("site is a symbolic link in the repository")
    assert (tmp_path / "precious/file").read_text() == "kept"
    repo.git("rm", "--quiet", "--cached", "site")
    build(repo.root, repo.root / "site")
    assert (tmp_path / "precious/index.html").is_file(), "a link of this clone's owner is theirs"
