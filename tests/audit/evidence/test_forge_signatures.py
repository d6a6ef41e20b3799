"""Commits of the branch with what forges said, of which somebody who may push forged one."""

import json
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner
from tests.audit.evidence.base import evidence, history, run, said
from tests.kept_requests import keep, request, review
from tests.repositories import Repo, make_key

from trailbook.cli import main


class Kept(NamedTuple):
    repo: Repo
    signers: Path
    forged: str
    archive: bytes
    signed: bytes


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """A branch of two signed commits, and a third that nobody signed; evidence of it before and after that one."""
    folder = tmp_path_factory.mktemp("kept")
    repo = history(folder / "kb")
    make_key(folder / "key")
    line = f"fetcher@example.org {(folder / 'key.pub').read_text()}"
    (folder / "signers").write_text(line)
    last = repo.git("rev-parse", "HEAD")
    repo.commit("List the key", {".allowed_signers": line})
    for name, value in (("gpg.format", "ssh"), ("user.signingKey", str(folder / "key")), ("commit.gpgSign", "true")):
        repo.git("config", name, value)
    keep(repo, request(last, number=11))
    keep(repo, request(last, reviews=(review("bo"),)))
    signed = evidence(repo, folder / "signed.zip")
    repo.git("config", "commit.gpgSign", "false")
    forged = keep(repo, request(last, reviews=(review("bo"), review("eve")))).head
    return Kept(repo, folder / "signers", forged, evidence(repo, folder / "x.zip"), signed)


def test_a_statement_that_nobody_signed_in_a_signed_branch_is_named_with_its_commit(kept: Kept) -> None:
    result = CliRunner().invoke(main, ["evidence", "status", "--root", str(kept.repo.root), "--format", "json"])
    found = json.loads(result.output)
    assert (result.exit_code, found["commits"], found["signed"], found["signature"]) == (1, 3, 2, "none")
    (problem,) = found["problems"]
    assert "github.com/org/kb/12/0002-" in problem
    assert f"commit {kept.forged} carries no signature" in problem


def test_verification_names_it_by_the_keys_of_whoever_verifies(kept: Kept, tmp_path: Path) -> None:
    result = run(tmp_path, kept.archive, "--signers", str(kept.signers))
    assert result.exit_code == 1
    assert f"kb/12/0002-{kept.repo.git('rev-parse', 'HEAD~1')}.json: commit {kept.forged} of" in said(result)
    assert "1 fault" in said(result)


def test_statements_that_are_signed_rest_on_the_word_of_the_signer(kept: Kept, tmp_path: Path) -> None:
    shown = said(run(tmp_path, kept.signed, "--signers", str(kept.signers)))
    assert "trailbook-evidence that fetcher@example.org signed, on whose word it rests" in shown
    other = tmp_path / "others"
    other.write_text("")
    shown = said(run(tmp_path, kept.signed, "--signers", str(other)))
    assert "NOT proven of 2 statements of forges: no commit of trailbook-evidence that a key of yours signed" in shown
    assert "--signers names who may sign it" in said(run(tmp_path, kept.signed))
