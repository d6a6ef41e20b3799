"""``trailbook init``: a small working knowledge base to begin with."""

import sys
from importlib.resources import as_file, files
from pathlib import Path
from shutil import copyfile, copytree

import click

from trailbook import DOCUMENTATION
from trailbook.records.kinds import schemas


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), metavar="DIR")
@click.option("--empty", is_flag=True, help="Write the configuration alone, without records as examples.")
def init(folder: Path, empty: bool) -> None:
    """Start a knowledge base in DIR: one record of each kind, and the configuration of its site.

    Nothing that is there is overwritten: DIR has to be new or empty, but may be a fresh git repository.
    """
    if folder.exists() and any(entry.name != ".git" for entry in folder.iterdir()):
        click.echo(f"{folder} is not empty; name a new folder", err=True)
        sys.exit(2)
    try:
        _write(folder, empty)
    except OSError as error:
        raise click.UsageError(f"{folder} can't be written: {error.strerror}") from error
    content = "without records" if empty else "with one record of each kind"
    first = "  trailbook new policy         draft the first record, or one of another kind\n" if empty else ""
    click.echo(
        f"A knowledge base {content} is in {folder}.\n\n"
        f"  cd {folder}\n"
        "  git init && git add . && git commit -m 'Start the knowledge base'\n"
        "  trailbook serve              look at it on http://127.0.0.1:8000\n"
        f"{first}  trailbook check              see what is wrong after an edit\n\n"
        f"A tutorial, guides and a reference: {DOCUMENTATION}"
    )


_CONFIGURATION = ("README.md", "content/index.md", "gitignore", "mkdocs.yml")
"""The files of the starter that hold no example."""
_ON_EXAMPLES = "\nThe records here are examples:"
"""The beginning of the last paragraph of its README."""


def _write(folder: Path, empty: bool) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with as_file(files(__package__).joinpath("starter")) as starter:
        if empty:
            (folder / "content").mkdir()
            for name in _CONFIGURATION:
                copyfile(starter / name, folder / name)
        else:
            copytree(starter, folder, dirs_exist_ok=True)
    if empty:
        about = folder / "README.md"
        about.write_text(about.read_text(encoding="utf-8").partition(_ON_EXAMPLES)[0], encoding="utf-8")
    (folder / "gitignore").rename(folder / ".gitignore")
    (folder / "schemas").mkdir()
    for name, text in schemas().items():
        (folder / "schemas" / name).write_text(text, encoding="utf-8")
