"""Which knowledge base a command works on: a folder, and the record folders that its mkdocs.yml names."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click
import yaml

from trailbook.records import FOLDERS, load


class _Tolerant(yaml.SafeLoader):
    """Reads a mkdocs.yml whatever tags it uses (``!ENV``, ``!!python/name``); their values become None."""


_Tolerant.add_multi_constructor("", lambda loader, suffix, node: None)


def record_folders(root: Path) -> tuple[str, ...]:
    """The ``folders`` option of ``trailbook/records`` in the folder's mkdocs.yml, or the usual ones.

    Raises ``click.ClickException`` when the file is there and can't be read.
    """
    file = root / "mkdocs.yml"
    if not file.is_file():
        return FOLDERS
    try:
        configuration = yaml.load(file.read_text(encoding="utf-8"), Loader=_Tolerant)  # noqa: S506 - a SafeLoader
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise click.ClickException(f"{file.name} can't be read: {' '.join(str(error).split())}") from error
    options = _plugin_options(configuration if isinstance(configuration, dict) else {})
    folders = options.get("folders")
    if isinstance(folders, list) and all(isinstance(folder, str) for folder in folders):
        return tuple(folders)
    return FOLDERS


def _plugin_options(configuration: dict[str, Any]) -> dict[str, Any]:
    plugins = configuration.get("plugins")
    parts = plugins if isinstance(plugins, list) else [plugins]
    named = {name: options for part in parts if isinstance(part, dict) for name, options in part.items()}
    options = named.get("trailbook/records")
    return options if isinstance(options, dict) else {}


def knowledge_base_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command ``--root`` and pass it the knowledge base found there as ``knowledge``."""

    @click.option(
        "--root",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        default=Path(),
        help="The folder of the knowledge base; the current one if absent.",
    )
    @wraps(command)
    def with_knowledge(root: Path, **arguments: Any) -> None:
        folders = record_folders(root)
        if not any((root / folder).is_dir() for folder in folders):
            named = ", ".join(folders)
            raise click.UsageError(
                f"no record folder here: looked for {named}. 'trailbook init' makes a knowledge base."
            )
        command(knowledge=load(root, folders), **arguments)

    return with_knowledge
