"""The values of a mkdocs.yml, with those that it inherits."""

from pathlib import Path
from typing import Any

import click
import yaml

from trailbook.text.mkdocs_yml import NAMES, stated_values
from trailbook.text.unseen import printable


class ConfigurationError(click.ClickException):
    """A mkdocs.yml that can't be used."""

    exit_code = 2


def find_mkdocs(root: Path) -> Path | None:
    """The configuration in a folder, if there is one."""
    return next((root / name for name in NAMES if (root / name).is_file()), None)


def read_mkdocs(file: Path) -> dict[str, Any]:
    """The values of a configuration over those of the file that its ``INHERIT`` names, relative to itself.

    As in MkDocs, mappings are merged key by key, and anything else replaces what was inherited. Raises
    ``ConfigurationError`` where a file can't be read or inherits from itself.
    """
    return _read(file, file.name, ())


def _read(file: Path, name: str, heirs: tuple[Path, ...]) -> dict[str, Any]:
    if file.resolve() in heirs:
        raise ConfigurationError(f"{printable(name)} inherits from itself; take one INHERIT out of the circle")
    values = _values(file, name)
    if "INHERIT" not in values:
        return values
    parent = values.pop("INHERIT")
    if not isinstance(parent, str):
        raise ConfigurationError(f"{printable(name)}: INHERIT must be the path of a file, such as ../mkdocs.yml")
    found = file.parent / parent
    if not found.is_file():
        raise ConfigurationError(f"{printable(name)}: INHERIT names {printable(parent)!r}, and there is no such file")
    return _merged(_read(found, parent, (*heirs, file.resolve())), values)


def _values(file: Path, name: str) -> dict[str, Any]:
    try:
        return stated_values(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError) as error:
        said = printable(" ".join(str(error).split()))
        raise ConfigurationError(f"{printable(name)} can't be read: {said}") from error
    except RecursionError as error:
        raise ConfigurationError(f"{printable(name)} can't be read: its values are nested too deeply") from error


def _merged(inherited: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    both = {
        name: _merged(inherited[name], value)
        for name, value in own.items()
        if isinstance(value, dict) and isinstance(inherited.get(name), dict)
    }
    return {**inherited, **own, **both}
