"""What is hidden from an audience, now and in the past.

What is hidden now is hidden throughout its history, under every name it ever had. What is open now is hidden in those
of its revisions that were hidden themselves. What no longer exists is hidden if it ever was. If a former name of
something hidden is in use again, only its present content is open.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import NamedTuple

from trailbook.audiences.attachments import hidden_snapshots
from trailbook.audiences.audience import Audience
from trailbook.audiences.file_classification import FileClassification, classify_file, is_record, is_text
from trailbook.audiences.hidden_names import Hidden, has_long_title, names_hidden
from trailbook.audiences.redaction import redact

RELEASES = "releases"
"""The folder in the documentation that holds the pages of releases."""


class FileVersion(NamedTuple):
    """A file at some time: its path in the knowledge base, and an identifier of its content."""

    path: str
    content: str


@dataclass(frozen=True)
class Material:
    """Everything that is judged.

    ``now`` holds each state that counts as present (the files in the folder, the commit that is checked out, the tips
    of branches), ``history`` every version of a file in the history, and ``became`` the pairs of versions in which
    the second followed the first. ``read`` returns a version's bytes, or None if it can't be read.
    """

    now: Sequence[Iterable[FileVersion]]
    read: Callable[[FileVersion], bytes | None]
    history: Sequence[FileVersion] = ()
    became: Sequence[tuple[FileVersion, FileVersion]] = ()


@dataclass
class Visibility:
    """Which versions, and which of their items, an audience may see."""

    audience: Audience
    hidden: Hidden
    _classifications: Mapping[FileVersion, FileClassification]
    _misnamed: Mapping[str, frozenset[FileVersion]] = field(default_factory=dict)

    def is_hidden(self, version: FileVersion) -> bool:
        """Whether no part of a version may be seen."""
        file = self._classifications.get(version)
        if file is None:
            return version.path in self.hidden.paths or self._is_named(version.path)
        if file.key in self.hidden.records or (file.key == version.path and file.key in self.hidden.closed_paths):
            return True
        if version not in self._misnamed.get(file.key, (version,)):
            return True
        return not _open(version, file, self.audience) or self._is_named(version.path)

    def _is_named(self, path: str) -> bool:
        """Whether a file is called after something hidden: by an id, or by a long title."""
        return names_hidden(path, self.hidden) or has_long_title(path, self.hidden)

    def removed(self, version: FileVersion) -> frozenset[str]:
        """The ids of the items that are taken out of a version that may be seen."""
        file = self._classifications.get(version)
        if file is None:
            return frozenset()
        own = {id for id, level in file.items.items() if not self.audience.may_read(level)}
        return self.hidden.items_of(file.key) | own

    def key(self, version: FileVersion) -> str:
        """What it is a version of: a record's id, or a path."""
        file = self._classifications.get(version)
        return file.key if file else version.path


def determine_visibility(audience: Audience, material: Material) -> Visibility:
    """Determines what an audience may see."""
    now = [list(state) for state in material.now]
    versions = dict.fromkeys(version for state in (*now, material.history) for version in state)
    files = dict(_classify_all(versions, material.read))
    present = {files[v].key for state in now for v in state if v in files}
    strict = {v for v in files if not _open(v, files[v], audience)}
    closed = {files[v].key for state in now for v in state if v in strict}
    closed |= {files[v].key for v in strict} - present
    closed, misnamed = _under_other_names(material.became, files, closed, now)
    items = frozenset(_closed_items(audience, now, files, material))
    found = Visibility(audience, Hidden(), files, misnamed)
    found.hidden = _hidden(closed, items, found, material)
    return _with_dependents(found, now, material)


def _classify_all(
    versions: Iterable[FileVersion], read: Callable[[FileVersion], bytes | None]
) -> Iterator[tuple[FileVersion, FileClassification]]:
    for version in versions:
        data = read(version) if is_text(version.path) else b""
        if data is None:
            yield version, FileClassification(version.path, "restricted" if is_record(version.path) else None)
        else:
            yield version, classify_file(version.path, data)


def _open(version: FileVersion, file: FileClassification, audience: Audience) -> bool:
    return audience.may_read(audience.level_of(version.path, file.stated))


def _under_other_names(
    became: Iterable[tuple[FileVersion, FileVersion]],
    files: Mapping[FileVersion, FileClassification],
    closed: set[str],
    now: Sequence[Sequence[FileVersion]],
) -> tuple[set[str], Mapping[str, frozenset[FileVersion]]]:
    """The closed keys with all their former names, and the former names that now belong to something else, with that.

    A former name belongs to something else if a state has both the name and what it was the name of: a state that
    has only the former name is an old one, in which it is still the name of what is closed.
    """
    before: dict[str, set[str]] = {}
    for old, new in became:
        if old in files and new in files and files[old].key != files[new].key:
            before.setdefault(files[new].key, set()).add(files[old].key)
    waiting, found = [(key, key) for key in closed], set(closed)
    misnamed: dict[str, frozenset[FileVersion]] = {}
    states = [{(files[v].key, v) for v in state if v in files} for state in now]
    while waiting:
        key, today = waiting.pop()
        for former in before.get(key, ()):
            if former not in found and former not in misnamed:
                waiting.append((former, today))
                if replacements := _replacements(states, former, today):
                    misnamed[former] = replacements
                else:
                    found.add(former)
    return found, misnamed


