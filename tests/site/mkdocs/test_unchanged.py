"""A site is left as it is where a build would give the same, and only there."""

import logging
import os
import time
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from shutil import copytree, rmtree
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from click.testing import CliRunner
from mkdocs.__main__ import cli
from tests.building import Built, build, configure, noting, warnings
from tests.paths import STARTER
from tests.quick_builds import quick_builds
from tests.repositories import Repo

from trailbook.site.mkdocs import unchanged
from trailbook.site.mkdocs.build import BuildRequest, build_site
from trailbook.site.mkdocs.unchanged import LastBuild
from trailbook.trail.git.repository import Repository


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Plain pages in git, of which one is ignored."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "kept"))
    root = tmp_path / "kb"
    (root / "docs").mkdir(parents=True)
    (root / "docs/index.md").write_text("# Home\n\nWords.\n")
    (root / "docs/own.md").write_text("# Own\n")
    (root / ".gitignore").write_text("own.md\nsite/\n")
    configure(root, "trailbook/trail", theme="material")
    Repo(root).commit("Begin")
    return root


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """An entry for each build that was not left out."""
    found: list[int] = []
    monkeypatch.setattr(LastBuild, "__init__", noting(LastBuild.__init__, lambda *_: found.append(1)))
    return found


def built(root: Path) -> Built:
    with quick_builds(), warnings() as found:
        return Built(build_site(BuildRequest(root, root / "site")), found)


