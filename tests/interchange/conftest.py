"""Files of other tools, as an import reads them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from trailbook.interchange.importing import ImportResult, import_model, read_source

FILES = Path(__file__).parent / "files"

Import = Callable[..., ImportResult]


def imported(name: str, data: bytes) -> ImportResult:
    """What an import of a readable file gives."""
    source, problems = read_source(name, data)
    assert source is not None, [str(problem) for problem in problems]
    return import_model(source, "threat-models/model.yaml")


@pytest.fixture
def of_file() -> Callable[[str], ImportResult]:
    """Import one of the files beside the tests."""
    return lambda name: imported(name, (FILES / name).read_bytes())
