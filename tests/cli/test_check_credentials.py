"""``trailbook check`` and a build tell of credentials and show nothing of them."""

from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner, Result
from mkdocs.exceptions import Abort
from tests.building import build, start
from tests.credentials.forms import FORMS, written
from tests.repositories import Repo

from trailbook.cli import main

TOKEN = written(dict(FORMS)["github-token"], Random(1))
MKDOCS = "site_name: A\ndocs_dir: content\ntheme: material\nplugins: [trailbook/records]\n"
MODEL = f'id: TM-A\nkind: threat-model\ntitle: A\nstate: "{TOKEN}"\n'


def check(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["check", "--root", str(root), *arguments])


@pytest.mark.parametrize("form", ["text", "json", "github", "sarif"])
def test_no_form_of_the_output_shows_a_credential_that_other_checks_would_quote(repo: Repo, form: str) -> None:
    repo.commit("Start", {"content/a.md": "# A\n", "threat-models/a.yaml": MODEL, "mkdocs.yml": MKDOCS})
    result = check(repo.root, "--format", form, "--history")
    assert result.exit_code == 1
    assert "a token of GitHub (93 characters)" in result.output
    assert TOKEN[11:20] not in result.output


def test_what_was_taken_out_is_found_in_the_history_alone(repo: Repo) -> None:
    repo.commit("Start", {"content/a.md": f"# A\n\n{TOKEN}\n"})
    repo.commit("Take it out", {"content/a.md": "# A\n"})
    assert check(repo.root).exit_code == 0
    found = check(repo.root, "--history")
    assert found.exit_code == 1 and "is gone from the files" in found.output


def test_without_a_history_the_files_are_all_there_is(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content/a.md").write_text("# A\n")
    assert check(tmp_path, "--history").exit_code == 0


def test_a_false_alarm_is_allowed_in_mkdocs_yml(repo: Repo) -> None:
    entry = "{kind: github-token, path: content/a.md, reason: Made up., until: 2027-01-01}"
    options = f"  - trailbook/records:\n      credentials:\n        allowed:\n          - {entry}\n"
    repo.commit("Start", {"content/a.md": f"# A\n\n{TOKEN}\n", "mkdocs.yml": f"docs_dir: content\nplugins:\n{options}"})
    assert check(repo.root, "--history").exit_code == 0
    assert check(repo.root, "--today", "2027-01-02").exit_code == 1


def test_a_strict_build_fails_on_a_credential_and_does_not_say_it(repo: Repo, tmp_path: Path) -> None:
    repo.commit("Start", {"content/index.md": f"# A\n\n{TOKEN}\n", "mkdocs.yml": MKDOCS})
    (warning,) = build(repo.root, tmp_path / "site").warnings
    assert "a token of GitHub (93 characters)" in warning and TOKEN not in warning
    with pytest.raises(Abort):
        build(repo.root, tmp_path / "site", strict=True)


def test_a_release_is_refused_while_the_history_holds_one(tmp_path: Path) -> None:
    root = start(tmp_path / "kb")
    leaky = Repo(root)
    text = (root / "content/index.md").read_text(encoding="utf-8")
    leaky.commit("Write\n\nIt is needed.", {"content/index.md": f"{text}\n{TOKEN}\n"})
    leaky.commit("Take it out\n\nIt is a credential.", {"content/index.md": text})
    result = CliRunner().invoke(main, ["release", "1.0.0", "--root", str(root), "--dry-run"])
    assert "'trailbook check --history' finds 1 credential" in result.output and "a token of GitHub" in result.output
    assert TOKEN not in result.output