def clean(root: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    with TemporaryDirectory() as nothing, monkeypatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", nothing)
        return build(root, Path(nothing, "site")).files()


def test_what_nothing_has_changed_of_is_left_as_it_is(root: Path, begun: list[int]) -> None:
    first = built(root)
    files = {path: (root / "site" / path).stat().st_ctime_ns for path in first.paths}
    assert {path: (root / "site" / path).stat().st_ctime_ns for path in built(root).paths} == files
    assert len(begun) == 1


CHANGES: dict[str, Callable[[Path], object]] = {
    "a page": lambda root: (root / "docs/index.md").write_text("# Home\n\nWorlds\n"),
    "a page that git ignores": lambda root: (root / "docs/own.md").write_text("# Owner\n"),
    "a file that git does not know": lambda root: (root / "docs/new.md").write_text("# New\n"),
    "what is kept of other repositories": lambda root: keep_ignored(root / ".trailbook/sources.json"),
    "an empty file": lambda root: (root / "docs/empty.txt").touch(),
    "a page deleted": lambda root: (root / "docs/own.md").unlink(),
    "a commit": lambda root: Repo(root).commit("Say more"),
    "a tag": lambda root: Repo(root).git("tag", "v1"),
    "an option": lambda root: configure(root, {"trailbook/trail": {"marks": False}}, theme="material"),
    "a page of the site edited": lambda root: (root / "site/index.html").write_text("edited"),
    "a page of the site edited in its length": lambda root: flip(root / "site/index.html"),
    "a page of the site deleted": lambda root: (root / "site/index.html").unlink(),
    "a file put into the site": lambda root: (root / "site/more.html").write_text("more"),
    "the site deleted": lambda root: rmtree(root / "site"),
    "the note damaged": lambda root: [file.write_text("{") for file in root.parent.rglob("kept/**/site-*.json")],
}


def keep_ignored(file: Path) -> None:
    """Write a file in a folder that git ignores."""
    file.parent.mkdir()
    (file.parent / ".gitignore").write_text("*")
    file.write_text("{}")


def flip(file: Path) -> None:
    """Change one byte, and let the file seem as old as it was."""
    data, found = bytearray(file.read_bytes()), file.stat()
    data[len(data) // 2] ^= 1
    file.write_bytes(bytes(data))
    os.utime(file, ns=(found.st_atime_ns, found.st_mtime_ns))


QUICK = ("a page", "a file that git does not know", "a page of the site edited in its length")
"""What is tried whenever tests run."""


@pytest.mark.parametrize(
    "change", [one if one in QUICK else pytest.param(one, marks=pytest.mark.slow) for one in CHANGES]
)
def test_whatever_has_changed_the_site_is_that_of_a_clean_build(
    change: str, root: Path, begun: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    built(root)
    CHANGES[change](root)
    assert built(root).files() == clean(root, monkeypatch)
    assert len(begun) == 2


@pytest.mark.parametrize("change", ["another version", "another day", "another key"])
def test_what_is_not_in_the_repository_counts_as_well(
    change: str, root: Path, begun: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    built(root)
    if change == "another version":
        monkeypatch.setattr(unchanged, "_installed", lambda: ["mkdocs-0.dist-info"])
    elif change == "another day":
        monkeypatch.setenv("SOURCE_DATE_EPOCH", "1777225600")
    else:  # with which git would say something else of a signature
        monkeypatch.setattr(Repository, "confirms", lambda *_: False)
    built(root)
    assert len(begun) == 2


@pytest.mark.parametrize("reader", ["a hook", "a template", "an extension", "a function", "a plugin"])
def test_what_may_read_anything_is_left_to_do_so(reader: str, root: Path, begun: list[int]) -> None:
    (root / "hook.py").touch()
    (root / "theme").mkdir()
    with (root / "mkdocs.yml").open("a") as file:
        file.write(
            {
                "a hook": "hooks: [hook.py]\n",
                "a template": "theme: {name: material, font: false, custom_dir: theme}\n",
                "an extension": "markdown_extensions: [pymdownx.snippets]\n",
                "a function": "markdown_extensions: [toc: {slugify: !!python/name:posixpath.join }]\n",
                "a plugin": "plugins: [trailbook/trail, material/meta]\n",
            }[reader]
        )
    built(root)
    built(root)
    assert begun == []


def test_what_there_is_a_warning_of_is_built_again(root: Path, begun: list[int]) -> None:
    (root / "docs/index.md").write_text("# Home\n\n[Nowhere](nowhere.md)\n")
    assert built(root).warnings == built(root).warnings != []
    assert len(begun) == 2


def test_what_changes_while_it_is_built_is_built_again(
    root: Path, begun: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    page, note = root / "docs/index.md", LastBuild.on_post_build
    text = page.read_text()

    def change(last: LastBuild, **given: Any) -> None:
        page.write_text("other")
        page.write_text(text)
        note(last, **given)

    monkeypatch.setattr(LastBuild, "on_post_build", change)
    built(root)
    built(root)
    assert len(begun) == 2


def test_whoever_builds_from_python_gets_a_whole_build(root: Path, begun: list[int]) -> None:
    assert build(root, root / "site").files() == build(root, root / "site").files()
    assert begun == []


def test_the_command_says_that_nothing_has_changed(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)
    said: list[str] = []
    monkeypatch.setattr(logging.getLogger("mkdocs"), "level", logging.INFO)
    handler = logging.Handler()
    handler.emit = lambda record: said.append(record.getMessage())  # type: ignore[method-assign]
    logging.getLogger("mkdocs").addHandler(handler)
    with quick_builds():
        results = [CliRunner().invoke(cli, ["build", "--strict"]) for _ in range(2)]
    logging.getLogger("mkdocs").removeHandler(handler)
    assert [result.exit_code for result in results] == [0, 0]
    assert "nothing has changed since" in said[-1]


@pytest.mark.slow
def test_after_a_build_that_was_killed_and_beside_another_the_site_is_that_of_a_clean_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "kept"))
    root = copytree(STARTER, tmp_path / "kb")
    Repo(root).commit("Begin")
    expected = clean(root, monkeypatch)

    def begin(site: str) -> BaseProcess:
        building = get_context("fork").Process(target=build_site, args=(BuildRequest(root, tmp_path / site),))
        building.start()
        return building

    def ended(*building: BaseProcess) -> bool:
        for process in building:
            process.join()
        return all(process.exitcode == 0 for process in building)

    with quick_builds():
        began = time.monotonic()
        assert ended(begin("site"))
        took = time.monotonic() - began
        (root / "content/more.txt").touch()
        for part in (0.3, 0.6, 0.9):
            killed = begin("site")
            time.sleep(part * took)
            killed.kill()
            killed.join()
        (root / "content/more.txt").unlink()
        assert ended(begin("site"))
        assert Built(tmp_path / "site", []).files() == expected
        assert ended(begin("one"), begin("other"))
        assert ended(begin("one"), begin("other"))
    assert Built(tmp_path / "one", []).files() == Built(tmp_path / "other", []).files() == expected
