"""Styles, scripts and fonts that are served with the site, so that no reader's browser asks another host."""

from importlib.resources import files

from trailbook.diagrams import assets as pictures

OWN = (
    "trailbook.css",
    "trail.css",
    "viewer.css",
    "training.css",
    "checklist.css",
    "trailbook.js",
    "trail.js",
    "viewer.js",
    "training.js",
    "checklist.js",
    "releases.js",
)

FOLDER = "assets/trailbook"
"""Where the assets are in the built site."""


def assets(*, brand: bool = False) -> dict[str, bytes]:
    """Every asset by its path in the built site; typeface and colours only with ``brand``.

    Style sheets come in the order in which they have to be loaded: later ones refine earlier ones.
    """
    here = files(__name__)
    found = pictures.assets()
    found |= {name: here.joinpath(name).read_bytes() for name in OWN}
    if brand:
        found["brand.css"] = here.joinpath("brand.css").read_bytes()
        fonts = sorted(font.name for font in here.joinpath("fonts").iterdir() if font.name.endswith(".woff2"))
        found |= {f"fonts/{name}": here.joinpath("fonts", name).read_bytes() for name in fonts}
    return {f"{FOLDER}/{path}": content for path, content in found.items()}