def _replacements(states: Iterable[set[tuple[str, FileVersion]]], former: str, today: str) -> frozenset[FileVersion]:
    """The versions at a former name, in the states that also have its present name, or in any if none has."""
    states = [*states]
    having = [state for state in states if any(key == today for key, _ in state)]
    return frozenset(version for state in having or states for key, version in state if key == former)


def _closed_items(
    audience: Audience,
    now: Iterable[Iterable[FileVersion]],
    files: Mapping[FileVersion, FileClassification],
    material: Material,
) -> Iterator[str]:
    """The items that are hidden now, or were hidden once and no longer exist."""
    strict: dict[str, set[str]] = {}
    for found in files.values():
        if ids := {id for id, level in found.items.items() if not audience.may_read(level)}:
            strict.setdefault(found.key, set()).update(ids)
    current = [v for state in now for v in state if v in files and files[v].key in strict]
    there = {name for version in current for name in _with_titles(version, files[version], material).titles}
    closed = {f"{key}.{id}" for key, ids in strict.items() for id in ids if f"{key}.{id}" not in there}
    for version in current:
        levels = files[version].items.items()
        closed |= {f"{files[version].key}.{id}" for id, level in levels if not audience.may_read(level)}
    all_titled = [_with_titles(version, found, material) for version, found in files.items() if found.key in strict]
    called = {
        _title(titled.key, title) for titled in all_titled for name, title in titled.titles.items() if name in closed
    }
    yield from closed
    for titled in all_titled:  # a hidden item that once had another id had the same title
        names = (name for name, title in titled.titles.items() if _title(titled.key, title) in called)
        yield from (name for name in names if name not in there and "." in name)


def _title(key: str, title: str) -> tuple[str, str]:
    return key, " ".join(title.casefold().split())


def _hidden(closed: Iterable[str], items: frozenset[str], visibility: Visibility, material: Material) -> Hidden:
    """What is hidden, with the files that hold it and the titles it had."""
    closed = set(closed)
    records = frozenset(key for key in closed if not _is_path(key))
    closed_paths = frozenset(key for key in closed if _is_path(key))
    untitled = Hidden(records, items, paths=closed_paths, closed_paths=closed_paths)
    visibility.hidden = untitled
    paths: set[str] = set()
    titles: dict[str, set[str]] = {}
    open_paths: set[str] = set()
    for version, file in visibility._classifications.items():
        if visibility.is_hidden(version):
            paths.add(version.path)
            titled = _with_titles(version, file, material)
            titles.setdefault(file.key, set()).update(titled.titles.values())
        else:
            open_paths.add(version.path)
            if lost := visibility.removed(version):
                titled = _with_titles(version, file, material)
                for id in lost:
                    if (name := f"{file.key}.{id}") in titled.titles:
                        titles.setdefault(name, set()).add(titled.titles[name])
    return replace(
        untitled,
        paths=frozenset(paths - open_paths) | untitled.paths,
        closed_paths=untitled.paths,
        open_paths=frozenset(open_paths),
        titles={name: frozenset(group) for name, group in titles.items()},
    )


def _with_titles(version: FileVersion, file: FileClassification, material: Material) -> FileClassification:
    if file.titles:
        return file
    data = material.read(version)
    return file if data is None else classify_file(version.path, data, whole=True)


def _is_path(key: str) -> bool:
    return "." in key or "/" in key


def _with_dependents(found: Visibility, now: Sequence[Sequence[FileVersion]], material: Material) -> Visibility:
    """The visibility with everything hidden, too, that makes no sense without what is hidden or is about it alone."""
    present = list(dict.fromkeys(version for state in now for version in state))
    while True:
        before = found.hidden
        items, closed = set(before.items), {*before.records, *before.closed_paths}
        for version in present:
            if found.is_hidden(version) or (data := material.read(version)) is None:
                continue
            result = redact(version.path, data, before, found.removed(version))
            items |= {f"{found.key(version)}.{id}" for id in result.dependent}
            if result.data is None or (_is_release(version.path) and result.data != data):
                closed.add(found.key(version))
        closed |= _hidden_snapshots(found, present, material)
        if closed == {*before.records, *before.closed_paths} and items == before.items:
            return found
        found.hidden = _hidden(closed, frozenset(items), found, material)


def hide_releases(found: Visibility, material: Material, quotes: Callable[[str], bool]) -> bool:
    """Hide the pages of releases that quote a message that is withheld, as ``quotes`` says. Whether there are any."""
    now = [list(state) for state in material.now]
    pages = {v for state in now for v in state if _is_release(v.path) and not found.is_hidden(v)}
    closed = {found.key(v) for v in pages if quotes((material.read(v) or b"").decode("utf-8", "replace"))}
    if closed:
        closed |= {*found.hidden.records, *found.hidden.closed_paths}
        found.hidden = _hidden(closed, found.hidden.items, found, material)
        _with_dependents(found, now, material)
    return bool(closed)


def _is_release(path: str) -> bool:
    """Whether a page is that of a release. It lists every change, so taking out names is not enough."""
    return PurePosixPath(path).parent.name == RELEASES


def _hidden_snapshots(found: Visibility, present: Sequence[FileVersion], material: Material) -> frozenset[str]:
    """The snapshots of settings that belong to what is hidden only."""
    closed = {version.path for version in present if found.is_hidden(version)}
    files = ((v.path, material.read(v) or b"") for v in present if v.path.endswith((".yaml", ".yml")))
    paths = dict.fromkeys(version.path for version in present)
    return hidden_snapshots(files, paths, found.hidden, closed.__contains__)
