import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.audit.ledgers.ledgers import release
from tests.repositories import Repo

from trailbook.cli import main


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    repo = Repo(tmp_path / "kb")
    repo.commit("Ask for two\x1b[2J factors\u202e", {"docs/a.md": "# A\n\nOne.\n"})
    release(repo, "1.0.0", tag=True)
    return repo


def run(repo: Repo, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["audit", "ledger", *arguments, "--root", str(repo.root)])


def test_an_untouched_history_exits_with_0_and_prints_the_hash_to_keep(repo: Repo) -> None:
    result = run(repo)
    assert result.exit_code == 0
    assert "1.0.0  2026-01-01  1 commit, 1 decision, tag 1.0.0 (signature: none)\n    SHA-256 " in result.output
    assert result.output.endswith("The trail is what it was at 1 release.\n")


def test_a_rewritten_history_exits_with_1_and_names_what_vanished(repo: Repo) -> None:
    repo.git("commit", "--quiet", "--amend", "--reset-author", "-m", "Release again")
    repo.git("checkout", "--quiet", "--orphan", "other")
    repo.commit("Begin again", {"docs/a.md": "# A\n\nTwo.\n"})
    result = run(repo)
    assert result.exit_code == 1
    assert "The history was rewritten (1)" in result.output
    assert "Decisions that vanished (1)" in result.output
    assert "docs/a.md: Ask for two\N{REPLACEMENT CHARACTER}[2J factors\N{REPLACEMENT CHARACTER}" in result.output
    assert not {"\x1b", "\u202e"} & set(result.output)


def test_a_kept_ledger_may_have_any_name(repo: Repo, tmp_path: Path) -> None:
    kept = tmp_path / "kept by the auditor.json"
    kept.write_bytes((repo.root / "ledger/1.0.0.json").read_bytes())
    assert run(repo, "--kept", str(kept)).exit_code == 0
    repo.git("tag", "--delete", "1.0.0")
    repo.git("reset", "--quiet", "--hard", "HEAD~1")
    assert "the file that was kept holds the ledger of 1.0.0, and HEAD does not" in " ".join(
        run(repo, "--kept", str(kept)).output.split()
    )


def test_a_reason_for_a_rewritten_history_is_told_last_and_silences_no_kept_ledger(repo: Repo, tmp_path: Path) -> None:
    old = (repo.root / "ledger/1.0.0.json").read_bytes()
    (tmp_path / "kept.json").write_bytes(old)
    repo.git("tag", "--delete", "1.0.0")
    repo.git("checkout", "--quiet", "--orphan", "other")
    repo.commit("Begin again", {"docs/a.md": "# A\n\nTwo.\n", "ledger/1.0.0.json": old})
    release(repo, "2.0.0", "Typo", tag=True)
    alone = run(repo)
    assert alone.exit_code == 0
    assert "The history was rewritten before release 2.0.0 of 2026-01-01, which states: Typo." in " ".join(
        alone.output.split()
    )
    assert "The trail is what it was" not in alone.output
    kept = ("--kept", str(tmp_path / "kept.json"))
    assert run(repo, *kept).exit_code == 1
    assert run(repo, *kept, "--accept-rewrite").exit_code == 0


def test_a_kept_file_that_is_no_ledger_is_misuse(repo: Repo, tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("[]")
    result = run(repo, "--kept", str(tmp_path / "x.json"))
    assert result.exit_code == 2
    assert "not a ledger in the format trailbook-ledger/2" in result.output


def test_json_is_given_with_the_same_exit_codes(repo: Repo) -> None:
    result = run(repo, "--format", "json")
    assert result.exit_code == 0
    assert json.loads(result.output)["findings"] == []


def test_a_shallow_clone_is_told_with_its_remedy(repo: Repo, tmp_path: Path) -> None:
    repo.git("clone", "--quiet", "--depth=1", f"file://{repo.root}", str(tmp_path / "shallow"))
    result = CliRunner().invoke(main, ["audit", "ledger", "--root", str(tmp_path / "shallow")])
    assert result.exit_code == 2
    assert "git fetch --unshallow" in result.output
