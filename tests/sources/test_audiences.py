"""What a hub shows to readers who must not see everything that other repositories handed on."""

from pathlib import Path
from shutil import rmtree
from typing import Any

import pytest
from tests.repositories import Repo
from tests.sources.organisation import POLICY_OPEN, SETTINGS, repository, run, shard, spoilt

from trailbook.sources.state import read_state

CANARY = "zqhiddenqz"


def organisation(folder: Path) -> Repo:
    """A hub of one repository that handed on what the public may read, and one whose shard is for insiders."""
    secret = repository(folder / "secret", f"Secret {CANARY}", see=f" {CANARY}")
    shard(secret, folder / "secret.json")
    half = repository(folder / "half", "Half", more="classification: restricted\n", model="TM-HALF", see=f" {CANARY}")
    opened = POLICY_OPEN.replace("kind: policy", "kind: policy\nclassification: public")
    half.commit("Open it", {"content/policies/open.md": opened})
    shard(half, folder / "half.json", "--audience", "public")
    hub = Repo(folder / "hub")
    sources = f"        half: ../half.json\n        {CANARY}: ../secret.json"
    plugin = f"  - trailbook/records:\n      sources:\n{sources}\n"
    index = "---\nclassification: public\n---\n# Start\n\nSee half/POL-OPEN.C1.\n"
    settings = SETTINGS.format(name="Hub").replace("  - trailbook/records\n", plugin)
    hub.commit("Begin", {"mkdocs.yml": settings, "content/index.md": index})
    assert run("hub", "--root", hub.root).exit_code == 0
    return hub


def test_a_shard_for_stricter_readers_is_not_there_for_an_audience(tmp_path: Path) -> None:
    hub = organisation(tmp_path)
    everything = run("export", "--root", hub.root, "--output", tmp_path / "all")
    assert everything.exit_code == 0, everything.output
    assert _files_with(tmp_path / "all", CANARY)
    result = run("export", "--root", hub.root, "--output", tmp_path / "public", "--audience", "public")
    assert result.exit_code == 0, result.output
    assert _files_with(tmp_path / "public", CANARY) == []
    assert CANARY not in result.output
    assert any("sources/half" in path for path in _files_with(tmp_path / "public", "Prices are shown"))


@pytest.mark.parametrize("command", ["register", "due", "reviews", "gaps"])
def test_commands_for_an_audience_know_nothing_of_it(tmp_path: Path, command: str) -> None:
    hub = organisation(tmp_path)
    arguments = ("audit", "gaps") if command == "gaps" else (command,)
    result = run(*arguments, "--root", hub.root, "--audience", "public")
    assert CANARY not in result.output


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("classification: public", "classification: restricted", "states restricted"),
        ("level: may}", "level: may, classification: internal}", "states internal"),
        ("kind: policy", "kind: [policy", "can't be read as a record"),
        ("", "", ""),
    ],
)
def test_an_audience_is_believed_only_if_no_file_states_a_stricter_one(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    hub = organisation(tmp_path)
    rmtree(hub.root / ".trailbook")
    data = (tmp_path / "half.json").read_bytes()
    path = "content/policies/open.md"

    def state(statement: dict[str, Any]) -> None:
        files = statement["predicate"]["files"]
        assert old in files[path]
        files[path] = files[path].replace(old, new)

    (tmp_path / "half.json").write_bytes(spoilt(data, state))
    result = run("hub", "--root", hub.root)
    assert (result.exit_code, "half: unreadable" in result.output) == ((1, True) if said else (0, False))
    assert said in result.output
    assert ("half" in read_state(hub.root).shards) is not bool(said)


def test_what_is_in_force_is_judged_again_at_each_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hub = organisation(tmp_path)
    path = "content/policies/open.md"
    for stated, found in (("public", True), ("restricted", False)):

        def state(statement: dict[str, Any], stated: str = stated) -> None:
            files = statement["predicate"]["files"]
            files[path] = files[path].replace("classification: public", f"classification: {stated}")

        (tmp_path / "half.json").write_bytes(spoilt((tmp_path / "half.json").read_bytes(), state))
        rmtree(hub.root / ".trailbook")
        with monkeypatch.context() as patch:  # kept by a version that looked at less
            patch.setattr("trailbook.sources.gathering.audience_fault", lambda *_: "")
            assert run("hub", "--root", hub.root).exit_code == 0
        assert "half" in read_state(hub.root).shards
        result = run("export", "--root", hub.root, "--output", tmp_path / stated, "--audience", "public")
        assert result.exit_code == 0, result.output
        assert bool(_files_with(tmp_path / stated, "Prices are shown")) is found


def _files_with(folder: Path, text: str) -> list[str]:
    found = (file for file in folder.rglob("*") if file.is_file())
    named = [file for file in found if text in file.as_posix() or text.encode() in file.read_bytes()]
    return sorted(file.relative_to(folder).as_posix() for file in named)
