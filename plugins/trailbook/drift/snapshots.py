"""Snapshots: the settings of a platform as somebody exported and committed them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from trailbook.credentials.masking import MASK, mask
from trailbook.drift.values import may_be_credential
from trailbook.records.kinds.template import Template
from trailbook.text.files import bad_name, decode, find_files, read_file
from trailbook.text.json_text import json_positions, read_json
from trailbook.text.output import json_value
from trailbook.text.positions import Path as SettingPath
from trailbook.text.positions import Positions
from trailbook.text.problem import Problem
from trailbook.text.yaml_text import read_yaml

FOLDER = "configurations"
"""Where snapshots are, relative to the knowledge base's root."""

TRAINING = f"{FOLDER}/training"
"""Where snapshots for training are. They are not the settings of anything, so nothing in them is drift."""

SUFFIXES = (".json", ".yaml", ".yml")
MAX_BYTES = 20_000_000
"""Larger exports are not read: they should be cut down to the settings that are checked."""


@dataclass(frozen=True)
class Snapshot:
    """One file of settings as plain JSON values. ``path`` is relative to the knowledge base's root."""

    path: str
    settings: Any
    text: str
    known: Positions | None = None

    @cached_property
    def positions(self) -> Positions:
        """The place of each setting. Those of JSON are found on first use."""
        return self.known if self.known is not None else json_positions(self.text)


def find_snapshots(root: Path) -> tuple[list[Snapshot], list[Problem]]:
    """The snapshots below ``root``, by path, and the problems of those that can't be read."""
    snapshots: list[Snapshot] = []
    problems: list[Problem] = []
    for file in snapshot_files(root):
        if file.is_relative_to(root / TRAINING):
            continue
        data, faults = read_file(file, root, MAX_BYTES)
        snapshot = None
        if not faults:
            snapshot, faults = read_snapshot(file.relative_to(root).as_posix(), data)
        problems += faults
        if snapshot is not None:
            snapshots.append(snapshot)
    return snapshots, problems


def snapshot_files(root: Path) -> Iterator[Path]:
    """The files that hold snapshots, those for training included."""
    templates = root / Template.folder
    return (file for file in find_files(root, [FOLDER], SUFFIXES) if not file.is_relative_to(templates))


def read_snapshot(path: str, data: bytes) -> tuple[Snapshot | None, list[Problem]]:
    """The snapshot in a file's bytes, or None if it can't be read, and the problems with its text."""
    text, problems = decode(data, path)
    if problems:
        return None, problems
    if problem := bad_name(path):
        return None, [problem]
    if path.endswith(".json"):
        value, problems = read_json(text, path)
        return (None if problems else Snapshot(path, value, text)), problems
    value, positions, problems = read_yaml(text, path)
    return (None if problems else Snapshot(path, json_value(value), text, positions)), problems


_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*+"|\'(?:[^\']|\'\')*+\'')
_IN_JSON = re.compile(r'"(?:[^"\\]|\\.)*+"|[^\s,\]}]++')


def masked_lines(snapshot: Snapshot) -> list[str]:
    """The lines of a snapshot's text as they may be published.

    Hidden are values under a key such as ``client_secret``, with the rest of their line if it is not clear where
    they end, and whatever has the form of a credential, in comments as well.
    """
    lines = snapshot.text.rstrip("\n").split("\n")
    token = _IN_JSON if snapshot.path.endswith(".json") else _QUOTED
    positions = snapshot.positions
    starts = sorted({place.line for place in (*positions.values.values(), *positions.keys.values())})
    hidden = _hidden_paths(snapshot.settings, ())
    places = [positions.values[path] for path in hidden if path in positions.values]
    for place in sorted(places, reverse=True):  # from the end of a line, so that columns stay valid
        text, start = lines[place.line - 1], place.column - 1
        whole = token.match(text, start)
        lines[place.line - 1] = text[:start] + MASK + (text[whole.end() :] if whole else "")
        if not whole:
            following = next((line for line in starts if line > place.line), len(lines) + 1)
            for number in range(place.line, following - 1):
                lines[number] = MASK if lines[number].strip() else ""
    return [mask(line) for line in lines]


def _hidden_paths(value: Any, path: SettingPath) -> Iterator[SettingPath]:
    """The paths of the single values that must not be shown."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _hidden_paths(part, (*path, key))
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from _hidden_paths(part, (*path, index))
    elif may_be_credential(value, path):
        yield path
