"""What commands and people exchange: standard output, files that are written whole, and single keys."""

import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from trailbook.cli.command_group import Misuse
from trailbook.text.unseen import printable
from trailbook.text.write import write_whole


def shown(text: str) -> str:
    """The text with a question mark for each character that standard output can't encode (on Windows, many)."""
    encoding = sys.stdout.encoding or "utf-8"
    return text.encode(encoding, "replace").decode(encoding)


def echo(text: str) -> None:
    """Print a text that ends as it should, whatever characters it has."""
    click.echo(shown(text), nl=False)


def print_or_write(text: str, output: Path | None) -> None:
    """Print a text, or write it to the file that ``--output`` names. Raises ``Misuse`` if it can't."""
    if output is None:
        echo(text)
    else:
        write_output(output, text)


def write_output(file: Path, content: str | bytes, within: Path | None = None) -> None:
    """Write a file as ``write_whole`` does. Raises ``Misuse`` with the file and the reason if it can't."""
    with reporting_unwritable():
        write_whole(file, content, within)


@contextmanager
def reporting_unwritable() -> Iterator[None]:
    """Raise ``Misuse`` for each ``OSError`` of what is written inside, with the file and the reason."""
    try:
        yield
    except OSError as error:
        file = str(error.filename) if error.filename else "a file"
        raise Misuse(f"{printable(file)} can't be written: {error.strerror or error}") from error


END = ("\x03", "\x04", "")
"""What ends the input: Ctrl-C, Ctrl-D, and nothing more to read."""


def ask_for_key(listed: str, keys: Collection[str]) -> str:
    """One of some keys, without Enter; empty at the end of the input. Other keys are asked again."""
    while True:
        click.echo(f"  {listed}: ", err=True, nl=False)
        key = click.getchar().lower()
        click.echo(key if key.isprintable() else "", err=True)
        if key in keys:
            return key
        if key in END:
            return ""
