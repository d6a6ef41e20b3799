"""``trailbook convert``: one threat model in the format of another tool."""

from pathlib import Path

import click

from trailbook.cli.audience import audience_option
from trailbook.cli.command_group import unknown_name
from trailbook.cli.completed_ids import complete_records
from trailbook.cli.options import workspace_option
from trailbook.cli.output import write_output
from trailbook.interchange.writers import WRITERS
from trailbook.records.kinds.threat_model import ThreatModel
from trailbook.text.unseen import printable
from trailbook.workspace.workspace import Workspace


@click.command()
@click.argument("identity", metavar="TM-MODEL", shell_complete=complete_records("threat-model"))
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
        raise unknown_name("threat model", identity, [one.id for one in workspace.knowledge().of_kind(ThreatModel)])
    export = WRITERS[form](record)
    if output is None:
        click.echo(export.text.encode(), nl=False)
    else:
        write_output(output, export.text)
    for sentence in export.unseen:
        click.echo(f"not shown by other tools: {printable(sentence)}", err=True)
