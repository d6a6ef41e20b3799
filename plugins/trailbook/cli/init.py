"""``trailbook init``: a small working knowledge base to begin with."""

import sys
from importlib.resources import as_file, files
from pathlib import Path
from shutil import copytree

import click

from trailbook.records.kinds import schemas


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), metavar="DIR")
def init(folder: Path) -> None:
    """Start a knowledge base in DIR: one record of each kind, and the configuration of its site.

    Nothing that is there is overwritten: DIR has to be new or empty, but may be a fresh git repository.
    """
    if folder.exists() and any(entry.name != ".git" for entry in folder.iterdir()):
        click.echo(f"{folder} is not empty; name a new folder", err=True)
        sys.exit(2)
    try:
        _write(folder)
    except OSError as error:
        raise click.UsageError(f"{folder} can't be written: {error.strerror}") from error
    click.echo(
        f"A knowledge base with one record of each kind is in {folder}.\n\n"
        f"  cd {folder}\n"
        "  git init && git add . && git commit -m 'Start the knowledge base'\n"
        "  mkdocs serve --livereload    look at it on http://127.0.0.1:8000\n"
        "  trailbook check              see what is wrong after an edit\n"
    )


def _write(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with as_file(files(__package__).joinpath("starter")) as starter:
        copytree(starter, folder, dirs_exist_ok=True)
    (folder / "gitignore").rename(folder / ".gitignore")
    (folder / "schemas").mkdir()
    for name, text in schemas().items():
        (folder / "schemas" / name).write_text(text, encoding="utf-8")
