"""``trailbook report``: where risk stands on one sheet, for those who are handed paper."""

import re
from contextlib import nullcontext
from datetime import date
from pathlib import Path

import click

from trailbook.cli.audience import audience_option
from trailbook.cli.command_group import Misuse
from trailbook.cli.options import today_option, workspace_option
from trailbook.cli.output import write_output
from trailbook.release.reproduce import moment_of
from trailbook.risk.reviews.sittings import Quarter
from trailbook.site.catalogue import Site, trail_site
from trailbook.site.files.board_report import Setting, board_report
from trailbook.site.pages.board import Board
from trailbook.site.rendering.sitemap import sitemap_of
from trailbook.text.unseen import printable
from trailbook.trail.git.checkout import checked_out
from trailbook.workspace.configuration import read_configuration
from trailbook.workspace.workspace import Workspace

_QUARTER = re.compile(r"(?P<year>\d{4})-Q(?P<number>[1-4])")


@click.command()
@audience_option
@workspace_option
@today_option
@click.option("--quarter", metavar="QUARTER", help="Such as 2026-Q4; that of today if absent.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="A .pdf file.")
def report(workspace: Workspace, quarter: str | None, output: Path) -> None:
    """Write the board page as PDF: risk by month, applications, what is asked, what changed.

    A quarter that is over is reported as it was at its end. Needs the extra 'pdf' of Trailbook.
    """
    if output.suffix != ".pdf":
        raise Misuse(f"{printable(output.name)}: the file has to end in .pdf")
    today = workspace.today()
    if today is None:
        raise Misuse("nothing is committed yet, so there is nothing to report; commit the records")
    asked = _quarter(quarter) if quarter else Quarter.of(today)
    if asked.first > today:
        raise Misuse(f"{asked} has not begun on {today}")
    moment = moment_of(workspace.root, str(asked.last)) if asked.last < today else None
    with checked_out(workspace.root, moment.commit) if moment else nullcontext(workspace.root) as root:
        there = Workspace(read_configuration(root), asked.last) if moment else workspace
        sheet = board_report(_board(there), Setting(there.configuration.name, str(asked)))
    write_output(output, sheet)
    click.echo(f"{asked}: {printable(str(output))}")


def _quarter(text: str) -> Quarter:
    if not (found := _QUARTER.fullmatch(text)):
        raise Misuse(f"{printable(text)!r} is no quarter; write one such as {Quarter.of(date(2026, 12, 1))}")
    return Quarter(int(found["year"]), int(found["number"]))


def _board(workspace: Workspace) -> Board:
    sitemap = sitemap_of(workspace)
    return Site(workspace, sitemap, trail_site(workspace, sitemap)).board
