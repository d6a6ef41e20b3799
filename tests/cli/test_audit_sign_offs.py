import json
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result
from tests.paths import REPOSITORY
from tests.repositories import Repo
from tests.trail.sign_offs.connectors import connector

from trailbook.cli import main
from trailbook.trail.sign_offs.export import sign_offs_schema

MKDOCS = "site_name: KB\ndocs_dir: content\nplugins:\n  - trailbook/trail:\n      sign_offs:\n        {rules}\n"
ROLES = "holders:\n  - {role: data-owner, name: Bob, email: bob@example.org}\n"


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    repo = Repo(tmp_path / "kb")
    repo.commit("Configure", {"mkdocs.yml": MKDOCS.format(rules="new_connector: [data-owner]"), "roles.yaml": ROLES})
    return repo


def run(repo: Repo, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["audit", "sign-offs", *arguments, "--root", str(repo.root)])


def approve(repo: Repo, message: str) -> str:
    return repo.commit(message, connector())


def test_what_is_missing_is_told_and_makes_the_check_fail(repo: Repo) -> None:
    commit = approve(repo, "Approve it")
    result = run(repo)
    assert result.exit_code == 1
    assert f"2026-01-01  {commit[:10]}  CON-CRM: Approve it\n    missing: Data owner [new connector]\n" in result.output
    assert "1 decision that needs sign-offs, 1 in all, 1 missing" in result.output


def test_what_is_there_is_told_with_how_it_is_known(repo: Repo) -> None:
    approve(repo, "Approve it\n\nApproved-by: Bob <bob@example.org>")
    result = run(repo)
    assert result.exit_code == 0
    assert "given: Data owner: Bob (stated in a trailer) [new connector]" in result.output


def test_the_json_follows_its_committed_schema(repo: Repo) -> None:
    approve(repo, "Approve it\n\nApproved-by: Bob <bob@example.org>")
    rows = json.loads(run(repo, "--format", "json").output)
    jsonschema.validate(rows, json.loads(sign_offs_schema()))
    assert [(row["record"], row["role"], row["state"]) for row in rows] == [("CON-CRM", "data-owner", "given")]
    assert (REPOSITORY / "schemas/sign-offs.schema.json").read_text() == sign_offs_schema()


def test_a_period_leaves_the_rest_out(repo: Repo) -> None:
    approve(repo, "Approve it")
    assert run(repo, "--since", "2026-01-02").exit_code == 0
    assert run(repo, "--until", "2025-12-31").exit_code == 0
    assert run(repo, "--since", "2026-01-01", "--until", "2026-01-01").exit_code == 1


def test_where_nothing_is_asked_for_that_is_misuse_and_told_with_the_remedy(repo: Repo) -> None:
    approve(repo, "Approve it")
    repo.write({"mkdocs.yml": "site_name: KB\ndocs_dir: content\n"})
    result = run(repo)
    assert result.exit_code == 2
    assert "'sign_offs' of trailbook/trail" in result.output


def test_nothing_committed_is_nothing_missing(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "new")
    repo.write({"mkdocs.yml": MKDOCS.format(rules="new_connector: [data-owner]"), "content/a.md": "# A\n"})
    assert run(repo).exit_code == 0


def test_text_of_commits_does_not_act_on_a_terminal(repo: Repo) -> None:
    approve(repo, "Approve\x1b[2J it\u202e\n\nApproved-by: B\x1b[31mob <bob@example.org>")
    assert not {"\x1b", "\u202e"} & set(run(repo).output)


def test_check_reports_faults_of_rules_and_roles(repo: Repo) -> None:
    approve(repo, "Approve it")
    repo.write({"mkdocs.yml": MKDOCS.format(rules="excption: [leadership]"), "roles.yaml": "holders: [x]\n"})
    result = CliRunner().invoke(main, ["check", "--root", str(repo.root)])
    assert result.exit_code == 1
    assert "did you mean 'exception'?" in result.output
    assert "roles.yaml:1:" in result.output
