"""A link that somebody committed leads no command to write anywhere else."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.cli.test_codeowners import kb
from tests.repositories import Repo

from trailbook.cli import main

__all__ = ["kb"]


@pytest.mark.parametrize(
    ("link", "command"),
    [
        (".github/CODEOWNERS", "codeowners --root {kb}"),
        ("CODEOWNERS", "codeowners --root {kb}"),
        (".gitlab-ci.yml", "pipelines gitlab --root {kb}"),
        (".github/workflows/publish.yml", "pipelines github --root {kb}"),
        ("out.csv", "register --root {kb} --output {kb}/out.csv"),
        ("schemas/policy.schema.json", "schema --output {kb}/schemas"),
        ("out.json", "oscal component-definition --root {kb} --output {kb}/out.json"),
        ("out.zip", "audit bundle --root {kb} --output {kb}/out.zip"),
        ("out.svg", "picture estate --root {kb} --output {kb}/out.svg"),
        ("mkdocs.yml", "build --root {kb} --as-of HEAD --settings {kb}/other.yml --output {kb}/../site"),
    ],
)
@pytest.mark.parametrize("dangling", [False, True])
def test_nothing_is_written_through_a_link(kb: Repo, tmp_path: Path, link: str, command: str, dangling: bool) -> None:
    precious = tmp_path / "precious"
    if not dangling:
        precious.write_text("site_name: KB\ndocs_dir: content\n")
    kb.write({"other.yml": "site_name: KB\ndocs_dir: content\n"})
    (kb.root / link).unlink(missing_ok=True)
    (kb.root / link).parent.mkdir(parents=True, exist_ok=True)
    (kb.root / link).symlink_to(precious)
    kb.commit("Add a link", {})
    result = CliRunner().invoke(main, command.format(kb=kb.root).split())
    assert result.exit_code in {1, 2}, result.output
    assert (kb.root / link).is_symlink()
    assert precious.exists() != dangling
    assert dangling or precious.read_text() == "site_name: KB\ndocs_dir: content\n"


@pytest.mark.parametrize("command", ["codeowners --output .github/CODEOWNERS", "pipelines github"])
def test_nothing_is_written_into_a_folder_that_leads_elsewhere(kb: Repo, tmp_path: Path, command: str) -> None:
    (tmp_path / "outside").mkdir()
    (kb.root / ".github").symlink_to(tmp_path / "outside")
    result = CliRunner().invoke(main, [*command.split(), "--root", str(kb.root)])
    assert result.exit_code == 2
    assert "a symbolic link there leads out of the repository; replace it with a folder" in result.output
    assert not list((tmp_path / "outside").iterdir())
