"""``trailbook serve``: the site while one writes."""

from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path

import click

from trailbook.cli.options import workspace_option
from trailbook.site.mkdocs.build import serve_site
from trailbook.text.unseen import printable
from trailbook.workspace.workspace import Workspace

_PORTS = 1 << 16


@click.command()
@workspace_option
@click.option("--address", metavar="HOST:PORT", help="Where to serve it; 'dev_addr' of mkdocs.yml if absent.")
@click.option("--open", "opens", is_flag=True, help="Open it in the browser.")
def serve(workspace: Workspace, address: str | None, opens: bool) -> None:
    """Serve the site on this machine, and build it anew after each edit and commit.

    A page says itself what is wrong with its file. Ends with Ctrl-C.
    """
    if address and not _is_address(address):
        raise click.UsageError(printable(f"--address {address!r} is none; write one as 127.0.0.1:8000"))
    serve_site(Path(workspace.root), address, opens=opens)


def _is_address(text: str) -> bool:
    """Whether MkDocs can serve there: at ``localhost`` or an IP address, and a port."""
    host, _, port = text.rpartition(":")
    with suppress(ValueError):
        known = host == "localhost" or ip_address(host.strip("[]"))
        return bool(known) and port.isdecimal() and int(port) < _PORTS
    return False
