"""Publishes every released version in one folder, for any host of static files."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path
from shutil import copytree
from typing import Any
from urllib.parse import quote

from trailbook.audiences.audience import overrides_for
from trailbook.records.vocabulary import Sensitivity
from trailbook.release.banner import Mark, mark_pages, pages_of
from trailbook.release.front_page import front_page, not_found_page, robots
from trailbook.release.manifest import (
    FILE,
    Manifest,
    VersionSource,
    built_version,
    configuration_of,
    is_unchanged,
    read_manifest,
)
from trailbook.release.reproduce import build_commit, evidence_at
from trailbook.release.versions import Version
from trailbook.text.output import ascii_json
from trailbook.trail.git.command import Git
from trailbook.trail.requests.branch import evidence_branch

LATEST, NEXT = "latest", "next"


@dataclass(frozen=True)
class Plan:
    """What is published: the versions, oldest first, and what comes next, if that was asked for.

    ``root`` is the folder of the knowledge base and ``prefix`` the same folder in the repository. ``address`` is where
    the published folder is served, with a slash at its end; None if that is unknown. ``earlier`` is the folder that
    was published before. ``audience`` is whom it is for; None for everybody.
    """

    root: Path
    prefix: str
    address: str | None
    versions: Sequence[Version]
    next: Version | None
    earlier: Path
    audience: Sensitivity | None = None

    @property
    def latest(self) -> Version | None:
        """The newest of the versions that are published; None if there is none."""
        return self.versions[-1] if self.versions else None


Report = Callable[[str, str], None]
"""Called for each version with what is done with it: ``built`` or ``reused``."""


def publish(plan: Plan, folder: Path, report: Report) -> None:
    """Fill an empty folder. Raises ``BuildError`` or ``HistoryError`` if a version can't be built.

    ``latest`` is a copy: people link to anchors in it, which redirects without JavaScript lose, and not every host
    follows symbolic links.
    """
    said = evidence_at(plan.root, (version.moment for version in plan.versions))
    if plan.next:
        said[plan.next.moment.commit] = evidence_branch(Git(plan.root)).head
    sources = {version.name: _place(plan, version, said, folder, report) for version in _all(plan)}
    if plan.latest:
        copytree(folder / plan.latest.name, folder / LATEST)
    for version in _all(plan):
        _mark_version(plan, version, folder)
    if plan.audience:  # ids and hashes of what its readers must not see let them test a guess
        sources = dict.fromkeys(sources, VersionSource())
    versions = {name: built_version(source, folder / name) for name, source in sources.items()}
    files = {
        FILE: Manifest(latest=plan.latest.name if plan.latest else None, versions=versions).as_file(),
        "versions.json": _menu(plan),
        "index.html": front_page(LATEST if plan.latest else NEXT, [version.name for version in reversed(_all(plan))]),
        "404.html": _not_found(plan, folder),
        "robots.txt": robots(plan.address, LATEST if plan.latest else None),
        ".nojekyll": b"",  # some hosts leave out names that begin with an underscore
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)


def _not_found(plan: Plan, folder: Path) -> bytes:
    """The page for unknown addresses: that of what readers come to, if the address is known and its links absolute."""
    target = LATEST if plan.latest else NEXT
    theirs = folder / target / "404.html"
    if plan.address and theirs.is_file():
        return theirs.read_bytes()
    return not_found_page(plan.address, target)


def _all(plan: Plan) -> list[Version]:
    return [*plan.versions, *([plan.next] if plan.next else [])]


def _place(plan: Plan, version: Version, evidence: Mapping[str, str], folder: Path, report: Report) -> VersionSource:
    """Put a version into the folder, built or copied from the earlier one. Returns what it was built from."""
    overrides = _overrides(plan, version)
    commit = version.moment.commit
    moment = replace(version.moment, evidence=evidence[commit])
    source = VersionSource(commit, configuration_of(plan.root, plan.prefix, commit, overrides), evidence[commit])
    before = read_manifest(plan.earlier).versions.get(version.name)
    may_be_outdated = plan.audience is not None  # what was public when it was published may be hidden today
    if not may_be_outdated and is_unchanged(before, source, plan.earlier / version.name):
        report(version.name, "reused")
        copytree(plan.earlier / version.name, folder / version.name)
    else:
        report(version.name, "built")
        (folder / version.name).mkdir()
        build_commit(plan.root, moment, folder / version.name, overrides)
    return source


def _overrides(plan: Plan, version: Version) -> Mapping[str, Any]:
    """The settings of the version menu, and of the canonical address of every page: that in the latest version."""
    place = NEXT if version is plan.next else LATEST
    return {
        "site_url": f"{plan.address}{place}/" if plan.address else "",
        "extra": {"version": {"provider": "mike", "default": LATEST, "alias": True}},
        **(overrides_for(plan.audience) if plan.audience else {}),
    }


def _menu(plan: Plan) -> bytes:
    """``versions.json`` for the theme's menu, in the format of mike: the newest first, what comes next at the end."""
    released = [_entry(version, [LATEST] if version is plan.latest else []) for version in reversed(plan.versions)]
    entries = [*released, *([_entry(plan.next, [])] if plan.next else [])]
    return ascii_json(entries).encode()


def _entry(version: Version, aliases: list[str]) -> dict[str, Any]:
    return {"version": version.name, "title": f"{version.name} · {version.day}", "aliases": aliases}


def _mark_version(plan: Plan, version: Version, folder: Path) -> None:
    latest = plan.latest
    pages = frozenset(pages_of(folder / LATEST)) if latest else frozenset()

    def mark(path: str) -> Mark:
        is_in_latest = path in pages and path != "404.html"
        canonical = f"{plan.address}{LATEST if is_in_latest else version.name}/{_url(path)}" if plan.address else None
        if version is latest:
            return Mark(canonical=canonical)
        if version is plan.next:
            reading = f"This is what comes <strong>next</strong>, as of {version.day}; it is not in force."
        else:
            reading = f"You read version <strong>{version.name}</strong> of {version.day}."
        latest_link = _latest_link(latest, path, is_in_latest) if latest else "Nothing is released yet."
        return Mark(f"<p>{reading} {latest_link}</p>", hidden=True, canonical=canonical)

    mark_pages(folder / version.name, mark)
    if version is latest:
        mark_pages(folder / LATEST, mark)


def _latest_link(latest: Version, path: str, is_in_latest: bool) -> str:
    above = "../" * (path.count("/") + 1)
    href = escape(f"{above}{LATEST}/{_url(path) if is_in_latest else ''}")
    without = "" if is_in_latest else ", which has no such page"
    return f'The latest is <a href="{href}">{latest.name}</a> of {latest.day}{without}.'


def _url(path: str) -> str:
    """The address of a page, relative to that of its version."""
    return quote(path.removesuffix("index.html") if path == "index.html" or path.endswith("/index.html") else path)
