"""Small knowledge bases on disk, and what loading says about them."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from trailbook.records.loading import load

BASE = Path(__file__).parent / "base"

Said = Callable[[dict[str, str | bytes]], list[str]]


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """A knowledge base with one record of some kinds and no problems, to be spoilt by a test."""
    return shutil.copytree(BASE, tmp_path / "base")


@pytest.fixture
def said(tmp_path: Path) -> Said:
    """Write files into an empty folder and give the problems of loading it, as the check prints them."""

    def write_and_load(files: dict[str, str | bytes]) -> list[str]:
        for path, text in files.items():
            file = tmp_path / "content" / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return [str(problem).removeprefix("content/") for problem in load(tmp_path).problems]

    return write_and_load
