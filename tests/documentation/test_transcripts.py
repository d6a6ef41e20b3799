"""What pages show of commands is what a reader gets who follows them, and no page names a command that is not there."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from tests.documentation.transcripts import Reader
from tests.paths import REPOSITORY

from trailbook.cli import main

PAGES = REPOSITORY / "docs/pages"
FOLLOWED = ["tutorial.md", "troubleshooting.md"]
MET_WITH_PROBLEMS = ["trailbook check"]
"""The commands of the tutorial that fail, once each: the page shows the problem that they report."""
GUIDES = [*PAGES.rglob("*.md"), *(REPOSITORY / "content/guides").glob("*.md"), REPOSITORY / "README.md"]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="the commands are those of a Unix shell")
@pytest.mark.parametrize("name", FOLLOWED)
def test_whoever_follows_a_page_sees_what_it_shows(name: str, tmp_path: Path) -> None:
    shown = list(Reader(tmp_path).follow((PAGES / name).read_text(encoding="utf-8")))
    assert len(shown) > 10
    assert [(each.command, each.expected, each.output) for each in shown if not each.agrees()] == []
    for picture in tmp_path.glob("*.svg"):
        assert picture.read_bytes() == (PAGES / "images" / picture.name).read_bytes()
    if name == "tutorial.md":
        assert [each.command for each in shown if each.exit_code] == MET_WITH_PROBLEMS


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="the commands are those of a Unix shell")
def test_the_tutorial_ends_as_well_for_whoever_follows_it_years_later(tmp_path: Path) -> None:
    shown = Reader(tmp_path, 2036).follow((PAGES / "tutorial.md").read_text(encoding="utf-8"))
    assert [each.command for each in shown if each.exit_code] == MET_WITH_PROBLEMS


def test_every_page_that_shows_what_commands_print_is_followed() -> None:
    shows = {page.relative_to(PAGES).as_posix() for page in PAGES.rglob("*.md") if "```console" in page.read_text()}
    assert shows == set(FOLLOWED)


def test_every_drawing_of_the_documentation_is_made_by_a_page_that_is_followed() -> None:
    pages = "".join((PAGES / name).read_text(encoding="utf-8") for name in FOLLOWED)
    assert [
        picture.name for picture in (PAGES / "images").glob("*.svg") if f"--output ../{picture.name}" not in pages
    ] == []


@pytest.mark.parametrize("page", GUIDES, ids=lambda page: page.relative_to(REPOSITORY).as_posix())
def test_every_command_that_a_page_names_is_there_with_its_options(page: Path) -> None:
    unknown = [
        f"{' '.join(path)} {option}"
        for path, command, options in commands_in(page.read_text(encoding="utf-8"))
        for option in options
        if option not in {name for parameter in command.params for name in parameter.opts} | {"--help", "--version"}
    ]
    assert unknown == []


def commands_in(text: str) -> Iterator[tuple[list[str], click.Command, list[str]]]:
    """Each command that code names, with its options. Fails if there is no such command."""
    code = [*re.findall(r"^```\w+\n(.*?)^```", text, re.MULTILINE | re.DOTALL), *re.findall(r"`([^`\n]+)`", text)]
    for line in "\n".join(code).replace("\\\n", " ").splitlines():
        for call in re.findall(r"(?:^|[\s(/])trailbook ((?:[a-z][a-z-]+)[^#|&;]*)", line):
            words = re.sub(r'"[^"]*"|\'[^\']*\'', "_", call).split()
            command: click.Command = main
            path = ["trailbook"]
            while isinstance(command, click.Group) and words and re.fullmatch(r"[a-z][a-z-]+", words[0]):
                found = command.get_command(click.Context(command), words[0])
                assert found is not None, f"{' '.join(path)} {words[0]}"
                command = found
                path.append(words.pop(0))
            yield (
                path,
                command,
                [word.partition("=")[0].strip("[]") for word in words if word.startswith(("--", "[--"))],
            )
