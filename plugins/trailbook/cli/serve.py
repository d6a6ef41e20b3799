"""``trailbook serve``: the site while one writes."""

from pathlib import Path

import click

from trailbook.cli.options import workspace_option
from trailbook.site.mkdocs.build import serve_site
from trailbook.workspace.workspace import Workspace


@click.command()
@workspace_option
@click.option("--address", metavar="HOST:PORT", help="Where to serve it; 'dev_addr' of mkdocs.yml if absent.")
@click.option("--open", "opens", is_flag=True, help="Open it in the browser.")
def serve(workspace: Workspace, address: str | None, opens: bool) -> None:
    """Serve the site on this machine, and build it anew after each edit and commit.

    A page says itself what is wrong with its file. Ends with Ctrl-C.
    """
    serve_site(Path(workspace.root), address, opens=opens)
