"""Settings for all tests, and the repositories and sites that they share."""

from pathlib import Path

import pytest
from hypothesis import settings
from tests.building import REPOSITORY, Built, build, start
from tests.repositories import Repo

from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.loading import load

settings.register_profile("trailbook", deadline=None)  # a busy machine is no fault
settings.load_profile("trailbook")


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """An empty repository."""
    return Repo(tmp_path / "repo")


@pytest.fixture(scope="session")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A knowledge base as ``trailbook init`` makes it. Read only: copy it to change it."""
    return start(tmp_path_factory.mktemp("starter") / "kb")


@pytest.fixture(scope="session")
def knowledge(starter: Path) -> KnowledgeBase:
    """Its records."""
    return load(starter)


@pytest.fixture(scope="session")
def starter_site(starter: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Its site."""
    return build(starter, tmp_path_factory.mktemp("starter-site"), strict=True)


@pytest.fixture(scope="session")
def own_site(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The site that this repository publishes."""
    return build(REPOSITORY, tmp_path_factory.mktemp("own") / "site", strict=True)
