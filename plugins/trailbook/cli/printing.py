"""Texts for the terminal or the pipe that a command writes to."""

import sys

import click


def shown(text: str) -> str:
    """The text with a question mark for each character that standard output can't show: on Windows, many."""
    encoding = sys.stdout.encoding or "utf-8"
    return text.encode(encoding, "replace").decode(encoding)


def echo(text: str) -> None:
    """Write a text that ends as it should, whatever characters it has."""
    click.echo(shown(text), nl=False)
