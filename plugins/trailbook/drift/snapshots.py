"""Snapshots: the settings of a platform as somebody exported and committed them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from trailbook.records.kinds.template import Template
from trailbook.text.files import decode, find_files, read_file
from trailbook.text.json_text import json_positions, read_json
from trailbook.text.positions import Positions
from trailbook.text.problem import Problem
from trailbook.text.yaml_text import read_yaml

FOLDER = "configurations"
"""Where snapshots are, relative to the knowledge base's root."""

TRAINING = f"{FOLDER}/training"
"""Where snapshots are that were made up for training. They are settings of nothing, so nothing in them is drift."""

SUFFIXES = (".json", ".yaml", ".yml")
MAX_BYTES = 20_000_000
"""An export of more than this is better cut down to the settings that are checked."""


@dataclass(frozen=True)
class Snapshot:
    """One file of settings. ``path`` is relative to the knowledge base's root; lists are lists, dates are text."""

    path: str
    settings: Any
    text: str
    known: Positions | None = None

    @cached_property
    def positions(self) -> Positions:
        """Where each setting stands. Of JSON it is found out when it is first asked for."""
        return self.known if self.known is not None else json_positions(self.text)[0]


def find_snapshots(root: Path) -> tuple[list[Snapshot], list[Problem]]:
    """The snapshots below ``root`` by path, and what keeps others from being read."""
    snapshots: list[Snapshot] = []
    problems: list[Problem] = []
    for file in _files(root):
        data, faults = read_file(file, root, MAX_BYTES)
        snapshot = None
        if not faults:
            snapshot, faults = read_snapshot(file.relative_to(root).as_posix(), data)
        problems += faults
        if snapshot is not None:
            snapshots.append(snapshot)
    return snapshots, problems


def snapshot_files(root: Path) -> Iterator[Path]:
    """The files that hold snapshots, those made up for training included."""
    templates = root / Template.folder
    return (file for file in find_files(root, [FOLDER], SUFFIXES) if not file.is_relative_to(templates))


def _files(root: Path) -> Iterator[Path]:
    return (file for file in snapshot_files(root) if not file.is_relative_to(root / TRAINING))


def read_snapshot(path: str, data: bytes) -> tuple[Snapshot | None, list[Problem]]:
    """The snapshot in a file's bytes, None where it can't be read, and what is wrong with its text."""
    text, problems = decode(data, path)
    if problems:
        return None, problems
    if not path.isprintable():
        message = "the name of the file holds characters that can't be printed"
        return None, [Problem(path, 1, 1, "bad-path", message, "another name")]
    if path.endswith(".json"):
        value, problems = read_json(text, path)
        return (None if problems else Snapshot(path, value, text)), problems
    value, positions, problems = read_yaml(text, path)
    return (None if problems else Snapshot(path, _as_json(value), text, positions)), problems


def _as_json(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _as_json(part) for key, part in value.items()}
    if isinstance(value, tuple):
        return [_as_json(part) for part in value]
    return value.isoformat() if isinstance(value, date) else value
