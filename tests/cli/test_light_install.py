"""Trailbook without its extras: checks, differences and the trail need no generator, no theme and no Graphviz."""

import re
import subprocess
import sys
from functools import cache
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from pathlib import Path

import pytest

EXTRA = re.compile(r"\bextra\s*==")
RUN = """
import sys
from importlib.abc import MetaPathFinder

class Absent(MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name.partition(".")[0] in {absent!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Absent())
from trailbook.cli import main
main({arguments!r})
"""


def needed(package: str, known: set[str]) -> set[str]:
    """A package and all that it needs without extras, in the spelling of the index."""
    name = re.sub(r"[-_.]+", "-", package).lower()
    if name in known:
        return known
    known.add(name)
    try:
        stated = requires(name) or ()
    except PackageNotFoundError:  # another system needs it
        return known - {name}
    for requirement in stated:
        _, _, marker = requirement.partition(";")
        if not EXTRA.search(marker):
            needed(re.split(r"[^A-Za-z0-9._-]", requirement)[0], known)
    return known


@cache
def absent() -> list[str]:
    """The modules here that a plain installation does not have, but for those of tests."""
    there = needed("trailbook", set())
    found = packages_distributions().items()
    owners = {module: {re.sub(r"[-_.]+", "-", name).lower() for name in names} for module, names in found}
    return sorted(module for module, names in owners.items() if not names & there)


def run(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    program = RUN.format(absent=absent(), arguments=list(arguments))
    return subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=False)


def test_a_plain_installation_is_small() -> None:
    assert len(needed("trailbook", set())) <= 20
    assert {"mkdocs", "material", "diagrams", "pygraphviz"} <= set(absent())


@pytest.mark.slow
@pytest.mark.parametrize("command", ["check", "diff HEAD --format markdown", "schema --output {to}"])
def test_it_does_what_needs_no_site(starter: Path, tmp_path: Path, command: str) -> None:
    result = run(starter, *command.format(to=tmp_path).split())
    assert result.returncode in (0, 1), result.stderr
    assert "Traceback" not in result.stderr
    assert result.stdout


@pytest.mark.slow
@pytest.mark.parametrize("command", ["build", "picture TM-LEAVE --output {to}/x.svg"])
def test_what_needs_a_site_says_what_to_install(starter: Path, tmp_path: Path, command: str) -> None:
    result = run(starter, *command.format(to=tmp_path).split())
    assert result.returncode == 2
    assert "which is not installed; install Trailbook with its extra 'site'" in result.stderr
