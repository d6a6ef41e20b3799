from pathlib import Path
from shutil import copytree

import pytest
import yaml
from click.testing import CliRunner, Result
from tests.building import contents

from trailbook.cli import main


@pytest.fixture
def kb(tmp_path: Path) -> Path:
    assert CliRunner().invoke(main, ["init", str(tmp_path / "kb")]).exit_code == 0
    return tmp_path / "kb"


def export(root: Path, to: Path) -> Result:
    return CliRunner().invoke(main, ["export", "--root", str(root), "--output", str(to)])


def test_an_export_says_how_many_pages_it_wrote(kb: Path, tmp_path: Path) -> None:
    result = export(kb, tmp_path / "out")
    assert result.exit_code == 0
    count = len(list((tmp_path / "out").rglob("*.md")))
    assert result.output.startswith(f"{count} pages in {tmp_path / 'out'}; in there, run 'zensical build'")


def test_the_name_and_navigation_of_the_site_are_taken_over(kb: Path, tmp_path: Path) -> None:
    export(kb, tmp_path / "out")
    configuration = yaml.safe_load((tmp_path / "out/mkdocs.yml").read_text())
    assert configuration["site_name"] == "Our knowledge base"
    assert configuration["nav"][0] == {"Home": "index.md"}
    assert configuration["nav"][1]["Playbooks"][0] == {"Find your role": ["roles/index.md", *_roles(tmp_path / "out")]}


def _roles(folder: Path) -> list[str]:
    return sorted(f"roles/{file.name}" for file in (folder / "docs/roles").iterdir() if file.name != "index.md")


@pytest.mark.parametrize("spelling", ["./content", "content/", "./content/"])
def test_the_documentation_folder_may_be_spelt_in_any_way(kb: Path, tmp_path: Path, spelling: str) -> None:
    export(kb, tmp_path / "plain")
    text = (kb / "mkdocs.yml").read_text().replace("docs_dir: content", f"docs_dir: {spelling}")
    (kb / "mkdocs.yml").write_text(text)
    assert export(kb, tmp_path / "out").exit_code == 0
    assert contents(tmp_path / "out") == contents(tmp_path / "plain")


def test_a_foreign_folder_is_misuse(kb: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/notes.md").write_text("mine")
    result = export(kb, tmp_path / "mine")
    assert result.exit_code == 2
    assert "not empty" in result.output
    assert contents(tmp_path / "mine") == {"notes.md": b"mine"}


def test_a_file_in_the_way_is_misuse_and_no_traceback(kb: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    for to in (tmp_path / "file", tmp_path / "file/out"):
        result = export(kb, to)
        assert result.exit_code == 2
        assert isinstance(result.exception, SystemExit)


def test_what_can_be_read_is_exported_and_every_problem_is_said(kb: Path, tmp_path: Path) -> None:
    policy = kb / "content/policies/sharing.md"
    policy.write_text(policy.read_text().replace("covers: [TM-LEAVE.T1]", "covers: [TM-LEAVE.T9]"))
    home = kb / "content/index.md"
    home.write_text("---\ntags: [a]\n---\n# Home\n\n```trailbook\ndata-flow TM-LEAFE\n```\n")
    result = export(kb, tmp_path / "out")
    assert result.exit_code == 1
    assert "content/policies/sharing.md:" in result.output
    assert "content/index.md:6: there is no threat model 'TM-LEAFE'; did you mean 'TM-LEAVE'?" in result.output
    assert (tmp_path / "out/docs/policies/sharing.md").is_file()


def test_a_folder_with_no_records_is_misuse(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    result = export(tmp_path / "empty", tmp_path / "out")
    assert result.exit_code == 2
    assert not (tmp_path / "out").exists()


def test_the_same_records_give_the_same_bytes_wherever_they_are(kb: Path, tmp_path: Path) -> None:
    export(kb, tmp_path / "out")
    export(copytree(kb, tmp_path / "elsewhere" / "kb"), tmp_path / "other")
    files = contents(tmp_path / "out")
    assert files == contents(tmp_path / "other")
    assert not [path for path, data in files.items() if str(tmp_path).encode() in data]
