"""What holds in every build: texts that Markdown takes minutes for are left out, and a message is one line."""

import logging
from io import StringIO
from pathlib import Path
from shutil import copytree
from time import process_time

import pytest
from click.testing import CliRunner
from markdown import Markdown
from markdown.treeprocessors import InlineProcessor
from mkdocs.exceptions import Abort
from tests.building import build, configure, write
from tests.repositories import Repo

from trailbook.cli import main
from trailbook.site.mkdocs.build import BuildRequest, build_site
from trailbook.site.mkdocs.build_guards import QuickParsing

BRACKETS = "[" * 20_000
NESTED = "\n".join("    " * depth + "- a" for depth in range(300))
SAYS = "The text of this page is not shown"


@pytest.mark.parametrize(
    "plugin", ["trailbook/trail", "trailbook/diagrams", "trailbook/playbooks", "trailbook/records"]
)
def test_each_plugin_leaves_out_the_text_of_a_page_that_takes_minutes_and_names_its_line(
    tmp_path: Path, plugin: str
) -> None:
    repo = Repo(tmp_path / "repo")
    pages = {
        "a": f"---\ntitle: A\n---\n\n# A\n\nText.\n\n{BRACKETS}\n",
        "b": f"# B\n\n{NESTED}\n",
        "c": "# C\n\nText.\n",
    }
    repo.commit("One", {f"docs/{name}.md": text for name, text in pages.items()})
    configure(repo.root, plugin)
    began = process_time()
    built = build(repo.root, tmp_path / "site")
    assert process_time() - began < 15
    assert SAYS in built.page("a/index.html").text
    assert SAYS in built.page("b/index.html").text
    assert SAYS not in built.page("c/index.html").text
    assert [one.partition(";")[0].partition("docs/")[2] for one in built.warnings] == [
        "a.md:9:1: the text takes too long to render: square brackets that nothing closes",
        "b.md:103:1: the text takes too long to render: lists, quotes or boxes inside one another",
    ]
    with pytest.raises(Abort):
        build(repo.root, tmp_path / "strict", strict=True)


@pytest.mark.slow
def test_a_record_that_takes_minutes_is_a_problem_and_its_past_is_built_all_the_same(
    starter: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = copytree(starter, tmp_path / "kb")
    repo = Repo(root)
    policy = next(root.joinpath("content/policies").glob("[!i]*.md"))
    text = policy.read_text(encoding="utf-8")
    path = policy.relative_to(root).as_posix()
    spoilt = repo.commit("Spoil", {path: f"{text}\n{BRACKETS}\n"})
    monkeypatch.chdir(root)
    checked = CliRunner().invoke(main, ["check"])
    line = text.count("\n") + 2
    assert checked.exit_code == 1
    assert f"{path}:{line}:1: the text takes too long to render" in checked.output
    repo.commit("Mend", {path: text})
    done = CliRunner().invoke(main, ["build", "--as-of", spoilt, "--output", str(tmp_path / "past")])
    assert done.exit_code == 0, done.output
    page = tmp_path / "past" / path.removeprefix("content/").removesuffix(".md") / "index.html"
    assert SAYS in page.read_text(encoding="utf-8")


def test_a_name_of_a_file_or_of_a_target_begins_no_line_of_the_log(tmp_path: Path) -> None:
    write(tmp_path, {"docs/index.md": "# Home\n\n[a](b%0A::error::link.md)\n", "docs/a\n::error::name.md": "# A\n"})
    omitted = {"nav": {"omitted_files": "warn"}}
    configure(tmp_path, "trailbook/diagrams", nav=[{"Home": "index.md"}], validation=omitted)
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    logging.getLogger("mkdocs").addHandler(handler)
    try:
        build_site(BuildRequest(tmp_path, tmp_path / "site"))
    finally:
        logging.getLogger("mkdocs").removeHandler(handler)
    assert "::error::name" in stream.getvalue()
    assert not [line for line in stream.getvalue().splitlines() if line.lstrip().startswith("::error")]


@pytest.mark.slow
def test_a_page_of_very_many_paragraphs_is_the_page_that_it_would_be_in_time_linear_in_their_number() -> None:
    part = "a\n\n- b\n\n    c\n\n> d\n\n```\ne\n```\n\nf[^1]\n\n:   g\n\n!!! note\n\n    h\n\n    i\n\n"
    extensions = ["admonition", "def_list", "footnotes", "md_in_html", "tables", "pymdownx.superfences"]
    text = f"# A\n\n{part * 500}[^1]: b\n\n    c\n"
    assert Markdown(extensions=[*extensions, QuickParsing()]).convert(text) == Markdown(extensions=extensions).convert(
        text
    )
    times = []
    for number in (10_000, 40_000):
        began = process_time()
        Markdown(extensions=[QuickParsing()]).convert("a\n\n" * number)
        times.append(process_time() - began)
    assert times[1] < 8 * times[0], "seconds of processor time; without it 13 times as many"


_MARKS = (
    "`a` \\`b` ``c ` d`` \\\\`e` `",
    "[a](b.md) ![c](d.png) [e][f] ![g][f] [f] \\[h](i) [j `k](l)` m]\n\n[f]: n.md 'o'",
    "*a* **b** ***c** d* _e_ __f__ a_b_c * d _ **e*f**",
    "<b>a</b> <https://example.org> <a@example.org> &amp; &#38; & < x  \ny",
    "a[^1] {: .b } ABC [x]{.c} *[`d`](e)* [**f** `g`](h)\n\n[^1]: `i` [j](k)\n\n*[ABC]: l",
    "- [ ] `a`\n- [x] [b](c)\n\n| `d` | [e](f) |\n|---|---|\n| *g* | \\| |",
)


@pytest.mark.parametrize("text", _MARKS)
def test_marks_in_texts_are_read_as_python_markdown_reads_them(text: str) -> None:
    extensions = ["abbr", "attr_list", "footnotes", "md_in_html", "tables", "pymdownx.tasklist", "pymdownx.caret"]
    found = Markdown(extensions=[*extensions, QuickParsing()]).convert(text)
    assert found == Markdown(extensions=extensions).convert(text)


def test_a_text_without_marks_is_not_searched_for_each_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    monkeypatch.setattr(InlineProcessor, "_InlineProcessor__applyPattern", lambda _, *found: asked.append(found))
    assert Markdown(extensions=[QuickParsing()]).convert("Words, and words") == "<p>Words, and words</p>"
    assert not asked
