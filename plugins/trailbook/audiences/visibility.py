"""What is hidden from an audience, now and in the past.

What is hidden now is hidden throughout its history, under every name that it ever had. What is open now is hidden in
those of its revisions that were hidden themselves; what is gone is hidden if it ever was. A name that once led to what
is hidden now is open in its present content alone.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import NamedTuple

from trailbook.audiences.attachments import telling_snapshots
from trailbook.audiences.audience import Audience
from trailbook.audiences.file_classification import Facts, facts_of, is_record, is_text
from trailbook.audiences.hidden_names import Hidden, names_hidden
from trailbook.audiences.redaction import redacted

RELEASES = "releases"
"""The folder of the pages about releases, in the documentation."""


class Version(NamedTuple):
    """A file at some time: its path in the knowledge base, and what names its content."""

    path: str
    content: str


@dataclass(frozen=True)
class Material:
    """All that is judged.

    ``now`` holds each state that counts as the present (what lies in the folder, what is checked out, what branches
    have made of that), ``past`` every version of a file that a history has, ``became`` the pairs of versions of which
    the second followed the first. ``read`` gives a version's bytes, None for what can't be read.
    """

    now: Sequence[Iterable[Version]]
    read: Callable[[Version], bytes | None]
    past: Sequence[Version] = ()
    became: Sequence[tuple[Version, Version]] = ()


@dataclass
class Judgement:
    """Which versions and which items of them an audience may see."""

    audience: Audience
    hidden: Hidden
    _facts: Mapping[Version, Facts]
    _misnamed: Mapping[str, frozenset[Version]] = field(default_factory=dict)

    def is_hidden(self, version: Version) -> bool:
        """Whether nothing of a version may be seen."""
        facts = self._facts.get(version)
        if facts is None:
            return version.path in self.hidden.paths or names_hidden(version.path, self.hidden)
        if facts.key in self.hidden.records or (facts.key == version.path and facts.key in self.hidden.closed_paths):
            return True
        if version not in self._misnamed.get(facts.key, (version,)):
            return True
        return not _open(version, facts, self.audience) or names_hidden(version.path, self.hidden)

    def removed(self, version: Version) -> frozenset[str]:
        """The ids of the items that are taken out of a version that may be seen."""
        facts = self._facts.get(version)
        if facts is None:
            return frozenset()
        own = {id for id, level in facts.items.items() if not self.audience.may_read(level)}
        return self.hidden.items_of(facts.key) | own

    def key(self, version: Version) -> str:
        """Whose version it is: a record's id, or a path."""
        facts = self._facts.get(version)
        return facts.key if facts else version.path


def judge(audience: Audience, material: Material) -> Judgement:
    """What an audience may see."""
    now = [list(state) for state in material.now]
    versions = dict.fromkeys(version for state in (*now, material.past) for version in state)
    facts = dict(_all_facts(versions, material.read))
    present = {facts[v].key for state in now for v in state if v in facts}
    strict = {v for v in facts if not _open(v, facts[v], audience)}
    closed = {facts[v].key for state in now for v in state if v in strict}
    closed |= {facts[v].key for v in strict} - present
    closed, misnamed = _under_other_names(material.became, facts, closed, now)
    items = frozenset(_closed_items(audience, now, facts, material))
    found = Judgement(audience, Hidden(), facts, misnamed)
    found.hidden = _hidden(closed, items, found, material)
    return _with_what_follows(found, now, material)


def _all_facts(versions: Iterable[Version], read: Callable[[Version], bytes | None]) -> Iterator[tuple[Version, Facts]]:
    for version in versions:
        data = read(version) if is_text(version.path) else b""
        if data is None:
            yield version, Facts(version.path, "restricted" if is_record(version.path) else None)
        else:
            yield version, facts_of(version.path, data)


def _open(version: Version, facts: Facts, audience: Audience) -> bool:
    return audience.may_read(audience.level_of(version.path, facts.stated))


def _under_other_names(
    became: Iterable[tuple[Version, Version]],
    facts: Mapping[Version, Facts],
    closed: set[str],
    now: Sequence[Sequence[Version]],
) -> tuple[set[str], Mapping[str, frozenset[Version]]]:
    """The closed keys with those that became one of them, and the keys at which something else stands now, with that.

    Something else stands there where what is closed is there as well, under its new name: an old state still has it
    under the former one.
    """
    before: dict[str, set[str]] = {}
    for old, new in became:
        if old in facts and new in facts and facts[old].key != facts[new].key:
            before.setdefault(facts[new].key, set()).add(facts[old].key)
    waiting, found = [(key, key) for key in closed], set(closed)
    misnamed: dict[str, frozenset[Version]] = {}
    states = [{(facts[v].key, v) for v in state if v in facts} for state in now]
    while waiting:
        key, today = waiting.pop()
        for former in before.get(key, ()):
            if former not in found and former not in misnamed:
                waiting.append((former, today))
                if others := _others(states, former, today):
                    misnamed[former] = others
                else:
                    found.add(former)
    return found, misnamed


