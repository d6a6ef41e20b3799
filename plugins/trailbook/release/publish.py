"""One folder with every released version, for any host of static files."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from shutil import copytree
from typing import Any
from urllib.parse import quote

from trailbook.audiences.audience import overrides_for
from trailbook.records.vocabulary import Sensitivity
from trailbook.release.banner import STYLE, Mark, marked_page, style
from trailbook.release.front_page import front_page, not_found_page, robots
from trailbook.release.manifest import FILE, Made, Manifest, configuration_of, is_unchanged, made_from, read_manifest
from trailbook.release.reproduce import build_commit
from trailbook.release.versions import Version
from trailbook.text.output import ascii_json

LATEST, NEXT = "latest", "next"


@dataclass(frozen=True)
class Plan:
    """What is published: the versions, oldest first, and what comes next, if that is asked for.

    ``root`` is the folder of the knowledge base, ``prefix`` that folder in its repository, ``address`` where the
    folder will be served, with a slash at its end; None where it is not known. ``earlier`` is the folder that was
    published before. ``audience`` is for whom it is; None for everybody.
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
        """The newest version."""
        return self.versions[-1] if self.versions else None


Tell = Callable[[str, str], None]
"""Is told of each version what is done with it: ``built`` or ``reused``."""


def publish(plan: Plan, folder: Path, tell: Tell) -> None:
    """Fill an empty folder. Raises ``BuildError`` and ``HistoryError`` where a version can't be built.

    ``latest`` is a copy and no redirect: what it is linked for are anchors, and redirects without JavaScript lose
    them; nor does every host follow symbolic links.
    """
    made = {version.name: _place(plan, version, folder, tell) for version in _all(plan)}
    if plan.latest:
        copytree(folder / plan.latest.name, folder / LATEST)
    for version in _all(plan):
        _mark(plan, version, folder)
    versions = {name: _sealed(one, folder / name) for name, one in made.items()}
    files = {
        FILE: Manifest(latest=plan.latest.name if plan.latest else None, versions=versions).as_file(),
        "versions.json": _menu(plan),
        "index.html": front_page(LATEST if plan.latest else NEXT, [version.name for version in reversed(_all(plan))]),
        "404.html": not_found_page(plan.address, LATEST if plan.latest else NEXT),
        "robots.txt": robots(plan.address, LATEST if plan.latest else None),
        ".nojekyll": b"",  # some hosts would leave out what begins with an underscore
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)


def _all(plan: Plan) -> list[Version]:
    return [*plan.versions, *([plan.next] if plan.next else [])]


def _place(plan: Plan, version: Version, folder: Path, tell: Tell) -> tuple[str, str]:
    """Put a version into the folder, from the earlier one or built; give its commit and configuration."""
    overrides = _overrides(plan, version)
    commit = version.moment.commit
    configuration = configuration_of(plan.root, plan.prefix, commit, overrides)
    before = read_manifest(plan.earlier).versions.get(version.name)
    is_judged_anew = plan.audience is not None  # what was open when it was published may be hidden today
    if not is_judged_anew and is_unchanged(before, commit, configuration, plan.earlier / version.name):
        tell(version.name, "reused")
        copytree(plan.earlier / version.name, folder / version.name)
    else:
        tell(version.name, "built")
        (folder / version.name).mkdir()
        build_commit(plan.root, version.moment, folder / version.name, overrides)
    return commit, configuration


def _sealed(made: tuple[str, str], folder: Path) -> Made:
    return made_from(*made, folder)


def _overrides(plan: Plan, version: Version) -> Mapping[str, Any]:
    """The version menu, and the address of the latest version: every page is built with that as its canonical one."""
    place = NEXT if version is plan.next else LATEST
    return {
        "site_url": f"{plan.address}{place}/" if plan.address else "",
        "extra": {"version": {"provider": "mike", "default": LATEST, "alias": True}},
        **(overrides_for(plan.audience) if plan.audience else {}),
    }


def _menu(plan: Plan) -> bytes:
    """``versions.json`` as the theme's menu reads it, in the form of mike: the newest first, what comes next last."""
    released = [_entry(version, [LATEST] if version is plan.latest else []) for version in reversed(plan.versions)]
    entries = [*released, *([_entry(plan.next, [])] if plan.next else [])]
    return ascii_json(entries).encode()


def _entry(version: Version, aliases: list[str]) -> dict[str, Any]:
    return {"version": version.name, "title": version.name, "aliases": aliases}


def _mark(plan: Plan, version: Version, folder: Path) -> None:
    latest = plan.latest
    pages = frozenset(_pages(folder / LATEST)) if latest else frozenset()

    def mark(path: str) -> Mark:
        there = path in pages and path != "404.html"
        canonical = f"{plan.address}{LATEST if there else version.name}/{_url(path)}" if plan.address else None
        if version is latest:
            return Mark(canonical=canonical)
        told = (
            _coming(version)
            if version is plan.next
            else f"You read version <strong>{version.name}</strong> of {version.day}."
        )
        ahead = _latest_link(latest, path, there) if latest else "Nothing is released yet."
        return Mark(f"<p>{told} {ahead}</p>", hidden=True, canonical=canonical)

    _mark_folder(folder / version.name, mark)
    if version is latest:
        _mark_folder(folder / LATEST, mark)


def _coming(version: Version) -> str:
    return f"This is what comes <strong>next</strong>, as of {version.day}; it is not in force."


def _latest_link(latest: Version, path: str, there: bool) -> str:
    above = "../" * (path.count("/") + 1)
    href = escape(f"{above}{LATEST}/{_url(path) if there else ''}")
    without = "" if there else ", which has no such page"
    return f'The latest is <a href="{href}">{latest.name}</a> of {latest.day}{without}.'


def _url(path: str) -> str:
    """The address of a page's file below its version."""
    return quote(path.removesuffix("index.html") if path == "index.html" or path.endswith("/index.html") else path)


def _pages(folder: Path) -> Iterator[str]:
    for file in sorted(folder.rglob("*.html")):
        yield file.relative_to(folder).as_posix()


def _mark_folder(folder: Path, mark: Callable[[str], Mark]) -> None:
    for path in _pages(folder):
        file = folder / path
        before = file.read_bytes()
        after = marked_page(before.decode(), path, mark(path)).encode()
        if after != before:
            file.write_bytes(after)
    (folder / STYLE).parent.mkdir(parents=True, exist_ok=True)
    (folder / STYLE).write_bytes(style())
