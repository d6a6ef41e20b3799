"""Which knowledge base a command works on: a folder, and what its mkdocs.yml says about it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

import click
import yaml

from trailbook.records import FOLDERS, load
from trailbook.records.problem import printable


class _Tolerant(yaml.SafeLoader):
    """Reads a mkdocs.yml whatever tags it uses (``!ENV``, ``!!python/name``); their values become None."""


_Tolerant.add_multi_constructor("", lambda loader, suffix, node: None)


class ConfigurationError(click.ClickException):
    """A mkdocs.yml that can't be used."""

    exit_code = 2


@dataclass(frozen=True)
class Configuration:
    """What Trailbook takes from a mkdocs.yml. Without one, what a new knowledge base has."""

    root: Path
    folders: tuple[str, ...] = FOLDERS
    docs: str = "content"
    name: str = "Knowledge base"
    nav: list[Any] | None = None


def read_configuration(root: Path) -> Configuration:
    """The configuration of the knowledge base in a folder.

    Raises ``ConfigurationError`` when its mkdocs.yml is there and can't be read or names no usable folder.
    """
    file = root / "mkdocs.yml"
    if not file.is_file():
        return Configuration(root)
    try:
        values = yaml.load(file.read_text(encoding="utf-8"), Loader=_Tolerant)  # noqa: S506 - a SafeLoader
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise ConfigurationError(f"{file.name} can't be read: {printable(' '.join(str(error).split()))}") from error
    except RecursionError as error:
        raise ConfigurationError(f"{file.name} can't be read: its values are nested too deeply") from error
    values = values if isinstance(values, dict) else {}
    docs = str(values.get("docs_dir") or "docs")
    folders = _listed(_records_options(values).get("folders")) or (docs, *FOLDERS[1:])
    for folder in folders:
        if Path(folder).is_absolute() or ".." in Path(folder).parts:
            raise ConfigurationError(f"{file.name}: the folder {folder!r} is not below the one that {file.name} is in")
    return Configuration(
        root,
        folders,
        docs,
        str(values.get("site_name") or Configuration.name),
        values["nav"] if isinstance(values.get("nav"), list) else None,
    )


def _listed(folders: object) -> tuple[str, ...]:
    """The names in the ``folders`` option, without those that only the environment knows."""
    names = [folder for folder in folders if folder is not None] if isinstance(folders, list) else folders
    if names is None:
        return ()
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ConfigurationError("mkdocs.yml: 'folders' of trailbook/records must be a list: [content, postmortems]")
    return tuple(names)


def _records_options(configuration: dict[str, Any]) -> dict[str, Any]:
    plugins = configuration.get("plugins")
    parts = plugins if isinstance(plugins, list) else [plugins]
    named = {name: options for part in parts if isinstance(part, dict) for name, options in part.items()}
    options = named.get("trailbook/records")
    return options if isinstance(options, dict) else {}


def knowledge_base_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command ``--root``, and pass it ``configuration`` and ``knowledge`` found there."""

    @click.option(
        "--root",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        default=Path(),
        help="The folder of the knowledge base; the current one if absent.",
    )
    @wraps(command)
    def with_knowledge(root: Path, **arguments: Any) -> None:
        configuration = read_configuration(root)
        if not any((root / folder).is_dir() for folder in configuration.folders):
            looked = printable(", ".join(configuration.folders))
            raise click.UsageError(
                f"no record folder here (looked for {looked}); 'trailbook init' makes a knowledge base"
            )
        command(configuration=configuration, knowledge=load(root, configuration.folders), **arguments)

    return with_knowledge
