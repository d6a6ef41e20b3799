"""The option of every command that works on a knowledge base."""

from pathlib import Path

import click

root_option = click.option(
    "--root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=Path(),
    help="The folder of the knowledge base; the current one if absent.",
)
"""``--root``, passed as a path."""
