"""The configuration of the site that stands beside the records: what it is called, and the values it states."""

from typing import Any

import yaml

NAMES = ("mkdocs.yml", "mkdocs.yaml")
"""What MkDocs calls its configuration; the first that is there counts."""

PLUGINS = ("trailbook/records", "trailbook/trail")
"""The plugins of a configuration that have the options ``audience`` and ``classified``."""


class _Tolerant(yaml.SafeLoader):
    """Reads a configuration whatever tags it uses (``!ENV``, ``!!python/name``); their values become None."""


_Tolerant.add_multi_constructor("", lambda loader, suffix, node: None)


def stated_values(text: str | bytes) -> dict[str, Any]:
    """The values that a configuration itself states. Empty for one that is no mapping.

    Raises ``yaml.YAMLError``, ``ValueError`` or ``RecursionError`` for one that can't be read.
    """
    values = yaml.load(text, Loader=_Tolerant)  # noqa: S506 - a SafeLoader
    return values if isinstance(values, dict) else {}
