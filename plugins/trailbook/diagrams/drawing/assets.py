"""What a page needs to show pictures: their style sheet, and the font that they were measured with.

A file of its own, for every site serves these, and most that do draw nothing.
"""

from importlib.resources import files

ASSETS: tuple[str, ...] = (
    "pictures.css",
    "fonts/IBMPlexSans-Regular.woff",
    "fonts/IBMPlexSans-SemiBold.woff",
    "fonts/OFL.txt",
)
"""The files to serve. Their paths must not change: the style sheet refers to the fonts beside it."""


def picture_assets() -> dict[str, bytes]:
    """The contents of the files to serve, by path."""
    return {path: files("trailbook.diagrams.drawing").joinpath(path).read_bytes() for path in ASSETS}
