import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.repositories import Repo

from trailbook.cli import main


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    repo = Repo(tmp_path / "kb")
    repo.write({"mkdocs.yml": "site_name: KB\ndocs_dir: content\n"})
    for number in range(5):
        repo.commit(f"Say {number}", {"content/a.md": f"# A\n\nThe number is {number}.\n"})
    return repo


def run(repo: Repo, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["audit", "sample", "--root", str(repo.root), *arguments])


def test_it_prints_the_sample_or_writes_it(repo: Repo, tmp_path: Path) -> None:
    printed = run(repo, "--size", "2", "--seed", "7", "--format", "json")
    assert printed.exit_code == 0, printed.output
    values = json.loads(printed.stdout)
    assert (values["population"], len(values["decisions"]), values["seed"]) == (5, 2, "7")
    file = tmp_path / "sample.json"
    written = run(repo, "--size", "2", "--seed", "7", "--format", "json", "--output", str(file))
    assert written.stderr.endswith(f"2 of 5 decisions in {file}\n")
    assert file.read_text() == printed.stdout


def test_a_size_needs_a_seed(repo: Repo) -> None:
    result = run(repo, "--size", "2")
    assert result.exit_code == 2
    assert "--size expects a --seed" in result.output


def test_without_a_size_the_whole_population_is_listed(repo: Repo) -> None:
    assert len(run(repo).stdout.splitlines()) == 1 + 5
    assert len(run(repo, "--until", "2025-12-31").stdout.splitlines()) == 1


def test_a_record_that_nobody_knows_is_misuse(repo: Repo) -> None:
    result = run(repo, "--record", "contents/a.md")
    assert result.exit_code == 2
    assert "'content/a.md'" in result.output
    assert len(run(repo, "--record", "content/a.md").stdout.splitlines()) == 1 + 5


def test_an_author_that_nobody_knows_is_no_empty_sample(repo: Repo) -> None:
    author = run(repo, "--format", "csv").stdout.splitlines()[1].split('","')[6]
    result = run(repo, "--person", author.lower())
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"there is no author {author.lower()!r}; did you mean {author!r}?" in result.stderr
    assert len(run(repo, "--person", author).stdout.splitlines()) == 1 + 5
