"""What the readers of a build may read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from trailbook.records.classification import DEFAULT, is_above
from trailbook.records.vocabulary import SENSITIVITIES, Sensitivity
from trailbook.text.mkdocs_yml import PLUGINS


def overrides_for(level: Sensitivity) -> dict[str, Any]:
    """What is laid over a mkdocs.yml so that its site is built for an audience."""
    return {"plugins": {name: {"audience": level} for name in PLUGINS}}


def footer_for(level: Sensitivity, footer: str | None) -> str:
    """The footer of a site with for whom its pages are."""
    told = f"For readers of what is {level} or less strict; the rest is left out."
    return f"{footer} · {told}" if footer else told


@dataclass(frozen=True)
class Audience:
    """The readers of a build by the strictest classification that they may read.

    ``folders`` gives the classification of what states none by the folder it is in, relative to the knowledge base;
    that of the innermost folder counts.
    """

    level: Sensitivity
    folders: Mapping[str, Sensitivity] = field(default_factory=dict)

    @property
    def reads_everything(self) -> bool:
        """Whether nothing is hidden from these readers."""
        return self.level == SENSITIVITIES[-1]

    def level_of(self, path: str, stated: str | None) -> str:
        """The classification of a file: what it states, or else what is said of its folder."""
        if stated is not None:
            return stated
        parts = PurePosixPath(path).parts
        fitting = (folder for folder in self.folders if parts[: len(PurePosixPath(folder).parts)] == _parts(folder))
        inner = max(fitting, key=lambda folder: len(_parts(folder)), default=None)
        return DEFAULT if inner is None else self.folders[inner]

    def may_read(self, level: str) -> bool:
        """Whether a classification is open to these readers. A word that is no classification is not."""
        return not is_above(level, self.level)


def _parts(folder: str) -> tuple[str, ...]:
    return PurePosixPath(folder).parts
