"""The hooks that other repositories take from this one by .pre-commit-config.yaml."""

import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from tests.cli.commands import command_named
from tests.paths import REPOSITORY
from tests.repositories import Repo

from trailbook.cli import main

HOOKS = yaml.safe_load((REPOSITORY / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))


def test_every_hook_runs_a_command_with_options_that_it_has() -> None:
    for hook in HOOKS:
        program, command, *options = hook["entry"].split()
        assert program == "trailbook"
        assert set(options) <= {option for one in command_named(command).params for option in one.opts}
        assert hook["language"] == "python"


def test_hooks_for_messages_run_at_the_message_and_get_its_file() -> None:
    stages = {hook["id"]: hook["stages"] for hook in HOOKS}
    assert stages["trailbook-check-message"] == ["commit-msg"]
    assert stages["trailbook-prepare-message"] == ["prepare-commit-msg"]
    for hook in HOOKS:
        assert hook.get("pass_filenames", True) == hook["stages"][0].endswith("commit-msg")


@pytest.mark.generators
def test_pre_commit_takes_the_hooks_and_stops_a_commit_without_a_reason(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "venv"], check=True)
    subprocess.run([tmp_path / "venv/bin/pip", "install", "--quiet", "pre-commit"], check=True)
    pre_commit = str(tmp_path / "venv/bin/pre-commit")
    subprocess.run([pre_commit, "validate-manifest", REPOSITORY / ".pre-commit-hooks.yaml"], check=True)
    assert CliRunner().invoke(main, ["init", str(tmp_path / "kb")]).exit_code == 0
    kb = Repo(tmp_path / "kb")
    hooks = [{"id": hook["id"]} for hook in HOOKS if hook["id"] != "trailbook-codeowners"]
    rev = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=REPOSITORY, check=True, capture_output=True, text=True
    ).stdout
    own = {"repo": str(REPOSITORY), "rev": rev.strip(), "hooks": hooks}
    kinds = ["pre-commit", "commit-msg", "prepare-commit-msg"]
    kb.write({".pre-commit-config.yaml": yaml.safe_dump({"default_install_hook_types": kinds, "repos": [own]})})
    kb.commit("Start\n\nA beginning.")
    kb.git("config", "user.email", "ada@example.org")
    subprocess.run([pre_commit, "install"], cwd=kb.root, check=True, capture_output=True)
    policy = kb.root / "content/policies/sharing.md"
    policy.write_text(policy.read_text().replace("level: must", "level: should"))
    refused = commit(kb, "Relax it")
    assert refused.returncode == 1
    assert "no reason is stated" in refused.stdout + refused.stderr
    assert "check records" in refused.stdout + refused.stderr
    assert commit(kb, "Relax it\n\nNobody could keep to it.").returncode == 0


def commit(kb: Repo, message: str) -> subprocess.CompletedProcess[str]:
    command = ["git", "-c", "user.name=Ada", "commit", "--all", "--message", message]
    return subprocess.run(command, cwd=kb.root, capture_output=True, text=True, check=False)
