"""What the readers of a build may read, by the classification of files and folders."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from posixpath import dirname, join, normpath
from typing import Any

import yaml

from trailbook.records.classification import DEFAULT, is_above
from trailbook.records.vocabulary import SENSITIVITIES, Sensitivity
from trailbook.text.mkdocs_yml import NAMES, PLUGINS, stated_values
from trailbook.trail.git.blobs import Blobs


def overrides_for(level: Sensitivity) -> dict[str, Any]:
    """The settings that override a mkdocs.yml so that its site is built for an audience."""
    return {"plugins": {name: {"audience": level} for name in PLUGINS}}


def footer_for(level: Sensitivity, footer: str | None) -> str:
    """The footer of a site, with a sentence that names the audience."""
    sentence = f"For readers of what is {level} or less strict; the rest is left out."
    return f"{footer} · {sentence}" if footer else sentence


@dataclass(frozen=True)
class Audience:
    """The readers of a build. ``level`` is the strictest classification that they may read.

    ``folders`` gives the classification of files that state none, by folder relative to the knowledge base; the
    innermost folder counts.
    """

    level: Sensitivity
    folders: Mapping[str, Sensitivity] = field(default_factory=dict)

    @property
    def reads_everything(self) -> bool:
        """Whether nothing is hidden from these readers."""
        return self.level == SENSITIVITIES[-1]

    def level_of(self, path: str, stated: str | None) -> str:
        """The classification of a file: the one it states, or else that of its folder."""
        if stated is not None:
            return stated
        parts = PurePosixPath(path).parts
        fitting = (folder for folder in self.folders if parts[: len(PurePosixPath(folder).parts)] == _parts(folder))
        inner = max(fitting, key=lambda folder: len(_parts(folder)), default=None)
        return DEFAULT if inner is None else self.folders[inner]

    def may_read(self, level: str) -> bool:
        """Whether these readers may read what has a classification. An unknown word is never open."""
        return not is_above(level, self.level)


def _parts(folder: str) -> tuple[str, ...]:
    return PurePosixPath(folder).parts


def with_stated_folders(audience: Audience, others: Iterable[Mapping[str, Sensitivity]]) -> Audience:
    """The audience, with each folder as strict as the strictest classification that it or any of ``others`` gives."""
    sources = [audience, *(Audience(audience.level, folders) for folders in others)]
    folders = {normpath(folder) for source in sources for folder in source.folders}
    strictest = {folder: max(_rank(source.level_of(folder, None)) for source in sources) for folder in sorted(folders)}
    return Audience(audience.level, {folder: SENSITIVITIES[rank] for folder, rank in strictest.items()})


def _rank(level: object) -> int:
    return next((rank for rank, known in enumerate(SENSITIVITIES) if known == level), len(SENSITIVITIES) - 1)


def stated_folders(state: Mapping[str, str], prefix: str, read: Blobs) -> dict[str, Sensitivity]:
    """The folder classifications in the mkdocs.yml of a commit, whose blobs ``state`` gives by path.

    An unknown word counts as the strictest classification.
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
