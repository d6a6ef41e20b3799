"""The export as a folder, and as what another generator builds."""

import os
import re
import subprocess
import sys
from pathlib import Path
from shutil import copytree, ignore_patterns, which

import pytest
import yaml
from click.testing import CliRunner
from tests.building import Built, broken_links, build, contents
from tests.paths import REPOSITORY
from tests.repositories import Repo

import trailbook
from trailbook.cli import main
from trailbook.site.export import MARKER, export
from trailbook.site.rendering.page import url_of
from trailbook.text.mkdocs_yml import stated_values
from trailbook.text.write import FolderError


@pytest.fixture(autouse=True)
def day(monkeypatch: pytest.MonkeyPatch) -> None:
    """The day on which every test here stands, for bases that have no commit of their own."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")


@pytest.fixture
def kb(starter: Path, tmp_path: Path) -> Path:
    """A knowledge base without history whose own site has the addresses of its export: those of files."""
    root = copytree(starter, tmp_path / "kb", ignore=ignore_patterns(".git"))
    with (root / "mkdocs.yml").open("a", encoding="utf-8") as file:
        file.write("use_directory_urls: false\n")
    return root


def write(root: Path, to: Path) -> list[str]:
    """Export a knowledge base, and give what is wrong with places and blocks."""
    return export(trailbook.open(root), to)[1]


def quiet() -> dict[str, str]:
    return {**os.environ, "NO_MKDOCS_2_WARNING": "1"}


def mkdocs(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mkdocs", "build", "--strict"]
    return subprocess.run(command, cwd=folder, env=quiet(), capture_output=True, text=True, check=False)


def test_an_export_replaces_an_earlier_one_whole(kb: Path, tmp_path: Path) -> None:
    write(kb, tmp_path / "out")
    before = contents(tmp_path / "out")
    (kb / "content/training/sharing-basics.md").unlink()
    (tmp_path / "out/docs/stray.md").write_text("left from before")
    write(kb, tmp_path / "out")
    after = contents(tmp_path / "out")
    gone = {path for path in set(before) - set(after) if not path.startswith("docs/id/TR-SHARING")}
    assert gone == {"docs/training/index.md", "docs/training/sharing-basics.md"}
    assert "docs/stray.md" not in after
    assert MARKER in after


@pytest.mark.parametrize("name", ["notes.md", "mkdocs.yml", ".git/config", f"docs/{MARKER}"])
def test_a_folder_that_is_no_export_is_refused_and_left_as_it_was(kb: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / "mine" / name).parent.mkdir(parents=True)
    (tmp_path / "mine" / name).write_text("mine")
    with pytest.raises(FolderError, match="not empty"):
        write(kb, tmp_path / "mine")
    assert contents(tmp_path / "mine") == {name: b"mine"}


def test_an_export_that_fails_half_way_leaves_nothing_behind_and_the_earlier_one_in_place(
    kb: Path, tmp_path: Path
) -> None:
    write(kb, tmp_path / "out")
    before = contents(tmp_path / "out")
    (kb / "content/threat-models").write_text("a file where pages have to go")
    for name in ("out", "new"):
        with pytest.raises(FolderError, match="can't be written"):
            write(kb, tmp_path / name)
    assert contents(tmp_path / "out") == before
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["kb", "out"]


def test_no_block_is_left_unfilled(kb: Path, tmp_path: Path) -> None:
    (kb / "content/index.md").write_text(
        "# Home\n\n```trailbook\noverview\n```\n\n```trailbook\nregister policy\n```\n"
    )
    assert write(kb, tmp_path / "out") == []
    for path, data in contents(tmp_path / "out/docs").items():
        assert not path.endswith(".md") or not re.search(rb"(```|~~~)\s*trailbook", data), path
    assert b"<svg" in contents(tmp_path / "out/docs")["threat-models/leave-requests.md"]
    assert b"tb-counts" in contents(tmp_path / "out/docs")["index.md"]


def test_in_an_empty_folder_the_export_has_the_pages_of_the_site(kb: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    write(kb, tmp_path / "out")
    assert (tmp_path / "out/mkdocs.yml").is_file()
    built = {path for path in build(kb, tmp_path / "site", strict=True).paths if path.endswith(".html")} - {"404.html"}
    exported = contents(tmp_path / "out/docs")
    pages = {url_of(path, False) for path in exported if path.endswith(".md")}
    assert pages | {path for path in exported if path.endswith(".html")} == built


def test_the_export_has_the_contract_and_the_permanent_addresses_of_the_site(kb: Path, tmp_path: Path) -> None:
    Repo(kb).commit("Start")
    write(kb, tmp_path / "out")
    ours, theirs = build(kb, tmp_path / "site", strict=True).files(), contents(tmp_path / "out/docs")
    assert theirs["knowledge-base.json"] == ours["knowledge-base.json"]
    assert b"../policies/sharing.html#C1" in theirs["id/POL-SHARING.C1.html"]
    assert {path for path in ours if path.startswith("id/")} == {path for path in theirs if path.startswith("id/")}


def test_the_trails_are_exported_with_their_log_data_and_feed(kb: Path, tmp_path: Path) -> None:
    repo = Repo(kb)
    repo.commit("Start\n\nBecause <script>alert(1)</script> it is time.")
    write(kb, tmp_path / "out")
    exported = contents(tmp_path / "out/docs")
    assert {"decisions.md", "gaps.md", "effects.md", "decisions.json", "decisions.xml"} <= set(exported)
    assert b"This site reads no history" not in exported["dashboards/leadership.md"]
    assert b"none yet" in exported["lessons.md"]
    assert b"it is time." in exported["trail/policies/sharing.md"]
    assert b"<script>" not in exported["trail/policies/sharing.md"]
    build(tmp_path / "out", tmp_path / "site", strict=True)


@pytest.mark.slow
def test_mkdocs_alone_builds_the_export_with_no_warning(kb: Path, tmp_path: Path) -> None:
    """With no plugin of Trailbook's, and the same text on each page as a site without marks and suggestions has."""
    of_trail = r"  - trailbook/trail.*\n|      - (?:[^:\n]+: )?(?:decisions|changes|gaps|effects|accounts)\.md\n"
    configuration = re.sub(of_trail, "", (kb / "mkdocs.yml").read_text())
    quiet = configuration.replace("  - trailbook/records:\n", "  - trailbook/records:\n      suggest: false\n")
    (kb / "mkdocs.yml").write_text(quiet)
    write(kb, tmp_path / "out")
    assert "trailbook/" not in re.sub(r"assets/trailbook/", "", (tmp_path / "out/mkdocs.yml").read_text())
    result = mkdocs(tmp_path / "out")
    assert result.returncode == 0, result.stderr
    assert "WARNING" not in result.stderr
    assert mkdocs(kb).returncode == 0
    for path in ("policies/sharing", "threat-models/leave-requests", "roles/maker", "frameworks", "threats"):
        ours, theirs = (article(folder / f"site/{path}.html") for folder in (kb, tmp_path / "out"))
        assert ours == theirs


