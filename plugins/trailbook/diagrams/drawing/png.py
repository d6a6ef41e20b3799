"""A picture as PNG, for documents and chats that take no SVG.

The renderer (resvg) is an optional dependency: a wheel of its own with nothing to install beside it, where the
others ask for system libraries. It reads no compressed fonts, so it is given the shipped ones unpacked, and none
of the machine's: the same picture gives the same pixels everywhere.
"""

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from trailbook.diagrams.drawing import fonts
from trailbook.text.errors import InputError, install_with
from trailbook.text.scratch import Scratch

SCALE = 2.0
"""How many pixels of the file make one of the picture."""


class NoRendererError(InputError):
    """The optional renderer is not installed. The message says how to get it."""


def png(svg: str) -> bytes:
    """The picture on a white ground, twice as large. Raises ``NoRendererError`` where there is no renderer."""
    if find_spec("resvg_py") is None:
        raise NoRendererError(f"PNG needs an optional part, and SVG needs nothing; {install_with('png')}")
    resvg_py = import_module("resvg_py")

    with Scratch() as folder:
        files = [Path(folder, f"{number}.ttf") for number in range(2)]
        for file, name in zip(files, (fonts.REGULAR, fonts.SEMIBOLD), strict=True):
            file.write_bytes(fonts.unpacked(name))
        return bytes(
            resvg_py.svg_to_bytes(
                svg_string=svg,
                background="white",
                zoom=SCALE,
                skip_system_fonts=True,
                font_files=[str(file) for file in files],
                font_family="IBM Plex Sans",
                sans_serif_family="IBM Plex Sans",
            )
        )
