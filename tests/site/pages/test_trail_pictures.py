"""The picture on a threat model's trail: what changed since the last release, or since it began."""

from pathlib import Path
from shutil import copytree

import pytest
from tests.building import Built, build, configure
from tests.repositories import Repo

MODEL = "threat-models/leave-requests.yaml"
TRAIL = "trail/threat-models/leave-requests/index.html"


@pytest.fixture(scope="module")
def begun(starter: Path, tmp_path_factory: pytest.TempPathFactory) -> Repo:
    """Read only: a test changes its own copy."""
    repo = Repo(copytree(starter, tmp_path_factory.mktemp("begun") / "kb"))
    configure(repo.root, "trailbook/records", "trailbook/trail", docs_dir="content")
    repo.commit("Begin")
    return repo


@pytest.fixture
def repo(begun: Repo, tmp_path: Path) -> Repo:
    return begun.copy(tmp_path / "kb")


def revise(repo: Repo, before: str, after: str) -> None:
    text = (repo.root / MODEL).read_text(encoding="utf-8")
    assert before in text
    repo.commit(f"Revise {before}", {MODEL: text.replace(before, after, 1)})


def built(repo: Repo, tmp_path: Path) -> Built:
    return build(repo.root, tmp_path / "site")


@pytest.mark.slow
def test_a_model_that_never_changed_has_no_picture(repo: Repo, tmp_path: Path) -> None:
    assert "as a picture" not in built(repo, tmp_path).page(TRAIL).text


def test_without_a_release_the_picture_tells_of_all_since_the_beginning(repo: Repo, tmp_path: Path) -> None:
    revise(repo, "likelihood: unlikely", "likelihood: rare")
    page = built(repo, tmp_path).page(TRAIL)
    assert "What changed since the beginning" in page.text
    assert any(element.tag == "svg" for element in page.elements)


def test_with_a_release_it_tells_of_what_came_after_that(repo: Repo, tmp_path: Path) -> None:
    repo.git("tag", "v1.0")
    revise(repo, "likelihood: unlikely", "likelihood: rare")
    assert "What changed since v1.0" in built(repo, tmp_path).page(TRAIL).text


@pytest.mark.slow
def test_what_was_taken_back_has_no_picture(repo: Repo, tmp_path: Path) -> None:
    revise(repo, "likelihood: unlikely", "likelihood: rare")
    revise(repo, "likelihood: rare", "likelihood: unlikely")
    assert "as a picture" not in built(repo, tmp_path).page(TRAIL).text
