"""What a page needs to show pictures: their style sheet, and the font that they were measured with.

A file of its own, for every site serves these, and most that do draw nothing.
"""

from importlib.resources import files

PICTURES = "pictures.css"
"""The style sheet."""

ASSETS: tuple[str, ...] = (
    PICTURES,
    "fonts/IBMPlexSans-Regular-Latin1.woff2",
    "fonts/IBMPlexSans-Regular.woff2",
    "fonts/IBMPlexSans-SemiBold-Latin1.woff2",
    "fonts/IBMPlexSans-SemiBold.woff2",
    "fonts/OFL.txt",
)
"""The files to serve. Their paths must not change: the style sheet refers to the fonts below it."""


def picture_assets() -> dict[str, bytes]:
    """The contents of the files to serve, by path."""
    return {path: files("trailbook.diagrams.drawing").joinpath(path).read_bytes() for path in ASSETS}
