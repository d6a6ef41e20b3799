"""What a page needs to show pictures as they were meant: their style sheet and the font they were measured with."""

from importlib.resources import files

ASSETS: tuple[str, ...] = (
    "pictures.css",
    "fonts/IBMPlexSans-Regular.woff",
    "fonts/IBMPlexSans-SemiBold.woff",
    "fonts/OFL.txt",
)
"""The files to serve, by paths that have to stay as they are: the style sheet names the fonts beside it."""


def assets() -> dict[str, bytes]:
    """The contents of the files to serve, by path."""
    return {path: files("trailbook.diagrams.drawing").joinpath(path).read_bytes() for path in ASSETS}
