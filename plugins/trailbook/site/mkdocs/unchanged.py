"""Leaves a site as it is where nothing has changed since it was built, instead of building it again.

That is known if all that a build reads is what it was before the last build and after it, and each file of the site is
as that build left it. Where a build may read anything else, because of a plugin, a hook, a template or an extension
that is not known here, it is never left out; nor is one that had to warn of something, or is for an audience.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from hashlib import blake2b
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin, event_priority, get_plugin_logger
from mkdocs.utils import CountHandler, get_build_date
from pathspec import PathSpec

from trailbook.drift.snapshots import FOLDER as SNAPSHOTS
from trailbook.records.contacts import CONTACTS
from trailbook.records.loading import FOLDERS
from trailbook.risk.indicators.reading import FOLDER as OBSERVATIONS
from trailbook.site.mkdocs.build_cache import has_known_extensions, is_command, kept_file
from trailbook.site.mkdocs.files import is_for_audience, root_of
from trailbook.site.mkdocs.option_types import PluginConfig
from trailbook.site.mkdocs.theme_inputs import WITHOUT_TEXT, plain_value
from trailbook.sources import FOLDER as SOURCES
from trailbook.sources import STATUS
from trailbook.text.mkdocs_yml import PLUGINS
from trailbook.text.write import write_whole
from trailbook.trail.git.command import HistoryError
from trailbook.trail.git.kept import make
from trailbook.trail.git.repository import Repository
from trailbook.trail.sign_offs.roles import ROLES

if TYPE_CHECKING:
    from trailbook.trail.git.repository import Verdict

_NAME = "trailbook/unchanged"
_KNOWN_PLUGINS = ("trailbook.", "mkdocs.contrib.search", *(f"material.plugins.{name}." for name in ("search", "tags")))
"""The modules of plugins that read nothing but the configuration and the documentation."""
_FOLDERS = (SNAPSHOTS, OBSERVATIONS, SOURCES)
"""Folders that are read besides those of records, also what git ignores in them."""
_FILES = (ROLES, CONTACTS, STATUS)

log = get_plugin_logger("trailbook")


class UnchangedSite(SystemExit):
    """Ends a build whose site is there already. The exit code is 0."""


_AWAITED: ContextVar[bool] = ContextVar("awaited", default=False)


@contextmanager
def awaiting() -> Iterator[None]:
    """Say that a build in this block may end with ``UnchangedSite``."""
    token = _AWAITED.set(True)
    try:
        yield
    finally:
        _AWAITED.reset(token)


def end_if_unchanged(config: MkDocsConfig) -> None:
    """End a build whose site is there already, or note what it builds from. Raises ``UnchangedSite``.

    Each plugin of Trailbook calls this; once is enough. Only where the end of the build is the end of its command, or
    ``awaiting`` says so, is it ended.
    """
    if _NAME in config.plugins or is_for_audience(config) or not (_AWAITED.get() or is_command()):
        return
    site, kept, configured = Path(config.site_dir), kept_file(config), _configured(config)
    if kept is None or configured is None:
        return
    file = kept.with_suffix(".json")
    try:
        repository = Repository(root_of(config), partial=True)
        if (inputs := _inputs(config, repository, configured)) is None:
            return
        last = _read(file)
        if last and last.is_of(site, inputs) and repository.confirms(last.verdicts):
            log.info("nothing has changed since %s was built, so it is left as it is", site)
            raise UnchangedSite(0)
    except (HistoryError, OSError):
        return
    config.plugins[_NAME] = LastBuild(file, configured, inputs)


@dataclass(frozen=True)
class Inputs:
    """All that a build reads and that may change from one build to the next, as digests.

    ``contents`` is that of what it is, ``times`` that of when its files were last changed.
    """

    contents: str
    times: str


@dataclass(frozen=True)
class _Noted:
    """What is noted of a build: what it read, what it left in which folder, and what git said of signatures."""

    site: str
    inputs: str
    left: str
    verdicts: Sequence[Verdict]

    def is_of(self, site: Path, inputs: Inputs) -> bool:
        """Whether it is what is there, and what a build would be made of."""
        return (self.site, self.inputs) == (str(site), inputs.contents) and self.left == _left(site)


def _inputs(config: MkDocsConfig, repository: Repository, configured: str) -> Inputs | None:
    """What a build reads; None if that is not known. Raises ``HistoryError`` and ``OSError``."""
    if repository.lack:
        return None
    tracked = repository.git.output("ls-files", "-z", "--stage")
    contents, times = blake2b(digest_size=16), blake2b(digest_size=16)
    for part in (configured.encode("utf-8", "surrogatepass"), repository.state().encode(), tracked):
        contents.update(_framed(part))
    for file in sorted(_files(config, repository, tracked)):
        if file.is_symlink() and file.is_dir():
            return None  # what else is read then is not followed here
        contents.update(_framed(bytes(file)))
        try:
            found = file.stat()
            times.update(_framed(repr((file, found.st_mtime_ns, found.st_ctime_ns, found.st_size)).encode()))
            contents.update(_framed(file.read_bytes()))
        except OSError as error:
            contents.update(_framed(str(error.errno).encode()))
    return Inputs(contents.hexdigest(), times.hexdigest())


def _framed(data: bytes) -> bytes:
    return len(data).to_bytes(8, "big") + data


def _configured(config: MkDocsConfig) -> str | None:
    """All that is not in the repository, as text; None if something may be read that is not known here."""
    if (
        config.hooks
        or config.theme.name != "material"
        or config.theme.custom_dir
        or not has_known_extensions(config)
        or not all(map(_is_known, config.plugins.values()))
    ):
        return None
    clock = os.environ.get("SOURCE_DATE_EPOCH"), get_build_date()
    text = repr(([*_stated(config)], clock, sys.version, _installed(), [*_own_code()]))
    return None if WITHOUT_TEXT in text else text


def all_known(handlers: Iterable[object]) -> bool:
    """Whether all that an event calls is of plugins that read nothing but the configuration and the documentation."""
    return all(_is_known(getattr(one, "__self__", None)) for one in handlers)


def _is_known(plugin: object) -> bool:
    return type(plugin).__module__.startswith(_KNOWN_PLUGINS)


def _stated(config: MkDocsConfig) -> Iterator[tuple[str, object]]:
    """The values of a configuration, also those that are not in its file."""
    for name, value in config.items():
        if name == "theme":
            yield name, (value.name, value.dirs, sorted(value.static_templates), [(one, value[one]) for one in value])
        elif name == "plugins":
            yield name, [(one, plain_value(plugin.config)) for one, plugin in value.items()]
        elif name == "markdown_extensions":
            yield name, [one for one in value if isinstance(one, str)]
        elif isinstance(value, PathSpec):
            yield name, [(pattern.include, pattern.regex.pattern) for pattern in value.patterns]
        else:
            yield name, plain_value(value)


def _installed() -> list[str]:
    """The names of all installed packages, with their versions."""
    folders = (Path(folder) for folder in sys.path)
    return sorted(entry.name for folder in folders if folder.is_dir() for entry in folder.glob("*-info"))


def _own_code() -> Iterator[tuple[str, int, int]]:
    """The files of this package with their sizes and times: whoever works on it changes them within a version."""
    for entry in sorted(_walk(Path(__file__).parents[2]), key=lambda entry: entry.path):
        if not entry.name.endswith(".pyc"):
            found = entry.stat()
            yield entry.path, found.st_size, found.st_mtime_ns


def _files(config: MkDocsConfig, repository: Repository, tracked: bytes) -> set[Path]:
    """The files below the knowledge base that may be read.

    These are those that git tracks or would, and whatever is in the folders that are read.
    """
    root, site = repository.root, Path(config.site_dir)
    options = config.plugins["trailbook/records"].config if "trailbook/records" in config.plugins else {}
    below = ["--", repository.prefix] if repository.prefix else []
    others = repository.git.output("ls-files", "-z", "--others", "--exclude-standard", *below)
    listed = (*(entry.partition(b"\t")[2] for entry in tracked.split(b"\0")), *others.split(b"\0"))
    prefix = os.fsencode(repository.prefix)
    found = {repository.top / os.fsdecode(path) for path in listed if path and path.startswith(prefix)}
    for folder in (config.docs_dir, *FOLDERS[1:], *_FOLDERS, *(options.get("folders") or ())):
        found.update(Path(entry.path) for entry in _walk(root / folder))
    found.update(root / name for name in (config.config_file_path, *_FILES))
    return {file for file in found if not file.is_relative_to(site)}


def _walk(folder: Path | str) -> Iterator[os.DirEntry[str]]:
    """The files in a folder and its folders; links to folders are not followed."""
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    yield from _walk(entry.path)
                else:
                    yield entry
    except (FileNotFoundError, NotADirectoryError):
        return


def _left(site: Path) -> str:
    """A digest of the files of a site, of which none is read: writing to one changes its times."""
    digest = blake2b(digest_size=16)
    for path, entry in sorted((entry.path, entry) for entry in _walk(site)):
        found = entry.stat(follow_symlinks=False)
        facts = path, found.st_ino, found.st_mode, found.st_size, found.st_mtime_ns, found.st_ctime_ns
        digest.update(_framed(repr(facts).encode()))
    return digest.hexdigest()


class LastBuild(BasePlugin[PluginConfig]):
    """Notes what a build read and left, once everything is written, if it had to warn of nothing."""

    def __init__(self, file: Path, configured: str, inputs: Inputs) -> None:
        super().__init__()
        self._file, self._configured, self._inputs = file, configured, inputs
        self._warnings = CountHandler()
        self._warnings.setLevel(logging.WARNING)
        logging.getLogger("mkdocs").addHandler(self._warnings)

    @event_priority(-2000)
    def on_post_build(self, config: MkDocsConfig) -> None:
        """Note it, unless what the build read has changed meanwhile."""
        logging.getLogger("mkdocs").removeHandler(self._warnings)
        asked = [getattr(config.plugins.get(name), "verdicts", ()) for name in PLUGINS]
        if self._warnings.get_counts() or None in asked:
            return
        with suppress(HistoryError, OSError):
            repository = Repository(root_of(config), partial=True)
            if _inputs(config, repository, self._configured) == self._inputs:
                site = Path(config.site_dir)
                verdicts = [*dict.fromkeys(chain.from_iterable(asked))]
                noted = _Noted(str(site), self._inputs.contents, _left(site), verdicts)
                make(self._file.parent)
                write_whole(self._file, json.dumps(asdict(noted)))

    def on_build_error(self, error: Exception) -> None:
        """Note nothing."""
        logging.getLogger("mkdocs").removeHandler(self._warnings)


def _read(file: Path) -> _Noted | None:
    """What is noted of the last build; None if there is nothing, or it is damaged."""
    try:
        values = json.loads(file.read_text(encoding="utf-8"))
        verdicts = [(str(asked), str(keys), str(answer)) for asked, keys, answer in values["verdicts"]]
        return _Noted(values["site"], values["inputs"], values["left"], verdicts)
    except (OSError, ValueError, TypeError, KeyError):
        return None
