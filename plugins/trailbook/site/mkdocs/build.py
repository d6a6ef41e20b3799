"""Builds the site of a knowledge base with MkDocs, in this process or in a separate one.

``python -m trailbook.site.mkdocs.build`` reads a ``BuildRequest`` as JSON from standard input. Other revisions are
built in a separate process, because their hooks and settings must not stay in memory.
"""

import json
import logging
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import mkdocs
from mkdocs.commands.build import build
from mkdocs.commands.serve import serve
from mkdocs.config import load_config
from mkdocs.exceptions import Abort, MkDocsException
from mkdocs.utils.yaml import yaml_load

from trailbook.site.mkdocs.build_guards import guard
from trailbook.site.mkdocs.unchanged import UnchangedSite, awaiting
from trailbook.text.errors import TrailbookError
from trailbook.text.mkdocs_yml import NAMES
from trailbook.workspace.configuration import ConfigurationError


class BuildError(TrailbookError):
    """The site can't be built. The message is that of MkDocs."""


@dataclass(frozen=True)
class BuildRequest:
    """What to build: the knowledge base in ``root`` into the folder ``site``; None for that of its mkdocs.yml.

    ``overrides`` has the structure of a mkdocs.yml: mappings are merged into it, other values replace. Its ``plugins``
    maps names to options, which are merged into the options of the plugin with that name.
    """

    root: Path
    site: Path | None = None
    overrides: Mapping[str, Any] = field(default_factory=dict)
    strict: bool = False

    def to_json(self) -> str:
        """The request as JSON, for a separate process."""
        return json.dumps(asdict(self), default=str)


def build_site(request: BuildRequest) -> Path:
    """Build the site and return its folder. Warnings go to standard error.

    Raises ``BuildError``, and ``ConfigurationError`` if there is no mkdocs.yml.
    """
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")  # the theme would print an advertisement
    handler = logging.StreamHandler()
    handler.setLevel(logging.WARNING)
    handler.setFormatter(logging.Formatter("%(levelname)s: %(message)s"))
    log = logging.getLogger(mkdocs.__name__)
    log.addHandler(handler)
    try:
        return _build(request)
    except Abort as error:
        raise BuildError(str(error) or "the site can't be built") from error
    except MkDocsException as error:
        raise BuildError(error.format_message()) from error
    finally:
        log.removeHandler(handler)


def _build(request: BuildRequest) -> Path:
    file = _configuration(request.root)
    site = {"site_dir": str(request.site.resolve())} if request.site else {}
    values = _merged(file, request.overrides)
    config = load_config(str(file), strict=request.strict or None, **site, **values)
    guard(config)
    config.plugins.on_startup(command="build", dirty=False)
    try:
        with awaiting(), suppress(UnchangedSite):
            build(config)
    finally:
        config.plugins.on_shutdown()
    return Path(config.site_dir)


def serve_site(root: Path, address: str | None = None, *, opens: bool = False) -> None:
    """Serve the site of a knowledge base until somebody interrupts it, and build it anew after each edit.

    ``address`` is ``HOST:PORT``; without it, that of its mkdocs.yml. Raises ``BuildError`` if it can't be built,
    and ``ConfigurationError`` if there is none.
    """
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
    logging.basicConfig(level=logging.INFO, format="%(levelname)-8s-  %(message)s")
    stated: dict[str, Any] = {"dev_addr": address} if address else {}
    try:
        serve(str(_configuration(root)), open_in_browser=opens, **stated)
    except Abort as error:
        raise BuildError(str(error) or "the site can't be built") from error
    except MkDocsException as error:
        raise BuildError(error.format_message()) from error
    except OSError as error:
        raise BuildError(f"{address or 'the address'} can't be served: {error.strerror}") from error


def stated_addresses(root: Path) -> tuple[str, str]:
    """The ``site_url`` and the ``repo_url`` of a knowledge base; empty if it states none.

    Raises ``BuildError`` if its mkdocs.yml can't be read, and ``ConfigurationError`` if there is none.
    """
    try:
        with _configuration(root).open("rb") as file:
            values = yaml_load(file)
    except MkDocsException as error:
        raise BuildError(error.format_message()) from error
    return str(values.get("site_url") or ""), str(values.get("repo_url") or "")


def _configuration(root: Path) -> Path:
    found = next((root / name for name in NAMES if (root / name).is_file()), None)
    if found is None:
        raise ConfigurationError("there is no mkdocs.yml here; 'trailbook init' creates a knowledge base with one")
    return found


def _merged(file: Path, overrides: Mapping[str, Any]) -> dict[str, Any]:
    """The overrides, merged with the values of the configuration that they leave as they are."""
    with file.open("rb") as source:
        values = yaml_load(source)
    merged: dict[str, Any] = {}
    for name, over in overrides.items():
        own = values.get(name)
        if name == "plugins":
            merged[name] = _with_options(own, over)
        else:
            merged[name] = _laid_over(own, over)
    return merged


def _laid_over(own: Any, over: Any) -> Any:
    if not (isinstance(own, dict) and isinstance(over, Mapping)):
        return over
    return {**own, **{name: _laid_over(own.get(name), value) for name, value in over.items()}}


def _with_options(plugins: Any, over: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The plugins of a configuration with the options of some replaced; MkDocs defaults to its search plugin."""
    listed = ["search"] if plugins is None else plugins
    pairs = list(listed.items() if isinstance(listed, dict) else map(_pair, listed))
    if any("audience" in options for options in over.values()) and not any(name in over for name, _ in pairs):
        raise BuildError(f"a build for an audience needs one of these plugins in mkdocs.yml: {', '.join(over)}")
    return [{name: {**(options or {}), **over.get(name, {})}} for name, options in pairs]


def _pair(entry: Any) -> tuple[str, Any]:
    return next(iter(entry.items())) if isinstance(entry, dict) else (entry, None)


def main() -> None:
    """Build what the request on standard input asks for; exit with 1 if that fails."""
    values = json.loads(sys.stdin.read())
    site = Path(values["site"]) if values["site"] else None
    try:
        build_site(BuildRequest(Path(values["root"]), site, values["overrides"], values["strict"]))
    except TrailbookError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
