"""``trailbook check``: every problem of every record, in the form that the reader of it wants."""

import sys

import click

from trailbook.cli.configuration import Configuration, knowledge_base_options
from trailbook.cli.places import from_here, from_top, placed
from trailbook.cli.reports import FOR_FORGES, FORMATS
from trailbook.records import KnowledgeBase


@click.command()
@knowledge_base_options
@click.option("--format", "form", type=click.Choice(sorted(FORMATS)), default="text", show_default=True)
def check(configuration: Configuration, knowledge: KnowledgeBase, form: str) -> None:
    """Check every record and print all problems at once.

    Paths are as one opens them from here; for GitHub and in SARIF they are relative to the top of the repository.

    Exits with 0 when there are none, with 1 when there are some.
    """
    before = (from_top if form in FOR_FORGES else from_here)(configuration.root)
    encoding = sys.stdout.encoding or "utf-8"  # some terminals and pipes on Windows know few characters
    click.echo(FORMATS[form](placed(knowledge, before)).encode(encoding, "replace").decode(encoding), nl=False)
    sys.exit(1 if knowledge.problems else 0)
