"""Styles, scripts and fonts that are served with the site, so that no reader's browser asks another host."""

from importlib.resources import files

FOLDER = "assets/trailbook"
"""Where the assets are in the built site."""

STYLES = ("trailbook.css", "data_flow.css")
SCRIPTS = ("trailbook.js",)
BRAND = ("brand.css",)

_HOMES = {"data_flow.css": "trailbook.diagrams"}


def assets(*, brand: bool = False) -> dict[str, bytes]:
    """Every asset by its path in the built site; typeface and colours only with ``brand``."""
    names = [*STYLES, *SCRIPTS]
    if brand:
        fonts = files(__name__).joinpath("fonts")
        names += [*BRAND, *(f"fonts/{font.name}" for font in fonts.iterdir() if font.name.endswith(".woff2"))]
    return {f"{FOLDER}/{name}": files(_HOMES.get(name, __name__)).joinpath(name).read_bytes() for name in sorted(names)}
