"""``--audience``: the option of every command that hands something on to readers who must not see everything."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any

import click
import yaml

from trailbook.audiences.audience import Audience, footer_for
from trailbook.audiences.copying import SETTINGS, CopySource, copy_for, empty_copy_message
from trailbook.cli.command_group import Misuse
from trailbook.cli.displayed_paths import work_on_copy
from trailbook.records.vocabulary import SENSITIVITIES, Sensitivity
from trailbook.text.mkdocs_yml import PLUGINS
from trailbook.text.problem import did_you_mean
from trailbook.workspace.configuration import (
    ConfigurationError,
    find_mkdocs,
    plugin_options,
    read_history_configuration,
    read_mkdocs,
)

level_option = click.option(
    "--audience",
    type=click.Choice(SENSITIVITIES),
    help="Leave out what is classified stricter, and its history. Without it, 'audience' in mkdocs.yml decides; "
    "without that, nothing is left out.",
)


def audience_option(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command that has ``--root`` the option ``--audience``, and let it work on the copy for the audience."""

    @level_option
    @wraps(command)
    def for_audience(root: Path, audience: Sensitivity | None, **arguments: Any) -> None:
        level = audience or stated_audience(root)
        if level and not Audience(level).reads_everything:
            root = click.get_current_context().with_resource(_copied(root, level))
        command(root=root, **arguments)

    return for_audience


def stated_audience(root: Path) -> Sensitivity | None:
    """The audience that the mkdocs.yml in a folder names; None if it names none.

    Raises ``ConfigurationError`` for a word that is no audience.
    """
    stated = next((options["audience"] for options in _options(root) if options.get("audience")), None)
    return None if stated is None else _known(stated, "audience")


@contextmanager
def _copied(root: Path, level: Sensitivity) -> Iterator[Path]:
    configuration = read_history_configuration(root)
    classified = {folder: _known(word, folder) for part in _options(root) for folder, word in _folders(part).items()}
    file = find_mkdocs(root)
    values = read_mkdocs(file) if file else {}
    values["copyright"] = footer_for(level, values.get("copyright"))
    source = CopySource(root, configuration.docs, configuration.folders, yaml.safe_dump(values, sort_keys=False))
    with copy_for(Audience(level, classified), source) as copy:
        if file is None:
            (copy.root / SETTINGS).unlink()
        elif configuration.nav is not None:
            _write_nav(copy.root / SETTINGS, copy.nav(configuration.nav, configuration.docs))
        if message := empty_copy_message(level, source, copy.root):
            raise Misuse(message)
        work_on_copy(copy.root, root)
        yield copy.root


def _write_nav(file: Path, nav: list[Any]) -> None:
    values = yaml.safe_load(file.read_text(encoding="utf-8"))
    file.write_text(yaml.safe_dump({**values, "nav": nav}, sort_keys=False), encoding="utf-8")


def _options(root: Path) -> Iterator[dict[str, Any]]:
    """The options of the plugins that know of audiences."""
    values = read_mkdocs(file) if (file := find_mkdocs(root)) else {}
    return (plugin_options(values, name) for name in PLUGINS)


def _folders(options: dict[str, Any]) -> dict[str, Any]:
    classified = options.get("classified")
    return classified if isinstance(classified, dict) else {}


def _known(word: object, what: str) -> Sensitivity:
    for known in SENSITIVITIES:
        if word == known:
            return known
    hint = did_you_mean(word, SENSITIVITIES)
    raise ConfigurationError(f"mkdocs.yml: {what!r} has to be one of {', '.join(SENSITIVITIES)}{hint}")
