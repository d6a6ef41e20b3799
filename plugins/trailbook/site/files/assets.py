"""Styles, scripts and fonts that are served with the site, so that no reader's browser asks another host."""

from importlib.resources import files

from trailbook.diagrams.drawing.assets import picture_assets

STYLES = ("trailbook.css", "trail.css", "viewer.css", "training.css", "checklist.css")
"""Style sheets in the order in which they have to be read: later ones refine earlier ones."""

SCRIPTS = ("trailbook.js", "trail.js", "viewer.js", "training.js", "checklist.js", "releases.js")
"""Scripts, each of which does nothing on a page that has nothing for it."""

FOLDER = "assets/trailbook"
"""Where the assets are in the built site."""


def assets(*, brand: bool = False) -> dict[str, bytes]:
    """Every asset by its path in the built site; typeface and colours only with ``brand``.

    What a page loads is in as few files as can be: a generator writes a line for each on every page, and a reader's
    browser asks for each. The style sheet of pictures stays one of its own, which downloaded pictures take along.
    """
    here = files("trailbook.site") / "assets"
    found = picture_assets()
    found["trailbook.css"] = b"\n".join(here.joinpath(name).read_bytes() for name in STYLES)
    found["trailbook.js"] = b";\n".join(here.joinpath(name).read_bytes() for name in SCRIPTS)
    if brand:
        found["brand.css"] = here.joinpath("brand.css").read_bytes()
        fonts = sorted(font.name for font in here.joinpath("fonts").iterdir() if font.name.endswith(".woff2"))
        found |= {f"fonts/{name}": here.joinpath("fonts", name).read_bytes() for name in fonts}
    return {f"{FOLDER}/{path}": content for path, content in found.items()}
