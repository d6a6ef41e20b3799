"""The classification of folders as every mkdocs.yml that has a say today states it."""

from collections.abc import Iterable, Iterator, Mapping
from posixpath import dirname, join, normpath
from typing import Any, get_args

import yaml

from trailbook.publish.audiences.audience import PLUGINS, Audience
from trailbook.records.vocabulary import Sensitivity
from trailbook.trail.blobs import Blobs

_NAMES = ("mkdocs.yml", "mkdocs.yaml")
_LEVELS: tuple[Sensitivity, ...] = get_args(Sensitivity)


class _Tolerant(yaml.SafeLoader):
    """Reads a mkdocs.yml whatever tags it uses (``!ENV``, ``!!python/name``); their values become None."""


_Tolerant.add_multi_constructor("", lambda loader, suffix, node: None)


def with_defaults(audience: Audience, others: Iterable[Mapping[str, Sensitivity]]) -> Audience:
    """An audience for which each folder is as strict as the strictest of its own words and of others for it."""
    sources = [audience, *(Audience(audience.level, folders) for folders in others)]
    folders = {normpath(folder) for source in sources for folder in source.folders}
    strictest = {folder: max(_rank(source.level_of(folder, None)) for source in sources) for folder in sorted(folders)}
    return Audience(audience.level, {folder: _LEVELS[rank] for folder, rank in strictest.items()})


def _rank(level: object) -> int:
    return next((rank for rank, known in enumerate(_LEVELS) if known == level), len(_LEVELS) - 1)


def folders_in(state: Mapping[str, str], prefix: str, read: Blobs) -> dict[str, Sensitivity]:
    """What the mkdocs.yml among a commit's files says of folders. ``state`` gives the files' blobs by path.

    A word that is no classification reads as the strictest one.
    """
    found: dict[str, Sensitivity] = {}
    name = next((f"{prefix}{name}" for name in _NAMES if f"{prefix}{name}" in state), "")
    seen: set[str] = set()
    while name in state and name not in seen:
        seen.add(name)
        values = _values(read(state[name]))
        found = {**dict(_stated(values)), **found}
        name = normpath(join(dirname(name), str(values.get("INHERIT"))))
    return found


def _values(data: bytes | None) -> dict[str, Any]:
    try:
        values = yaml.load(data or b"", Loader=_Tolerant)  # noqa: S506 - a SafeLoader
    except (ValueError, RecursionError, yaml.YAMLError):
        return {}
    return values if isinstance(values, dict) else {}


def _stated(values: Mapping[str, Any]) -> Iterator[tuple[str, Sensitivity]]:
    plugins = values.get("plugins")
    for part in plugins if isinstance(plugins, list) else [plugins]:
        for name in PLUGINS:
            options = part.get(name) if isinstance(part, dict) else None
            folders = options.get("classified") if isinstance(options, dict) else None
            for folder, word in folders.items() if isinstance(folders, dict) else ():
                yield str(folder), _LEVELS[_rank(word)]
