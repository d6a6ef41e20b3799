"""``trailbook convert``: one threat model in the format of another tool."""

import sys
from pathlib import Path

import click

from trailbook.cli.audience import audience_option
from trailbook.cli.options import workspace_option
from trailbook.cli.output import write_output
from trailbook.interchange.writers import WRITERS
from trailbook.records.kinds.threat_model import ThreatModel
from trailbook.text.problem import nearest, suggestion
from trailbook.text.unseen import printable
from trailbook.workspace.workspace import Workspace


@click.command()
@click.argument("identity", metavar="TM-MODEL")
@click.option("--format", "form", type=click.Choice(sorted(WRITERS)), required=True, help="The format to write.")
@click.option(
    "--output",
    "output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write; standard output if absent.",
)
@audience_option
@workspace_option
def convert(workspace: Workspace, identity: str, form: str, output: Path | None) -> None:
    """Write a threat model in the format of another tool, and list what that tool will not show.

    'trailbook import' reads the file back with nothing lost.
    """
    record = workspace.knowledge().records.get(identity)
    if not isinstance(record, ThreatModel):
        close = nearest(identity, [model.id for model in workspace.knowledge().of_kind("threat-model")])
        hint = suggestion(close)
        click.echo(f"there is no threat model {printable(identity)}{hint}", err=True)
        sys.exit(2)
    export = WRITERS[form](record)
    if output is None:
        click.echo(export.text.encode(), nl=False)
    else:
        write_output(output, export.text)
    for sentence in export.unseen:
        click.echo(f"not shown by other tools: {printable(sentence)}", err=True)
