"""Line icons, one SVG file each: 24 by 24, drawn with strokes in the colour of the text around them.

There is one for each type of component, named like the type, and ``elsewhere`` for a component of
another record. A new icon is a new file.
"""

from functools import cache
from importlib.resources import files
from xml.etree import ElementTree

SIZE = 24
STROKE = 'fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round"'


def names() -> tuple[str, ...]:
    """The icons that there are."""
    return tuple(sorted(f.name.removesuffix(".svg") for f in files(__name__).iterdir() if f.name.endswith(".svg")))


@cache
def icon(name: str) -> str:
    """An icon as an ``<svg>`` of its own, to stand in a page: hidden from assistive technology, so put words beside it.

    Raises ``FileNotFoundError`` for a name that is not in ``names()``.
    """
    box = f'width="{SIZE}" height="{SIZE}" viewBox="0 0 {SIZE} {SIZE}"'
    return f'<svg class="tb-icon tb-icon--{name}" {box} {STROKE} aria-hidden="true">{strokes(name)}</svg>'


@cache
def strokes(name: str) -> str:
    """The shapes inside an icon, to stand in a group that has the attributes ``STROKE``."""
    root = ElementTree.fromstring(files(__name__).joinpath(f"{name}.svg").read_text(encoding="utf-8"))  # noqa: S314
    for part in root.iter():
        part.tag = part.tag.rpartition("}")[2]
    return "".join(ElementTree.tostring(part, encoding="unicode").strip() for part in root).replace(" />", "/>")
