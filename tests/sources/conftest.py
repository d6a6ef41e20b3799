"""The organisation whose hub many tests read."""

from pathlib import Path

import pytest
from tests.sources.organisation import Organisation


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Organisation:
    """An organisation that nobody changes."""
    return Organisation(tmp_path_factory.mktemp("organisation"))


@pytest.fixture
def organisation(begun: Organisation, tmp_path: Path) -> Organisation:
    """An organisation of a test's own."""
    return begun.copy(tmp_path)
