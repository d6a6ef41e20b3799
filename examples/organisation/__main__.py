"""Makes the organisation in a folder: its repositories, their shards, and the site of the hub."""

import argparse
import shutil
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml
from examples.demo.history import Person, environment_alone

HERE = Path(__file__).parent
NAMES = ("payments", "intranet", "support", "hub")
TODAY = datetime(2026, 10, 1, tzinfo=UTC)
"""The day that the site is of."""


def make(folder: Path) -> Path:
    """Make the repositories and their shards, and let the hub fetch them. Returns the folder of the hub."""
    for name in NAMES:
        shutil.rmtree(folder / name, ignore_errors=True)
        (folder / name).mkdir(parents=True)
        _run(folder / name, "git", "init", "--quiet", "--initial-branch=main")
        if name != "hub":
            address = f"https://gitlab.com/example-waterworks/{name}.git"
            _run(folder / name, "git", "remote", "add", "origin", address)
    for step in yaml.safe_load((HERE / "story.yaml").read_text(encoding="utf-8")):
        _commit(folder / step["repository"], step)
    for name in NAMES[:-1]:
        _trailbook(folder / name, "shard", "--output", f"../shards/{name}.json")
    _trailbook(folder / "hub", "hub", expected=1)  # one is late
    return folder / "hub"


def _commit(repository: Path, step: dict[str, Any]) -> None:
    """Bring in all files of a repository, or change what a step of the story says."""
    if "change" not in step:
        shutil.copytree(HERE / "repositories" / repository.name, repository, dirs_exist_ok=True)
    for path, (before, after) in step.get("change", {}).items():
        text = (repository / path).read_text(encoding="utf-8")
        if before not in text:
            raise SystemExit(f"story.yaml: {path} of {repository.name} does not say {before!r}")
        (repository / path).write_text(text.replace(before, after, 1), encoding="utf-8")
    who = Person(step["by"], f"{step['by'].lower().replace(' ', '.')}@example.org", "")
    _run(repository, "git", "add", "--all")
    at = datetime.fromisoformat(f"{step['at']}").replace(tzinfo=UTC)
    command = ("git", "commit", "--quiet", "--message", f"{step['title']}\n\n{step['body']}")
    _run(repository, *command, environment=who.environment(at))


def _run(folder: Path, *command: str, expected: int = 0, environment: Mapping[str, str] = {}) -> None:
    done = subprocess.run(command, cwd=folder, env={**environment_alone(), **environment}, check=False)
    if done.returncode != expected:
        raise SystemExit(f"{' '.join(command)}: exit code {done.returncode}")


def _trailbook(folder: Path, *command: str, expected: int = 0) -> None:
    stated = {"SOURCE_DATE_EPOCH": str(int(TODAY.timestamp()))}
    begun = (sys.executable, "-c", "from trailbook.cli import main; main()")
    _run(folder, *begun, *command, expected=expected, environment=stated)


def build(hub: Path, site: Path) -> None:
    """Build the site of the hub."""
    stated = {"SOURCE_DATE_EPOCH": str(int(TODAY.timestamp())), "NO_MKDOCS_2_WARNING": "1"}
    _run(hub, sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(site), environment=stated)


def main() -> None:
    """Make it all in the folder that the command line names."""
    parser = argparse.ArgumentParser(prog="python -m examples.organisation", description=__doc__)
    parser.add_argument("folder", type=Path, help="gets the repositories, 'shards' and the 'site'")
    folder = parser.parse_args().folder.resolve()
    build(make(folder), folder / "site")
    print(folder / "site" / "index.html")


if __name__ == "__main__":
    main()
