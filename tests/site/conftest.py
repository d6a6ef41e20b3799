from pathlib import Path

import pytest
from building import REPOSITORY, Built, build, start

from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.loading import load


@pytest.fixture(scope="session")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A knowledge base as ``trailbook init`` makes it. Read only: copy it to change it."""
    return start(tmp_path_factory.mktemp("starter") / "kb")


@pytest.fixture(scope="session")
def knowledge(starter: Path) -> KnowledgeBase:
    return load(starter)


@pytest.fixture(scope="session")
def starter_site(starter: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    return build(starter, tmp_path_factory.mktemp("starter-site"), strict=True)


@pytest.fixture(scope="session")
def own_site(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The site that this repository publishes."""
    return build(REPOSITORY, tmp_path_factory.mktemp("own") / "site", strict=True)
