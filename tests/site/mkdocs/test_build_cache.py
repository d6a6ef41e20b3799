"""A build with what was kept of others gives the bytes of one without, whatever was changed in between."""

import logging
import random
import re
from collections.abc import Callable
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from material.plugins.search.plugin import SearchIndex  # type: ignore[import-untyped]
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.structure.pages import Page
from tests.building import Built, build, configure, noting, write
from tests.paths import STARTER
from tests.quick_builds import quick_builds
from tests.repositories import Repo

from trailbook.site.background.executor import Processes
from trailbook.site.background.process import TrailProcess
from trailbook.site.kept_values import KeptValues
from trailbook.site.mkdocs import kept_entries
from trailbook.site.mkdocs.records_plugin import RecordsPlugin

RECORDS = ("content", "threat-models", "postmortems", "configurations/templates")


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(logging.getLogger("mkdocs"), "level", logging.INFO)  # as ``mkdocs build`` sets it
    Repo(copytree(STARTER, tmp_path / "kb")).commit("Begin")
    return tmp_path / "kb"


def warm_build(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Built:
    """The site as it is built with what was kept."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "kept"))
    return build(root, tmp_path / "warm")


def both(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """The site as it is built with what was kept, and without."""
    warm = warm_build(root, tmp_path, monkeypatch)
    with TemporaryDirectory() as nothing:
        monkeypatch.setenv("XDG_CACHE_HOME", nothing)
        clean = build(root, Path(nothing, "clean"))
        assert warm.warnings == clean.warnings
        return warm.files(), clean.files()


def replaced(pattern: str, by: str, glob: str) -> Callable[[Path, random.Random], None]:
    """An edit of one file in a pattern of files, wherever a pattern of text first matches in one of them."""

    def edit(root: Path, chance: random.Random) -> None:
        files = [file for file in sorted(root.glob(glob)) if re.search(pattern, file.read_text(), re.MULTILINE)]
        file = chance.choice(files)
        matches = list(re.finditer(pattern, file.read_text(), re.MULTILINE))
        match = chance.choice(matches)
        text = file.read_text()
        file.write_text(text[: match.start()] + match.expand(by) + text[match.end() :])

    return edit


def renamed(root: Path, chance: random.Random) -> None:
    file = chance.choice(sorted(root.glob("content/*/*.md")))
    file.rename(file.with_stem(f"{file.stem}-renamed"))


def deleted(root: Path, chance: random.Random) -> None:
    chance.choice(sorted(root.glob("content/*/*.md"))).unlink()


def committed(root: Path, chance: random.Random) -> None:
    Repo(root).commit("Change what was changed")


def published(root: Path, chance: random.Random) -> None:
    (root / "content" / f"{chance.random()}.txt").write_text("A file that is no record.")


def left_alone(root: Path, chance: random.Random) -> None:
    pass


EDITS: dict[str, Callable[[Path, random.Random], None]] = {
    "a title": replaced(r"^# (.*)$", r"# Other words", "content/*/*.md"),
    "a name in a model": replaced(r"\bname: (\w[^,}\n]*)", r"name: Another", "threat-models/*.yaml"),
    "prose": replaced(r"^([A-Z][^\n:|#]{30,})$", r"Quite other prose, with POL-SHARING.C1 in it.", "content/*/*.md"),
    "a heading": replaced(r"^## (.*)$", r"## Another heading", "content/*/*.md"),
    "a reference": replaced(r"^(\s*(?:covers|implements|mitigates|teaches): \[)[^,\]]+,? ?", r"\1", "content/*/*.md"),
    "a fact": replaced(r"\b(state|status|likelihood|impact): \w+", r"\1: medium", "threat-models/*.yaml"),
    "a setting": replaced(r"leave-requesters|user", "everyone", "configurations/leave-requests/*"),
    "an observation": replaced(r",(\d+),", r",77,", "observations/*.csv"),
    "an option": replaced(r"^site_name: .*$", "site_name: Another name", "mkdocs.yml"),
    "an extension": replaced(r"^  - tables$", "  - tables\n  - sane_lists", "mkdocs.yml"),
    "a name": renamed,
    "what is there": deleted,
    "what is committed": committed,
    "a file": published,
    "nothing": left_alone,
}


@pytest.mark.parametrize(
    "what", ["a title", *(pytest.param(what, marks=pytest.mark.slow) for what in ("an option", "a name"))]
)
def test_after_an_edit_the_bytes_are_those_of_a_clean_build(
    what: str, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    warm_build(root, tmp_path, monkeypatch)
    EDITS[what](root, random.Random(what))
    warm, clean = both(root, tmp_path, monkeypatch)
    assert warm == clean


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_after_many_edits_at_random_the_bytes_are_those_of_a_clean_build(
    seed: int, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(seed)
    edits = chance.choices([what for what in EDITS if what != "an extension"], k=6)
    for number, what in enumerate(edits):
        EDITS[what](root, chance)
        if number % 2 == 0:
            warm_build(root, tmp_path, monkeypatch)  # what is kept wrongly now shows in the next build as well
        else:
            warm, clean = both(root, tmp_path, monkeypatch)
            assert warm == clean, edits[number - 1 : number + 1]


def test_what_nothing_was_changed_of_is_not_made_again(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "kept"))
    build(root, tmp_path / "site")
    processes = begun(monkeypatch)
    rendered: list[str] = []
    monkeypatch.setattr(Page, "render", noting(Page.render, lambda page, *_: rendered.append(page.file.src_uri)))
    built_paths: list[str] = []
    monkeypatch.setattr(KeptValues, "put", noting(KeptValues.put, lambda *given: built_paths.append(str(given[1]))))
    build(root, tmp_path / "site")
    assert rendered == []
    assert built_paths == []
    assert processes == []
    file = next(root.glob("content/policies/*.md"))
    file.write_text(file.read_text() + "\nOne more sentence.\n")
    build(root, tmp_path / "site")
    assert len(processes) == 1
    assert f"policies/{file.name}" in rendered
    assert not any(path.startswith(("indicators/", "exercises/")) for path in rendered)


def test_a_quiet_build_keeps_what_one_at_its_level_says_nothing_of(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index, log = root / "content/index.md", logging.getLogger("mkdocs")
    index.write_text(index.read_text() + "\n[Absolute](/elsewhere/), of which only a build that is not quiet speaks.\n")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "kept"))
    rendered: list[str] = []
    monkeypatch.setattr(Page, "render", noting(Page.render, lambda page, *_: rendered.append(page.file.src_uri)))
    monkeypatch.setattr(log, "level", logging.WARNING)
    quiet = build(root, tmp_path / "site").files()
    assert "index.md" in rendered
    rendered.clear()
    assert build(root, tmp_path / "site").files() == quiet
    assert rendered == []
    monkeypatch.setattr(log, "level", logging.INFO)
    assert build(root, tmp_path / "site").files() == quiet
    assert "index.md" in rendered


def begun(monkeypatch: pytest.MonkeyPatch) -> list[TrailProcess]:
    """The processes that were started to work on the history."""
    found: list[TrailProcess] = []
    begin = TrailProcess.__init__

    def noted(process: TrailProcess, *arguments: Any) -> None:
        begin(process, *arguments)
        found.append(process)

    monkeypatch.setattr(TrailProcess, "__init__", noted)
    return found


@pytest.mark.slow
def test_the_history_is_worked_on_where_its_pages_would_be_others(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = warm_build(root, tmp_path, monkeypatch).files()
    page = min((tmp_path / "warm" / "trail").rglob("index.html"))
    processes = begun(monkeypatch)
    page.write_text("damaged")
    assert warm_build(root, tmp_path, monkeypatch).files() == first
    page.unlink()
    assert warm_build(root, tmp_path, monkeypatch).files() == first
    assert len(processes) == 2
    for change in ("another file", "a commit", "another day"):
        processes.clear()
        if change == "another file":
            (root / "content/more.txt").write_text("A file that is no record.")
        elif change == "a commit":
            Repo(root).commit("Say something")
        else:
            monkeypatch.setenv("SOURCE_DATE_EPOCH", "1777225600")
        warm, clean = both(root, tmp_path, monkeypatch)
        assert warm == clean, change
        assert len(processes) == 2, change


@pytest.mark.slow
def test_a_server_has_one_process_and_gives_the_bytes_of_clean_builds(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "kept"))
    file, site = str(root / "mkdocs.yml"), tmp_path / "served"
    server = load_config(config_file=file, site_dir=str(site)).plugins
    server.on_startup(command="serve", dirty=False)
    processes, served = begun(monkeypatch), []
    with quick_builds():
        for what in ("nothing", "a title", "what is committed"):
            EDITS[what](root, random.Random(what))
            mkdocs_build(load_config(config_file=file, site_dir=str(site)))
            served.append({path: without_policy(content) for path, content in Built(site, []).files().items()})
    assert len(processes) == 1
    server.on_shutdown()
    assert processes[0].has_ended
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "nothing"))
    clean = build(root, tmp_path / "clean").files()
    assert {path: without_policy(content) for path, content in clean.items()} == served[-1]
    assert served[1] != served[0]


def without_policy(content: bytes) -> bytes:
    """A page without what it may do, which while it is served is to run the script that loads it again."""
    return re.sub(rb'<meta http-equiv="Content-Security-Policy"[^>]*>', b"", content)


def test_nothing_is_held_of_a_page_of_its_own_once_it_is_laid_out(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "kept"))
    (root / "content/plain.md").write_text("# Plain\n\nAs somebody wrote it.\n")
    config = load_config(config_file=str(root / "mkdocs.yml"), site_dir=str(tmp_path / "site"))
    config.plugins.on_startup(command="build", dirty=False)
    with quick_builds():
        mkdocs_build(config)
    config.plugins.on_shutdown()
    records = config.plugins["trailbook/records"]
    assert isinstance(records, RecordsPlugin)
    pages = {file.src_uri: file.page for file in records.files.documentation_pages() if file.page}
    own = [page for page in pages.values() if page.file.generated_by]
    assert {(page.content, page.markdown, page.file.content_string) for page in own} == {("", "", "")}
    assert len(own) > 20 and all(page.title for page in own)
    assert "As somebody wrote it." in str(pages["plain.md"].content)


@pytest.mark.slow
def test_damage_and_strange_files_cost_time_only(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "kept"))
    first = build(root, tmp_path / "first").files()
    for file in (tmp_path / "kept").rglob("site-*.sqlite"):
        data = bytearray(file.read_bytes())
        data[len(data) // 2 : len(data) // 2 + 5_000] = b"x" * 5_000
        file.write_bytes(bytes(data))
    assert build(root, tmp_path / "second").files() == first
    for file in (tmp_path / "kept").rglob("site-*.sqlite"):
        file.write_bytes(b"no database")
    assert build(root, tmp_path / "third").files() == first


@pytest.mark.slow
def test_an_extension_that_may_read_anything_is_left_to_do_so(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "kept"))
    file = root / "mkdocs.yml"
    file.write_text(file.read_text().replace("\n  - tables\n", "\n  - tables\n  - pymdownx.snippets\n"))
    (root / "words.txt").write_text("first")
    page = root / "content" / "plain.md"
    page.write_text('# Plain\n\n--8<-- "words.txt"\n')
    monkeypatch.chdir(root)
    assert "first" in build(root, tmp_path / "site").text("plain/index.html")
    (root / "words.txt").write_text("second")
    assert "second" in build(root, tmp_path / "site").text("plain/index.html")


def test_the_index_is_the_same_where_another_process_reads_the_pages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = {f"content/{name}.md": f"# {name}\n\nOne.\n\n## More of {name}\n\nTwo.\n" for name in "abcd"}
    pages["content/b.md"] = "---\ntags: [x, 2]\nsearch: {boost: 2}\n---\n# b\n\n<p data-search-exclude>Out.</p>\n"
    configure(write(tmp_path / "kb", pages), "tags", "trailbook/records", theme="material", docs_dir="content")

    def index(processes: int, few: int) -> str:
        monkeypatch.setattr(kept_entries, "processors", lambda: processes)
        monkeypatch.setattr(kept_entries, "_FEW", few)
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / f"kept-{processes}"))
        return build(tmp_path / "kb", tmp_path / "site").text("search/search_index.json")

    asked: list[str] = []
    monkeypatch.setattr(Processes, "submit", noting(Processes.submit, lambda *given: asked.append(given[4])))
    assert index(2, 1) == index(1, 0) == index(2, 0)
    assert asked == ["b/", "c/", "d/"]


def test_pages_are_read_for_search_while_the_history_is_not_there_and_the_index_is_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = {f"docs/{name}.md": f"# {name}\n\nOne.\n\n## More of {name}\n\nTwo.\n" for name in "abcd"}
    pages["docs/b.md"] = "---\nsearch: {boost: 2}\n---\n# b\n\n<p data-search-exclude>Out.</p>\n"
    configure(write(tmp_path / "kb", pages), "trailbook/trail", theme="material")
    Repo(tmp_path / "kb").commit("Begin")
    read: list[str] = []
    entries = SearchIndex.add_entry_from_context
    monkeypatch.setattr(
        SearchIndex,
        "add_entry_from_context",
        noting(entries, lambda _, page: read.append(page.url if page.content else "")),
    )

    def index(kept: str, *, is_answered: bool) -> str:
        monkeypatch.setattr(TrailProcess, "is_answered", is_answered)
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / kept))
        return build(tmp_path / "kb", tmp_path / "site").text("search/search_index.json")

    later = index("first", is_answered=True)
    own = ["a/", "b/", "c/", "d/"]
    assert [url for url in read if url in own] == own
    read.clear()
    assert index("second", is_answered=False) == later
    assert read[:4] == own, "all are read at once, while MkDocs would wait, and none again"
    assert not [url for url in read[4:] if url in own]
