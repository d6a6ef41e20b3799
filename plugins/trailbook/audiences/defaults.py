"""The classification of folders as every mkdocs.yml that has a say today states it."""

from collections.abc import Iterable, Iterator, Mapping
from posixpath import dirname, join, normpath
from typing import Any

import yaml

from trailbook.audiences.audience import Audience
from trailbook.records.vocabulary import SENSITIVITIES, Sensitivity
from trailbook.text.mkdocs_yml import NAMES, PLUGINS, stated_values
from trailbook.trail.git.blobs import Blobs


def with_defaults(audience: Audience, others: Iterable[Mapping[str, Sensitivity]]) -> Audience:
    """An audience for which each folder is as strict as the strictest of its own words and of others for it."""
    sources = [audience, *(Audience(audience.level, folders) for folders in others)]
    folders = {normpath(folder) for source in sources for folder in source.folders}
    strictest = {folder: max(_rank(source.level_of(folder, None)) for source in sources) for folder in sorted(folders)}
    return Audience(audience.level, {folder: SENSITIVITIES[rank] for folder, rank in strictest.items()})


def _rank(level: object) -> int:
    return next((rank for rank, known in enumerate(SENSITIVITIES) if known == level), len(SENSITIVITIES) - 1)


def folders_in(state: Mapping[str, str], prefix: str, read: Blobs) -> dict[str, Sensitivity]:
    """What the mkdocs.yml among a commit's files says of folders. ``state`` gives the files' blobs by path.

    A word that is no classification reads as the strictest one.
    """
    found: dict[str, Sensitivity] = {}
    name = next((f"{prefix}{name}" for name in NAMES if f"{prefix}{name}" in state), "")
    seen: set[str] = set()
    while name in state and name not in seen:
        seen.add(name)
        values = _values(read(state[name]))
        found = {**dict(_stated(values)), **found}
        name = normpath(join(dirname(name), str(values.get("INHERIT"))))
    return found


def _values(data: bytes | None) -> dict[str, Any]:
    try:
        return stated_values(data or b"")
    except (ValueError, RecursionError, yaml.YAMLError):
        return {}


def _stated(values: Mapping[str, Any]) -> Iterator[tuple[str, Sensitivity]]:
    plugins = values.get("plugins")
    for part in plugins if isinstance(plugins, list) else [plugins]:
        for name in PLUGINS:
            options = part.get(name) if isinstance(part, dict) else None
            folders = options.get("classified") if isinstance(options, dict) else None
            for folder, word in folders.items() if isinstance(folders, dict) else ():
                yield str(folder), SENSITIVITIES[_rank(word)]
