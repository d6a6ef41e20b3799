"""The configuration of the site, ``mkdocs.yml``, as text: its names, its values, and the places of options."""

from typing import Any

import yaml

from trailbook.text.positions import Positions
from trailbook.text.yaml_text import read_yaml

NAMES = ("mkdocs.yml", "mkdocs.yaml")
"""What MkDocs calls its configuration; the first that exists counts."""

PLUGINS = ("trailbook/records", "trailbook/trail")
"""The plugins of a configuration that have the options ``audience`` and ``classified``."""


class _Tolerant(yaml.SafeLoader):
    """Reads a configuration with any tags (``!ENV``, ``!!python/name``); tagged values become None."""


_Tolerant.add_multi_constructor("", lambda loader, suffix, node: None)


def stated_values(text: str | bytes) -> dict[str, Any]:
    """The values in a configuration, without those it inherits; empty if it is not a mapping.

    Raises ``yaml.YAMLError``, ``ValueError`` or ``RecursionError`` if it can't be read.
    """
    values = yaml.load(text, Loader=_Tolerant)  # noqa: S506 - a SafeLoader
    return values if isinstance(values, dict) else {}


def option_places(text: str, file: str, plugin: str, option: str) -> Positions:
    """The places of everything below a plugin's option, by the path from there; empty if the option is not set."""
    _, positions, _ = read_yaml(text, file)
    found = (path for path in positions.values if path[:1] == ("plugins",) and path[-2:] == (plugin, option))
    place = next(found, None)
    return Positions() if place is None else positions.below(place)