def _others(states: Iterable[set[tuple[str, Version]]], former: str, today: str) -> frozenset[Version]:
    """What stands at a former name in the states that have what it was the name of, or in any if none has."""
    states = [*states]
    having = [state for state in states if any(key == today for key, _ in state)]
    return frozenset(version for state in having or states for key, version in state if key == former)


def _closed_items(
    audience: Audience, now: Iterable[Iterable[Version]], facts: Mapping[Version, Facts], material: Material
) -> Iterator[str]:
    """The items that are hidden now, or were once and are gone."""
    strict: dict[str, set[str]] = {}
    for found in facts.values():
        if ids := {id for id, level in found.items.items() if not audience.may_read(level)}:
            strict.setdefault(found.key, set()).update(ids)
    current = [v for state in now for v in state if v in facts and facts[v].key in strict]
    there = {name for version in current for name in _whole(version, facts[version], material).titles}
    closed = {f"{key}.{id}" for key, ids in strict.items() for id in ids if f"{key}.{id}" not in there}
    for version in current:
        levels = facts[version].items.items()
        closed |= {f"{facts[version].key}.{id}" for id, level in levels if not audience.may_read(level)}
    wholes = [_whole(version, found, material) for version, found in facts.items() if found.key in strict]
    called = {_title(whole.key, title) for whole in wholes for name, title in whole.titles.items() if name in closed}
    yield from closed
    for whole in wholes:  # a hidden item that had another id once was called the same
        names = (name for name, title in whole.titles.items() if _title(whole.key, title) in called)
        yield from (name for name in names if name not in there and "." in name)


def _title(key: str, title: str) -> tuple[str, str]:
    return key, " ".join(title.casefold().split())


def _hidden(closed: Iterable[str], items: frozenset[str], judgement: Judgement, material: Material) -> Hidden:
    """What is hidden, with the files that hold it and what it was called."""
    closed = set(closed)
    records = frozenset(key for key in closed if not _is_path(key))
    shut = frozenset(key for key in closed if _is_path(key))
    interim = Hidden(records, items, shut, closed_paths=shut)
    judgement.hidden = interim
    paths: set[str] = set()
    titles: dict[str, set[str]] = {}
    open_paths: set[str] = set()
    for version, facts in judgement._facts.items():
        if judgement.is_hidden(version):
            paths.add(version.path)
            whole = _whole(version, facts, material)
            titles.setdefault(facts.key, set()).update(whole.titles.values())
        else:
            open_paths.add(version.path)
            if lost := judgement.removed(version):
                whole = _whole(version, facts, material)
                for id in lost:
                    if (name := f"{facts.key}.{id}") in whole.titles:
                        titles.setdefault(name, set()).add(whole.titles[name])
    return replace(
        interim,
        paths=frozenset(paths - open_paths) | interim.paths,
        closed_paths=interim.paths,
        open_paths=frozenset(open_paths),
        titles={name: frozenset(group) for name, group in titles.items()},
    )


def _whole(version: Version, facts: Facts, material: Material) -> Facts:
    if facts.titles:
        return facts
    data = material.read(version)
    return facts if data is None else facts_of(version.path, data, whole=True)


def _is_path(key: str) -> bool:
    return "." in key or "/" in key


def _with_what_follows(found: Judgement, now: Sequence[Sequence[Version]], material: Material) -> Judgement:
    """The judgement with all hidden as well that says nothing without what is hidden, or only tells of it."""
    present = list(dict.fromkeys(version for state in now for version in state))
    while True:
        before = found.hidden
        items, closed = set(before.items), {*before.records, *before.closed_paths}
        for version in present:
            if found.is_hidden(version) or (data := material.read(version)) is None:
                continue
            result = redacted(version.path, data, before, found.removed(version))
            items |= {f"{found.key(version)}.{id}" for id in result.untold}
            if result.data is None or (_is_release(version.path) and result.data != data):
                closed.add(found.key(version))
        closed |= _telling(found, present, material)
        if closed == {*before.records, *before.closed_paths} and items == before.items:
            return found
        found.hidden = _hidden(closed, frozenset(items), found, material)


def _is_release(path: str) -> bool:
    """Whether a page is that of a release, which tells of every change there was: by no name alone can it be mended."""
    return PurePosixPath(path).parent.name == RELEASES


def _telling(found: Judgement, present: Sequence[Version], material: Material) -> frozenset[str]:
    """The snapshots of settings that tell of what is hidden alone."""
    closed = {version.path for version in present if found.is_hidden(version)}
    files = ((v.path, material.read(v) or b"") for v in present if v.path.endswith((".yaml", ".yml")))
    paths = dict.fromkeys(version.path for version in present)
    return telling_snapshots(files, paths, found.hidden, closed.__contains__)
