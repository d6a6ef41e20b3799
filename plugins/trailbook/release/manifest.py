"""What a published folder was made from, so that a version that did not change is not built again."""

import hashlib
import json
import os
import re
from collections.abc import Mapping
from importlib.metadata import version as installed
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from trailbook import __version__
from trailbook.text.mkdocs_yml import NAMES
from trailbook.text.output import ascii_json
from trailbook.trail.git.command import Git, GitError

FILE = "trailbook-publish.json"
"""The manifest in the published folder; only a folder that holds it is ever replaced."""

_FROM_ENVIRONMENT = re.compile(r"!ENV\s*(\[[^\]]*\]|\S+)")


class Made(BaseModel):
    """What a version was made from, and the SHA-256 of all that was made."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    commit: str
    trailbook: str
    configuration: str
    content: str


class Manifest(BaseModel):
    """What is in a published folder, by the names of its versions."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    format: Literal["trailbook-publish/1"] = "trailbook-publish/1"
    latest: str | None = None
    versions: dict[str, Made] = {}

    def as_file(self) -> bytes:
        """The manifest as the bytes of its file."""
        return ascii_json(self.model_dump(mode="json")).encode()


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a published folder; an empty one where there is none that can be read."""
    try:
        return Manifest.model_validate_json((folder / FILE).read_bytes())
    except (OSError, ValidationError):
        return Manifest()


def is_unchanged(made: Made | None, commit: str, configuration: str, folder: Path) -> bool:
    """Whether what was made from a commit is still there as it was made, by this version of Trailbook."""
    return (
        made is not None
        and (made.commit, made.trailbook, made.configuration) == (commit, __version__, configuration)
        and folder.is_dir()
        and made.content == content_of(folder)
    )


def made_from(commit: str, configuration: str, folder: Path) -> Made:
    """The entry for a version that was made just now."""
    return Made(commit=commit, trailbook=__version__, configuration=configuration, content=content_of(folder))


def content_of(folder: Path) -> str:
    """The SHA-256 of the names and contents of all files in a folder."""
    digest = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(f"{file.relative_to(folder).as_posix()}\0".encode("utf-8", "surrogateescape"))
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def configuration_of(root: Path, prefix: str, commit: str, overrides: Mapping[str, Any]) -> str:
    """The SHA-256 of what decides besides the commit: overrides, generator, theme, and the environment it asks for."""
    names = sorted({name for text in _configurations(root, prefix, commit) for name in _asked(text)})
    values = {
        "overrides": overrides,
        "environment": {name: os.environ.get(name) for name in names},
        "generator": [installed("mkdocs"), installed("mkdocs-material")],
    }
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()


def _configurations(root: Path, prefix: str, commit: str) -> list[str]:
    git, found = Git(root), []
    for name in NAMES:
        try:
            found.append(git.text("cat-file", "blob", f"{commit}:{prefix}{name}"))
        except GitError:
            continue
    return found


def _asked(configuration: str) -> list[str]:
    """The names of environment variables that a mkdocs.yml may read; some may be words of a default."""
    return [name for group in _FROM_ENVIRONMENT.findall(configuration) for name in re.findall(r"\w+", group)]
