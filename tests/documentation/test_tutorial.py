"""What the tutorial shows is what a reader gets who follows it."""

import sys
from pathlib import Path

import pytest
from tests.documentation.transcripts import Reader

PAGES = Path(__file__).parents[2] / "docs/pages"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="its commands are those of a Unix shell")


def test_whoever_follows_the_tutorial_sees_what_it_shows(tmp_path: Path) -> None:
    page = (PAGES / "tutorial.md").read_text(encoding="utf-8")
    shown = list(Reader(tmp_path).follow(page))
    assert len(shown) > 15
    wrong = [(each.command, each.expected, each.output) for each in shown if not each.agrees()]
    assert wrong == []
    pictures = sorted(tmp_path.glob("*.svg"))
    assert [picture.name for picture in pictures] == ["change.svg", "room-booking.svg", "way.svg"]
    for picture in pictures:
        assert picture.read_bytes() == (PAGES / "images" / picture.name).read_bytes()
