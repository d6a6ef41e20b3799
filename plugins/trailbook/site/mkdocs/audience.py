"""Builds a site for readers who must not see everything, from a redacted copy of the knowledge base.

The copy replaces the knowledge base in the configuration before any plugin reads from it, so that third-party plugins
are confined to it as well.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError

from trailbook.audiences.audience import Audience, footer_for
from trailbook.audiences.copying import SETTINGS, CopySource, empty_copy_message, write_copy
from trailbook.records.loading import FOLDERS
from trailbook.records.vocabulary import SENSITIVITIES, Sensitivity
from trailbook.site.mkdocs.files import ORIGINS, docs_of, root_of
from trailbook.text.mkdocs_yml import PLUGINS
from trailbook.text.scratch import Scratch
from trailbook.trail.git.command import HistoryError
from trailbook.workspace.configuration import fault_of

_KEPT: list[Scratch] = []
"""The copies that builds of this process read; they are removed when the process ends."""


def confine(config: MkDocsConfig) -> None:
    """Let a build read a copy for the audience that its configuration names, if it names one.

    Raises ``PluginError`` if the copy can't be written or is empty: better no site than one that shows too much.
    """
    levels = [options["audience"] for options in _options(config) if options.get("audience")]
    if not levels or root_of(config) in ORIGINS:
        return
    level = min(levels, key=SENSITIVITIES.index)
    if Audience(level).reads_everything:
        return
    docs = docs_of(config)
    folders = [folder for options in _options(config) for folder in options.get("folders") or ()]
    if fault := fault_of(folders, docs):
        raise PluginError(fault)
    classified = {folder: level for options in _options(config) for folder, level in options["classified"].items()}
    settings = Path(config.config_file_path)
    text = settings.read_text(encoding="utf-8", errors="replace") if settings.is_file() else ""
    source = CopySource(root_of(config), docs, tuple(folders) or (docs, *FOLDERS[1:]), text)
    scratch = Scratch()
    try:
        copy = write_copy(Audience(level, classified), source, Path(scratch.name).resolve())
    except HistoryError as error:
        raise PluginError(f"the copy for the audience {level!r} can't be written: {error}") from None
    if message := empty_copy_message(level, source, copy.root):
        scratch.cleanup()
        raise PluginError(message)
    _KEPT.append(scratch)
    ORIGINS[copy.root] = root_of(config)
    config.docs_dir = str(copy.root / docs)
    config.config_file_path = str(copy.root / SETTINGS)
    Path(config.docs_dir).mkdir(parents=True, exist_ok=True)
    if config.nav is not None:
        config.nav = copy.nav(config.nav, docs)
    _state_audience(config, level)
    _rebase_snippets(config, copy.root)


def _options(config: MkDocsConfig) -> Iterator[Any]:
    return (config.plugins[name].config for name in PLUGINS if name in config.plugins)


def _state_audience(config: MkDocsConfig, level: Sensitivity) -> None:
    """Name the audience in the footer, and remove all links to the repository, which holds the rest."""
    config.copyright = footer_for(level, config.copyright)
    config.repo_url = config.edit_uri = config.edit_uri_template = None


def _rebase_snippets(config: MkDocsConfig, root: Path) -> None:
    """Let snippets include files from the copy only."""
    snippets = config.mdx_configs.get("pymdownx.snippets")
    if "pymdownx.snippets" in config.markdown_extensions:
        options = snippets if isinstance(snippets, dict) else {}
        places = options.get("base_path", ["."])
        listed = [places] if isinstance(places, str) else list(places)
        inside = [str(root / str(place).lstrip("/")) for place in listed]
        config.mdx_configs["pymdownx.snippets"] = {**options, "base_path": inside, "restrict_base_path": True}
