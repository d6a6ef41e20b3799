"""Styles, scripts and fonts, served with the site so that no browser sends a request to another host."""

from importlib.resources import files

from trailbook.diagrams.drawing import icons
from trailbook.diagrams.drawing.assets import PICTURES, picture_assets
from trailbook.site.rendering.translation import script_in_language, translated

STYLES = ("trailbook.css", "trail.css", "viewer.css", "training.css", "checklist.css")
"""Style sheets in the order in which they are joined: later ones refine earlier ones."""

SCRIPTS = ("trailbook.js", "trail.js", "viewer.js", "training.js", "checklist.js", "releases.js", "links.js", "find.js")
"""Scripts. Each does nothing on a page without the elements that it acts on."""

FOLDER = "assets/trailbook"
"""Where the assets are in the built site."""


_SIGNS = {
    **{name: name for name in icons.names()},
    "step": "playbook",
    "exception": "policy",
    "check": "policy",
    "template": "policy",
    "action-item": "mitigation",
    "cause": "postmortem",
    "component": "application",
    "data-flow": "connector",
    "trust-boundary": "elsewhere",
    "inject": "exercise",
    "question": "training",
}
"""The icon of what each noun names, with hyphens for blanks."""


def assets(*, brand: bool = False) -> dict[str, bytes]:
    """Every asset by its path in the built site; typeface and colours only with ``brand``.

    There is one style sheet and one script, because a browser requests each that a page refers to.
    """
    here = files("trailbook.site") / "assets"
    found = picture_assets()
    styles = [here.joinpath(name).read_bytes() for name in (*STYLES, *(("brand.css",) if brand else ()))]
    joined = b"\n".join((found.pop(PICTURES), *styles, _signs().encode()))
    found["trailbook.css"] = joined.replace(b'"As of "', f'"{translated("As of ")}"'.encode())
    found["trailbook.js"] = script_in_language(b";\n".join(here.joinpath(name).read_bytes() for name in SCRIPTS))
    if brand:
        fonts = sorted(font.name for font in here.joinpath("fonts").iterdir() if font.name.endswith(".woff2"))
        found |= {f"fonts/{name}": here.joinpath("fonts", name).read_bytes() for name in fonts}
    return {f"{FOLDER}/{path}": content for path, content in found.items()}


def _signs() -> str:
    """The rules that give each link with a title the sign of its kind, as ``View.titled`` writes it."""
    nouns: dict[str, list[str]] = {}
    for noun, name in _SIGNS.items():
        nouns.setdefault(name, []).append(f".tb-to--{noun}")
    drawn = 'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" ' + icons.STROKE.replace("currentColor", "black")
    pictures = {name: f"data:image/svg+xml,<svg {drawn}>{icons.strokes(name)}</svg>" for name in nouns}
    rules = (
        f"{', '.join(names)} {{ --tb-sign: ''; --tb-kind: url('{pictures[name]}'); }}" for name, names in nouns.items()
    )
    return "\n".join(rules)


def script(name: str) -> bytes:
    """A script that no page refers to itself, such as one that a worker runs."""
    return (files("trailbook.site") / "assets").joinpath(name).read_bytes()
