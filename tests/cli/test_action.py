"""The composite action of this repository, its steps run as a runner runs them."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.paths import REPOSITORY

ACTION: dict[str, Any] = yaml.safe_load((REPOSITORY / "action.yml").read_text(encoding="utf-8"))
STEPS = {step.get("name", step.get("uses")): step for step in ACTION["runs"]["steps"]}


def run(step: str, folder: Path, temporary: Path, **values: str) -> subprocess.CompletedProcess[str]:
    """A step as GitHub runs it, with values in the place of its inputs."""
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    environment = {**os.environ, "PATH": path, "RUNNER_TEMP": str(temporary), **values}
    script = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", STEPS[step]["run"]]
    return subprocess.run(script, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_no_value_is_pasted_into_a_script_and_every_action_is_pinned() -> None:
    for step in STEPS.values():
        assert "${{" not in step.get("run", "")
        assert "run" in step or len(step["uses"].partition("@")[2]) == 40
        assert set(step.get("env", {})) >= {
            name for name in ("COMMAND", "ARGUMENTS") if f"${name}" in step.get("run", "")
        }


@pytest.mark.parametrize("command", ["release", "check; true", ""])
def test_it_runs_only_what_it_is_for(tmp_path: Path, command: str) -> None:
    result = run("Run it", tmp_path, tmp_path, COMMAND=command, ARGUMENTS="")
    assert result.returncode == 2
    assert "expected one of: check, diff, publish" in result.stderr


@pytest.mark.slow
def test_arguments_are_words_and_no_shell(starter: Path, tmp_path: Path) -> None:
    (tmp_path / "trailbook/bin").mkdir(parents=True)
    (tmp_path / "trailbook/bin/trailbook").symlink_to(Path(sys.executable).with_name("trailbook"))
    result = run("Run it", starter, tmp_path, COMMAND="check", ARGUMENTS="--format json")
    assert (result.returncode, result.stdout[:1]) == (0, "[")
    hostile = run("Run it", starter, tmp_path, COMMAND="check", ARGUMENTS=f"$(touch {tmp_path}/ran); `id` *")
    assert hostile.returncode == 2
    assert not (tmp_path / "ran").exists()


@pytest.mark.generators
def test_it_installs_itself_from_the_lock_file(starter: Path, tmp_path: Path) -> None:
    assert run("Install what the lock file names", tmp_path, tmp_path, SOURCE=str(REPOSITORY)).returncode == 0
    result = run("Run it", starter, tmp_path, COMMAND="check", ARGUMENTS="")
    assert result.returncode == 0, result.stderr
    assert "no problems" in result.stdout