def article(file: Path) -> str:
    text = file.read_text(encoding="utf-8")
    inner = text.partition("<article")[2].partition("</article>")[0]
    without_tags = re.sub(r'<nav class="md-tags".*?</nav>', "", inner, flags=re.DOTALL)
    return re.sub(r"\s+", " ", without_tags).replace("> <", "><")


def test_html_that_leads_to_the_folder_of_a_page_leads_to_its_file(kb: Path, tmp_path: Path) -> None:
    links = {
        '<a id="b" href="../policies/sharing/?a#C1">x</a>': '<a id="b" href="../policies/sharing.html?a#C1">x</a>',
        "<a href='./'>x</a>": "<a href='index.html'>x</a>",
        '<a href="../../">x</a>': '<a href="../../">x</a>',
        '<a href="https://a.example/">x</a>': '<a href="https://a.example/">x</a>',
        '<a href="../files/">x</a>': '<a href="../files/">x</a>',
    }
    (kb / "content/notes").mkdir()
    (kb / "content/notes/index.md").write_text("\n\n".join(("# Page", *links, "")), encoding="utf-8")
    write(kb, tmp_path / "out")
    assert (tmp_path / "out/docs/notes/index.md").read_text().split("\n\n")[1:6] == [*links.values()]


def test_the_front_matter_of_a_written_page_is_exported_as_it_was(kb: Path, tmp_path: Path) -> None:
    front = '---\ntitle: Home\ndescription: "About POL-SHARING.C1: all of it"\n---\n'
    (kb / "content/about.md").write_text(f"{front}# About\n\nSee POL-SHARING.C1.\n", encoding="utf-8-sig")
    write(kb, tmp_path / "out")
    text = (tmp_path / "out/docs/about.md").read_text(encoding="utf-8")
    assert text.startswith(front)
    assert "See [Sharing, C1](policies/sharing.md#C1" in text


@pytest.mark.parametrize("name", ["index.md", "README.md"])
def test_a_register_that_somebody_wrote_is_exported_instead_of_ours(kb: Path, tmp_path: Path, name: str) -> None:
    (kb / "content/policies" / name).write_text("# Our own\n")
    write(kb, tmp_path / "out")
    folder = tmp_path / "out/docs/policies"
    assert sorted(file.name for file in folder.iterdir()) == sorted([name, "sharing.md"])
    assert (folder / name).read_text() == "# Our own\n"


def test_pictures_and_other_files_of_the_documentation_come_along(kb: Path, tmp_path: Path) -> None:
    (kb / "content/img").mkdir()
    (kb / "content/img/a.png").write_bytes(b"\x89PNG\x00")
    (kb / "content/.secret").write_text("hidden")
    (tmp_path / "outside.txt").write_text("outside")
    (kb / "content/link.txt").symlink_to(tmp_path / "outside.txt")
    write(kb, tmp_path / "out")
    exported = contents(tmp_path / "out/docs")
    assert exported["img/a.png"] == b"\x89PNG\x00"
    assert ".secret" not in exported
    assert "link.txt" not in exported, "it leads out of the documentation"


