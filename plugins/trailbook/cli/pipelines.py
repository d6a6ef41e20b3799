"""``trailbook pipelines``: ready workflows of a forge, to check, comment on, preview and publish a knowledge base."""

import os
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import click

from trailbook import __version__
from trailbook.cli.options import root_option
from trailbook.text.write import write_whole

REQUIREMENTS = "requirements.txt"
_PLACES = {"github": ".github/", "gitlab": "."}
"""What goes before the paths of the files of each forge, since hidden files are easily lost on the way."""
_NEXT = {
    "github": "In the settings of the repository, choose 'GitHub Actions' as the source of Pages.",
    "gitlab": "In .gitlab-ci.yml, pin the image by its digest.",
}


@click.command()
@click.argument("forge", type=click.Choice(tuple(_PLACES)))
@root_option
def pipelines(forge: str, root: Path) -> None:
    """Write the workflows of a forge: checks of a change, one comment on what it changes on record, a preview, Pages.

    Every action is pinned to a commit, and no job has more rights than it needs. A requirements.txt that names this
    version of Trailbook is written if there is none. Nothing is overwritten.
    """
    wanted = {_PLACES[forge] + path: text for path, text in _texts(forge)}
    taken = [path for path in wanted if os.path.lexists(root / path)]
    if taken:
        raise click.UsageError(f"{', '.join(taken)}: there already; move what is there, or take over by hand")
    has_requirements = os.path.lexists(root / REQUIREMENTS)
    if not has_requirements:
        wanted[REQUIREMENTS] = f"trailbook=={__version__}\n"
    try:
        for path, text in wanted.items():
            write_whole(root / path, text, within=root)
    except OSError as error:
        raise click.UsageError(f"{error.filename} can't be written: {error.strerror}") from error
    click.echo("".join(f"{path}\n" for path in wanted), nl=False)
    said = "was there already; it has to name trailbook" if has_requirements else f"names trailbook=={__version__}"
    click.echo(f"\n{REQUIREMENTS} {said}. Say there where you get it from, such as 'trailbook @ git+https://…@COMMIT'.")
    click.echo(_NEXT[forge])


def _texts(forge: str) -> list[tuple[str, str]]:
    """The files of a forge with their paths, in the order of these."""
    return sorted(_below(files(__package__).joinpath("workflows", forge), ""))


def _below(folder: Traversable, before: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for entry in folder.iterdir():
        if entry.is_dir():
            found += _below(entry, f"{before}{entry.name}/")
        else:
            found.append((f"{before}{entry.name}", entry.read_text(encoding="utf-8")))
    return found
