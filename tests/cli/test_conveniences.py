"""``trailbook explain``, ``completion`` and ``serve``."""

import socket
import subprocess
import sys
import time
from pathlib import Path
from shutil import copytree
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner, Result

from trailbook.cli import main
from trailbook.risk.threats.rules import RULES
from trailbook.trail.effects.hints import PUBLISHED


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def test_every_rule_is_explained() -> None:
    for rule in RULES:
        said = " ".join(run("explain", rule.id).output.split())
        assert rule.title in said and rule.why in said and rule.remedy in said
    for effect in PUBLISHED:
        assert " ".join(effect.reason.split()) in " ".join(run("explain", effect.id).output.split())


def test_a_rule_that_is_none_is_answered_with_the_nearest() -> None:
    result = run("explain", "agent-runs-cod\x1b")
    assert result.exit_code == 2
    assert "did you mean 'agent-runs-code'?" in result.output
    assert "\x1b" not in result.output
    assert "'trailbook findings' and 'trailbook why' name rules" in run("explain", "x").output


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_gets_its_script(shell: str) -> None:
    result = run("completion", shell)
    assert result.exit_code == 0
    assert "_TRAILBOOK_COMPLETE" in result.output


@pytest.mark.parametrize(
    ("words", "typed", "found"),
    [
        (["why"], "pol-", ["POL-SHARING", "POL-SHARING.C1", "POL-SHARING.C2"]),
        (["why"], "TM-LEAVE.t", ["TM-LEAVE.T1", "TM-LEAVE.T2"]),
        (["due", "--application"], "", ["TM-LEAVE"]),
        (["affected"], "con", ["CON-MAIL"]),
        (["explain"], "agent-runs", ["agent-runs-code"]),
        (["trail"], "content/", ["content/"]),
    ],
)
def test_a_shell_completes_ids(
    starter: Path, words: list[str], typed: str, found: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(starter / "content")
    shell = ShellComplete(main, {}, "trailbook", "_TRAILBOOK_COMPLETE")
    assert [item.value for item in shell.get_completions(words, typed)] == found


def test_a_shell_completes_nothing_where_the_configuration_can_not_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mkdocs.yml").write_text("plugins: [", encoding="utf-8")
    assert ShellComplete(main, {}, "trailbook", "_TRAILBOOK_COMPLETE").get_completions(["why"], "POL") == []


@pytest.mark.parametrize("address", ["8000", "nowhere:8000", "127.0.0.1:99999", "127.0.0.1"])
def test_an_address_that_is_none_is_answered_with_the_form_of_one(starter: Path, address: str) -> None:
    result = run("serve", "--root", str(starter), "--address", address)
    assert result.exit_code == 2
    assert f"--address '{address}' is none; write one as 127.0.0.1:8000" in result.stderr


@pytest.mark.slow
def test_an_address_in_use_is_an_error_in_one_line(starter: Path, tmp_path: Path) -> None:
    root = copytree(starter, tmp_path / "kb")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        result = run("serve", "--root", str(root), "--address", f"127.0.0.1:{taken.getsockname()[1]}")
    assert result.exit_code == 1
    assert "can't be served: Address already in use" in result.output
    assert isinstance(result.exception, SystemExit)


@pytest.mark.slow
def test_the_site_is_served_and_built_anew_after_an_edit(starter: Path, tmp_path: Path) -> None:
    root = copytree(starter, tmp_path / "kb")
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"127.0.0.1:{free.getsockname()[1]}"
    program = f"from trailbook.cli import main; main({['serve', '--address', address]!r})"
    server = subprocess.Popen([sys.executable, "-c", program], cwd=root, stderr=subprocess.DEVNULL)
    try:
        assert "Leave requests" in shown(f"http://{address}/threat-models/leave-requests/", "Leave requests")
        model = root / "threat-models/leave-requests.yaml"
        model.write_text(f"  : [\n{model.read_text()}")
        assert 'role="alert"' in shown(f"http://{address}/threat-models/leave-requests/", 'role="alert"')
    finally:
        server.kill()
        server.wait()


def shown(address: str, wanted: str) -> str:
    """The page, as soon as it holds what is wanted."""
    for _ in range(600):
        try:
            text = str(urlopen(address, timeout=5).read().decode())
        except (URLError, OSError):
            text = ""
        if wanted in text:
            return text
        time.sleep(0.5)
    return text
