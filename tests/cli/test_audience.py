"""``--audience`` where nothing may be read by it."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.building import start_repo
from tests.repositories import Repo

from trailbook.cli import main

SAID = "nothing here is public; state 'classification: public' on what may be read by everybody"


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Repo:
    return start_repo(tmp_path_factory.mktemp("base") / "kb")


@pytest.mark.parametrize(
    ("command", "code"),
    [(["trail"], 2), (["export", "--output", "out"], 2), (["scan"], 2), (["build", "--output", "out"], 1)],
)
def test_where_nothing_may_be_read_it_is_said_with_the_remedy_and_nothing_is_written(
    base: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str], code: int
) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, [*command, "--root", str(base.root), "--audience", "public"])
    assert (result.exit_code, SAID in result.output) == (code, True), result.output
    assert not list(tmp_path.iterdir())


def test_one_open_page_is_enough(base: Repo, tmp_path: Path) -> None:
    page = base.root / "content/open.md"
    page.write_text("---\nclassification: public\n---\n# Open\n", encoding="utf-8")
    arguments = ["export", "--root", str(base.root), "--audience", "public", "--output", str(tmp_path / "out")]
    result = CliRunner().invoke(main, arguments)
    page.unlink()
    assert result.exit_code == 0, result.output
