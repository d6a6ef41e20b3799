"""An archive holds files and commits as they were, so a credential in them keeps it from being written."""

from pathlib import Path
from random import Random

from click.testing import CliRunner
from tests.audit.evidence.base import bundle, history
from tests.credentials.forms import FORMS, written
from tests.repositories import Repo

from trailbook.cli import main

TOKEN = written(dict(FORMS)["npm-token"], Random(1))


def leaky(root: Path) -> Repo:
    repo = history(root)
    repo.commit(f"Use {TOKEN}\n\nIt is {TOKEN}", {"content/leak.md": f"# Leak\n\nUse {TOKEN}.\n"})
    repo.commit("Take it out", {"content/leak.md": "# Leak\n\nUse none.\n"})
    return repo


def test_no_archive_with_a_credential_is_written_unasked(tmp_path: Path) -> None:
    result = bundle(leaky(tmp_path / "kb"), tmp_path / "out.zip")
    assert result.exit_code == 1
    assert "not written, since it would hold credentials:" in result.output
    assert "a token of npm" in result.output
    assert TOKEN not in result.output
    assert not (tmp_path / "out.zip").exists()


def test_an_archive_with_credentials_can_be_asked_for_and_verified(tmp_path: Path) -> None:
    result = bundle(leaky(tmp_path / "kb"), tmp_path / "out.zip", "--with-credentials")
    assert result.exit_code == 0, result.output
    checked = CliRunner().invoke(main, ["audit", "verify", str(tmp_path / "out.zip")])
    assert checked.exit_code == 0, checked.output
