"""What a script author sees first: a cheap import, one function to begin with, and a guide whose examples run."""

import doctest
import subprocess
import sys
from pathlib import Path

import pytest
from tests.paths import REPOSITORY

import trailbook


@pytest.mark.slow
def test_the_examples_of_the_guide_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(REPOSITORY)
    guide = REPOSITORY / "docs/pages/guides/scripting.md"
    parser = doctest.DocTestParser()
    text = guide.read_text(encoding="utf-8").replace("\n```", "\n\n```")  # a fence ends what is expected before it
    examples = parser.get_doctest(text, {}, guide.name, str(guide), 0)
    assert len(examples.examples) > 20
    result = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(examples)
    assert result.failed == 0


def test_importing_trailbook_reads_none_of_its_rooms_and_no_library() -> None:
    names = (
        "import sys, trailbook; print([m for m in sys.modules if m.split('.')[0] in ('trailbook', 'pydantic', 'git')])"
    )
    found = subprocess.run([sys.executable, "-c", names], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "['trailbook']"


@pytest.mark.parametrize("name", [name for name in trailbook.__all__ if name != "open"])
def test_every_public_value_can_be_imported_from_the_top(name: str) -> None:
    assert getattr(trailbook, name).__name__ == name


def test_a_name_that_is_not_public_is_no_attribute() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'Manager'"):
        _ = trailbook.Manager


def test_opening_a_folder_reads_its_configuration_alone(tmp_path: Path) -> None:
    (tmp_path / "mkdocs.yml").write_text("site_name: Ours\n")
    assert trailbook.open(tmp_path).configuration.name == "Ours"


def test_a_configuration_that_can_not_be_used_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "mkdocs.yml").write_text("plugins: [trailbook/records: {folders: 5}]\n")
    with pytest.raises(trailbook.ConfigurationError, match="must be a list"):
        trailbook.open(tmp_path)
