"""The commands of ``trailbook`` by name."""

import click

from trailbook.cli import main


def command_named(name: str) -> click.Command:
    """A command of the top, such as ``check``."""
    command = main.get_command(click.Context(main), name)
    assert command is not None, name
    return command
