"""``trailbook completion``: the script by which a shell completes commands, options and ids."""

import click
from click.shell_completion import get_completion_class

SHELLS = ("bash", "zsh", "fish")


@click.command()
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print what completes commands, options and the ids of records in a SHELL.

    Put it where the shell reads such files, or into its configuration: eval "$(trailbook completion bash)".
    """
    kind, top = get_completion_class(shell), context.find_root()
    if kind is None:
        raise click.UsageError(f"click completes nothing in {shell}")
    click.echo(kind(top.command, {}, "trailbook", "_TRAILBOOK_COMPLETE").source())
