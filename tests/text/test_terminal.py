"""Text for a terminal: lines of a width, margins, and words that stay whole."""

from trailbook.text.terminal import WIDTH, filled

ADDRESS = "https://example.org/" + "long-name/" * 10


def test_lines_fit_and_hang_below_their_first_word() -> None:
    lines = filled("word " * 40, "  - ").split("\n")
    assert max(map(len, lines)) <= WIDTH
    assert lines[0].startswith("  - word")
    assert all(line.startswith("    word") for line in lines[1:])
    assert filled("word " * 40, after="> ").split("\n")[1].startswith("> word")


def test_what_somebody_may_copy_is_never_broken() -> None:
    assert ADDRESS in filled(f"See {ADDRESS} for more.", "- ").split("\n")[1]