def test_no_path_of_the_machine_is_exported(kb: Path, tmp_path: Path) -> None:
    write(kb, tmp_path / "out")
    write(copytree(kb, tmp_path / "moved"), tmp_path / "again")
    assert contents(tmp_path / "out") == contents(tmp_path / "again")
    assert not [path for path, data in contents(tmp_path / "out").items() if str(tmp_path).encode() in data]


def test_the_export_looks_and_searches_like_the_site_and_names_nothing_of_the_machine(kb: Path, tmp_path: Path) -> None:
    text = (kb / "mkdocs.yml").read_text()
    (kb / "mkdocs.yml").write_text(f"site_url: !ENV [HOME]\nrepo_url: https://git.example/kb\n{text}")
    write(kb, tmp_path / "out")
    ours, theirs = stated_values(text), yaml.safe_load((tmp_path / "out/mkdocs.yml").read_text())
    assert theirs["theme"]["palette"] == ours["theme"]["palette"]
    assert "content.action.edit" not in theirs["theme"]["features"]
    assert sorted([*theirs["theme"]["features"], "content.action.edit"]) == sorted(ours["theme"]["features"])
    assert theirs["plugins"] == [plugin for plugin in ours["plugins"] if "trailbook" not in str(plugin)]
    assert theirs["repo_url"] == "https://git.example/kb"
    assert "site_url" not in theirs


GENERATORS = {
    "zensical": (["zensical"], ["build", "--strict"]),
    "properdocs": (["--with", "mkdocs-material", "properdocs"], ["build", "--strict"]),
}


@pytest.mark.generators
@pytest.mark.parametrize("name", GENERATORS)
def test_another_generator_builds_the_export(kb: Path, tmp_path: Path, name: str) -> None:
    package, arguments = GENERATORS[name]
    uv = which("uv") or which("uv", path=str(Path(sys.executable).parent))
    if uv is None:
        pytest.skip("uv is not installed, so no generator can be")
    tool = [uv, "tool", "run", *package]
    probe = subprocess.run([*tool, "--version"], capture_output=True, text=True, env=quiet(), check=False)
    if probe.returncode:
        pytest.skip(f"{name} can't be installed here: {probe.stderr.strip()[-300:]}")
    write(kb, tmp_path / "out")
    command = [*tool, *arguments]
    result = subprocess.run(command, cwd=tmp_path / "out", capture_output=True, text=True, env=quiet(), check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    built = {path for path in contents(tmp_path / "out/site") if path.endswith(".html")}
    exported = {path for path in contents(tmp_path / "out/docs") if path.endswith(".md")}
    assert {url_of(path, False) for path in exported} <= built
    page = (tmp_path / "out/site/threat-models/leave-requests.html").read_text(encoding="utf-8")
    assert 'id="T1"' in page
    assert "<svg" in page
    assert "{ #" not in page
    assert broken_links(Built(tmp_path / "out/site", [])) == []


@pytest.mark.generators
def test_properdocs_runs_the_plugins_themselves(kb: Path) -> None:
    Repo(kb).commit("Start")
    uv = which("uv") or which("uv", path=str(Path(sys.executable).parent))
    if uv is None:
        pytest.skip("uv is not installed, so no generator can be")
    command = [uv, "tool", "run", "--with-editable", f"{REPOSITORY}[site]", "properdocs", "build", "--strict"]
    result = subprocess.run(command, cwd=kb, capture_output=True, text=True, env=quiet(), check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "Why is this here?" in (kb / "site/policies/sharing.html").read_text(encoding="utf-8")
    assert broken_links(Built(kb / "site", [])) == []


@pytest.mark.generators
def test_with_properdocs_beside_it_trailbook_builds_with_it(tmp_path: Path) -> None:
    assert CliRunner().invoke(main, ["init", str(tmp_path), "--generator", "properdocs"]).exit_code == 0
    Repo(tmp_path).commit("Start")
    named = (tmp_path / "requirements.txt").read_text(encoding="utf-8").splitlines()[1]
    uv = which("uv") or which("uv", path=str(Path(sys.executable).parent))
    if uv is None:
        pytest.skip("uv is not installed, so no generator can be")
    own = f"{REPOSITORY}[site]"
    tool = [uv, "tool", "run", "--with-editable", own, "--with", named, "--from", own, "trailbook"]
    command = [*tool, "build", "--strict", "--output", "out"]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, env=quiet(), check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "ProperDocs" in (tmp_path / "out/index.html").read_text(encoding="utf-8")
    assert broken_links(Built(tmp_path / "out", [])) == []


def test_each_page_tells_its_last_decision_and_each_item_why_it_is_there(kb: Path, tmp_path: Path) -> None:
    Repo(kb).commit("Start\n\nIt is time.")
    write(kb, tmp_path / "out")
    policy = (tmp_path / "out" / "docs" / "policies" / "sharing.md").read_text()
    _, _, rest = policy.partition('data-tb-copy="POL-SHARING.C1"')
    assert policy.count("Last changed") == 1
    assert '<details class="tb-why tb-why--line">' in rest.partition("</div>")[0] + rest.partition("##")[0]
    assert policy.count("Why is this here?") >= 2
