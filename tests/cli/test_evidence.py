"""``trailbook evidence``: fetched from a forge on this machine, told, checked, and forgotten."""

import json
import os
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.audit.ledgers.ledgers import release
from tests.forges.mock_forges import Merged, MockForge, Said, moment, serving
from tests.kept_requests import WHO, keep, request, review
from tests.repositories import Repo

from trailbook.cli import main
from trailbook.trail.git.command import open_work_tree
from trailbook.trail.git.repository import Repository
from trailbook.trail.requests.branch import evidence_branch
from trailbook.trail.trails import read_trails

TOKEN = "ghp_" + "Kq7" * 12
WHY = "Exports of ten thousand rows were used to copy the whole donor base."


@pytest.fixture
def forge(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> Iterator[MockForge]:
    """A forge that brought the newest commit of a repository, whose remote leads there."""
    repo.commit("Begin", {"docs/a.md": "# A\n\nTen.\n"})
    id = repo.commit("Lower the limit (#7)", {"docs/a.md": "# A\n\nFive.\n"})
    said = (Said("bo", "APPROVED", moment(-1), "f" * 40),)
    with serving(MockForge("github", [Merged(7, id, moment(1), body=WHY, reviews=said)])) as found:
        repo.git("remote", "add", "origin", f"{found.base}/org/kb.git")
        for name, value in {**WHO, "GH_TOKEN": TOKEN, "GH_HOST": found.host}.items():
            monkeypatch.setenv(name, value)
        monkeypatch.chdir(repo.root)
        yield found


def run(*arguments: str, ask: str = "") -> Result:
    return CliRunner().invoke(main, ["evidence", *arguments], input=ask)


def test_a_decision_has_its_reason_and_its_approval_after_a_fetch(forge: MockForge, repo: Repo) -> None:
    result = run("fetch", "--forge", "github")
    assert result.exit_code == 0, result.output
    assert f"{forge.host}/org/kb: 1 new request, 0 changed; complete until 2026-01-01T13:00:00Z\n" in result.output
    assert result.output.endswith("To let others see it: git push origin trailbook-evidence\n")
    decision = read_trails(Repository(repo.root), ["docs"])[0].decisions[0]
    assert (decision.rationale.text, decision.rationale.source) == (WHY, "request")
    assert [(one.account, one.counts) for one in decision.approvals if one.source == "review"] == [
        (f"{forge.host}/bo", True)
    ]
    again = run("fetch", "--forge", "github")
    assert "0 new requests, 0 changed" in again.output
    assert "git push" not in again.output


def test_a_clone_that_lacks_the_branch_of_the_project_begins_no_other(forge: MockForge, repo: Repo) -> None:
    forge.keeps = True
    for kind, token in (("github", "GH"), ("gitlab", "GITLAB"), ("gitea", "GITEA")):
        forge.asked.clear()
        result = CliRunner(
            env={f"{token}_TOKEN": TOKEN, f"{token}_HOST": forge.host, "GITEA_SERVER_URL": forge.host}
        ).invoke(main, ["evidence", "fetch", "--forge", kind])
        assert result.exit_code == 2
        assert f"{forge.host} has the branch trailbook-evidence already" in result.output
        assert "'git fetch origin trailbook-evidence:trailbook-evidence' brings it" in result.output
        assert len(forge.asked) == 1
    assert not repo.git("branch", "--list", "trailbook-evidence")


def test_the_token_goes_to_the_forge_and_is_nowhere_else(forge: MockForge, repo: Repo) -> None:
    output = run("fetch", "--forge", "github").output
    forge.fails = lambda _: (401, {}, TOKEN.encode())
    output += run("fetch", "--forge", "github").output
    assert "does not accept the token" in output
    assert forge.tokens == {f"bearer {TOKEN}"}
    assert TOKEN not in output
    objects = subprocess.run(
        ["git", "cat-file", "--batch-all-objects", "--batch"], cwd=repo.root, capture_output=True, check=True
    )
    assert TOKEN.encode() not in objects.stdout
    assert not any(TOKEN.encode() in file.read_bytes() for file in (repo.root / ".git").rglob("*") if file.is_file())


def test_a_host_that_only_the_repository_names_gets_no_token(
    forge: MockForge, repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GH_HOST")
    result = run("fetch", "--forge", "github")
    assert forge.tokens == {""}
    assert f"GH_TOKEN was not sent, since only this repository names {forge.host}" in result.output


def test_a_repository_whose_forge_can_not_be_told_is_misuse(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit("Begin", {"docs/a.md": "# A\n"})
    monkeypatch.chdir(repo.root)
    assert (result := run("fetch")).exit_code == 2
    assert "the forge of this repository is not known" in result.output
    repo.commit("Say where", {"mkdocs.yml": "site_name: X\nrepo_url: https://git.example.org/org/kb\n"})
    assert "name it with --forge" in run("fetch").output


def test_nothing_is_asked_while_git_does_not_know_who_commits(
    forge: MockForge, repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in WHO:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    repo.git("config", "user.useConfigOnly", "true")
    result = run("fetch", "--forge", "github")
    assert (result.exit_code, forge.asked) == (2, [])
    assert "git config user.name" in result.output


def test_files_are_read_without_a_network(repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    id = repo.commit("Begin", {"docs/a.md": "# A\n"})
    for name, value in WHO.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(repo.root)
    stated = {
        "number": 1,
        "title": "Begin",
        "body": WHY,
        "author": {"login": "ada"},
        "mergedAt": moment(0),
        "mergeCommit": {"oid": id},
        "updatedAt": moment(1),
        "baseRefName": "main",
        "url": "https://github.com/org/kb/pull/1",
    }
    file = tmp_path / "requests.json"
    file.write_text(json.dumps([stated, {**stated, "number": 2, "mergeCommit": None}]))
    result = run("fetch", "--from", str(file))
    assert "requests.json: 1 new request, 0 changed\n  not kept: it has no commit" in result.output
    assert "0 new requests, 0 changed" in run("fetch", "--from", str(file)).output
    assert read_trails(Repository(repo.root), ["docs"])[0].decisions[0].rationale.text == WHY
    assert "not complete" in run("status").output
    file.write_text("<html>")
    assert (result := run("fetch", "--from", str(file))).exit_code == 2
    assert "line 1: HTML" in result.output


def test_a_clone_of_one_branch_is_told_how_to_get_what_its_release_names(repo: Repo, tmp_path: Path) -> None:
    first = repo.commit("Begin (#1)", {"docs/a.md": "# A\n\nOne.\n", "mkdocs.yml": "site_name: A\n"})
    keep(repo, request(first))
    release(repo, "1.0.0")
    clone = tmp_path / "clone"
    repo.git("clone", "--quiet", "--single-branch", "--branch=main", repo.root.as_uri(), str(clone))

    def noted() -> str:
        return CliRunner().invoke(main, ["check", "--root", str(clone)]).output

    assert "ledger/1.0.0.json:1:1: notice: it names the branch trailbook-evidence, which was not fetched" in noted()
    Repo(clone).git("fetch", "--quiet", "origin", "trailbook-evidence:trailbook-evidence")
    assert "not fetched" not in noted()


def test_the_status_says_what_is_kept_and_until_when(forge: MockForge, repo: Repo) -> None:
    assert "nothing is kept here" in run("status").output
    assert "'git fetch origin trailbook-evidence:trailbook-evidence' brings it" in run("status").output
    run("fetch", "--forge", "github")
    result = run("status")
    assert f"{forge.host}/org/kb: 1 request, 1 statement; complete until 2026-01-01T13:00:00Z\n" in result.output
    assert "(signature: none)" in result.output
    value = json.loads(run("status", "--format", "json").output)
    assert (value["projects"][0]["requests"], value["problems"]) == (1, [])


def test_a_statement_that_can_not_be_read_is_a_problem_of_the_check(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = repo.commit("Begin", {"docs/a.md": "# A\n"})
    keep(repo, request(id))
    monkeypatch.chdir(repo.root)
    assert CliRunner().invoke(main, ["check"]).exit_code == 0
    repo.checkout("trailbook-evidence")
    repo.commit("Forge one", {f"requests/github.com/org/kb/13/0001-{id}.json": "{\x1b"})
    repo.checkout("main")
    result = CliRunner().invoke(main, ["check"])
    assert result.exit_code == 1
    assert f"trailbook-evidence:requests/github.com/org/kb/13/0001-{id}.json" in result.output
    assert (status := run("status")).exit_code == 1
    assert "not a statement" in status.output


def test_the_check_needs_neither_evidence_nor_a_whole_history(
    repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.commit("Begin", {"docs/a.md": "# A\n"})
    repo.commit("Go on", {"docs/a.md": "# A\n\nMore.\n"})
    repo.git("clone", "--quiet", "--depth", "1", f"file://{repo.root}", str(tmp_path / "shallow"))
    monkeypatch.chdir(tmp_path / "shallow")
    assert CliRunner().invoke(main, ["check"]).output.startswith("no problems")


def test_branches_that_went_different_ways_are_a_problem_of_the_check(
    repo: Repo, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = repo.commit("Begin", {"docs/a.md": "# A\n"})
    keep(repo, request(id))
    repo.git("update-ref", "refs/remotes/origin/trailbook-evidence", id)
    monkeypatch.chdir(repo.root)
    result = CliRunner().invoke(main, ["check"])
    assert result.exit_code == 1
    assert "went different ways here and on a remote" in result.output


def test_an_account_is_forgotten_everywhere_once_that_is_confirmed(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    id = repo.commit("Begin", {"docs/a.md": "# A\n"})
    said_by_bo = "Bo asked for it, as @bo said; @bob and mail@bo.example did not."
    keep(repo, request(id, description=said_by_bo, reviews=(review("Bo"), review("di"))))
    keep(repo, request(id, number=13, author=request(id).author.model_copy(update={"name": "bo"})))
    keep(repo, request(id, number=14))
    for name, value in WHO.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(repo.root)
    before = evidence_branch(open_work_tree(repo.root).git)
    asked = run("forget", "@bo", ask="n\n")
    assert asked.exit_code == 1
    assert "2 statements will no longer say who that was" in asked.output
    assert "signatures are lost" in asked.output
    assert "In 1 statement, the words have bo in another way" in asked.output
    assert evidence_branch(before.git).head == before.head
    assert run("forget", "bo", "--yes").exit_code == 0
    now = evidence_branch(before.git)
    kept = {file.name.number: statement.request for file, statement in now.read(now.files)}
    assert [one.account.name for one in kept[12].reviews] == ["", "di"]
    assert kept[12].description == "Bo asked for it, as @(erased) said; @bob and mail@bo.example did not."
    assert (kept[13].author.name, kept[14]) == ("", request(id, number=14))
    assert now.problems == []
    names = repo.git("log", "--format=%B", "-p", "trailbook-evidence")
    assert '"bo"' not in names.lower()
    assert repo.git("rev-list", "--count", "trailbook-evidence") == "4"
    assert "nothing that is kept names bo" not in run("forget", "bo").output  # the word is still there
    assert "nothing that is kept names zo" in run("forget", "zo").output


def test_forgetting_says_what_it_did_to_a_run(forge: MockForge, repo: Repo) -> None:
    run("fetch", "--forge", "github")
    assert run("forget", "bo", "--yes").exit_code == 0
    branch = evidence_branch(open_work_tree(repo.root).git)
    assert branch.complete_until(forge.host, "org/kb") == "2026-01-01T13:00:00Z"
    decision = read_trails(Repository(repo.root), ["docs"])[0].decisions[0]
    assert [one for one in decision.approvals if one.source == "review"] == []
    forge.merged = [replace(forge.merged[0], updated=moment(2), comments=1)]
    assert "1 changed" in run("fetch", "--forge", "github").output
