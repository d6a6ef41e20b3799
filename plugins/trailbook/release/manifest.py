"""The manifest of a published folder: what each version was built from, so that only changed versions are built."""

import hashlib
import json
import os
import re
from collections.abc import Mapping
from importlib.metadata import version as installed
from pathlib import Path
from typing import Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, ValidationError

from trailbook import __version__
from trailbook.text.mkdocs_yml import NAMES
from trailbook.text.output import ascii_json
from trailbook.trail.git.command import Git, GitError

FILE = "trailbook-publish.json"
"""The file of the manifest in the published folder. Only a folder that has it is ever replaced."""

_FROM_ENVIRONMENT = re.compile(r"!ENV\s*(\[[^\]]*\]|\S+)")


class VersionSource(NamedTuple):
    """What a version is built from: its commit, the SHA-256 of the configuration, and what forges said by then."""

    commit: str = ""
    configuration: str = ""
    evidence: str = ""


class BuiltVersion(BaseModel):
    """What a version was built from, and the SHA-256 of its files.

    ``evidence`` is the commit of the branch with what forges said; empty if there was none.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    commit: str
    trailbook: str
    configuration: str
    content: str
    evidence: str = ""


class Manifest(BaseModel):
    """The versions in a published folder, by name."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    format: Literal["trailbook-publish/1"] = "trailbook-publish/1"
    latest: str | None = None
    versions: dict[str, BuiltVersion] = {}

    def as_file(self) -> bytes:
        """The manifest as the bytes of its file."""
        return ascii_json(self.model_dump(mode="json")).encode()


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a published folder; an empty one if there is none, or it can't be read."""
    try:
        return Manifest.model_validate_json((folder / FILE).read_bytes())
    except (OSError, ValidationError):
        return Manifest()


def is_unchanged(built: BuiltVersion | None, source: VersionSource, folder: Path) -> bool:
    """Whether a version was built from this source by this Trailbook, and not changed since."""
    return (
        built is not None
        and built.trailbook == __version__
        and (built.commit, built.configuration, built.evidence) == source
        and folder.is_dir()
        and built.content == content_of(folder)
    )


def built_version(source: VersionSource, folder: Path) -> BuiltVersion:
    """The entry of a version that was just built."""
    return BuiltVersion(trailbook=__version__, content=content_of(folder), **source._asdict())


def content_of(folder: Path) -> str:
    """The SHA-256 of the names and contents of all files in a folder."""
    digest = hashlib.sha256()
    files = (path for path in folder.rglob("*") if path.is_file())
    for file in sorted(files, key=lambda path: path.parts):  # paths of Windows would be sorted in any case
        digest.update(f"{file.relative_to(folder).as_posix()}\0".encode("utf-8", "surrogateescape"))
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def configuration_of(root: Path, prefix: str, commit: str, overrides: Mapping[str, Any]) -> str:
    """The SHA-256 of what affects a build besides the commit: overrides, generator, theme, environment variables."""
    names = sorted({name for text in _configurations(root, prefix, commit) for name in _variables(text)})
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


def _variables(configuration: str) -> list[str]:
    """The environment variables that a mkdocs.yml may read; some may be words of a default value."""
    return [name for group in _FROM_ENVIRONMENT.findall(configuration) for name in re.findall(r"\w+", group)]
