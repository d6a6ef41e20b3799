"""``trailbook audit gaps``: what an auditor would miss in the trail."""

import json
from dataclasses import asdict
from datetime import date

import click

from trailbook.cli.audience import audience_option
from trailbook.cli.options import format_option, from_git_alone, history_option, period_options
from trailbook.cli.progress import say_what_was_read
from trailbook.text.prose import count
from trailbook.text.terminal import filled
from trailbook.text.unseen import printable_lines
from trailbook.trail.gaps import ADVICE, TITLES, Gap, Share, shares_by_quarter, shares_by_record
from trailbook.workspace.workspace import Workspace


@click.command("gaps")
@audience_option
@history_option
@from_git_alone
@period_options
@format_option(["text", "json"])
@click.option("--limit", type=click.IntRange(0), metavar="N", help="List at most N of each kind; all are counted.")
def gaps_command(workspace: Workspace, form: str, limit: int | None, since: date | None, until: date | None) -> None:
    """List changes without a reason or an independent approval, and claims that git contradicts.

    The numbers come first: of each kind, then by quarter and by record. JSON holds everything, whatever the limit.
    """
    first, last = since or date.min, until or date.max
    everything = (*workspace.trails_at("HEAD"), *workspace.trails_elsewhere())
    trails = tuple(trail for trail in (one.between(since, until) for one in everything) if trail.decisions)
    say_what_was_read(workspace, "HEAD", everything=True)
    found = [gap for gap in workspace.gaps() if first <= gap.day <= last]
    quarters, records = shares_by_quarter(trails), shares_by_record(trails)
    if form == "json":
        values = {
            "gaps": [asdict(gap) for gap in found],
            "by_quarter": [asdict(share) for share in quarters],
            "by_record": [asdict(share) for share in records],
        }
        click.echo(json.dumps(values, indent=2, default=str))
        return
    by_kind = {kind: some for kind in TITLES if (some := [gap for gap in found if gap.kind == kind])}
    click.echo(count(len(found), "gap"))
    click.echo("".join(f"  {TITLES[kind]}: {len(some):,}\n" for kind, some in by_kind.items()))
    click.echo("Share of decisions with a reason, and with an independent approval")
    click.echo("".join(_share(share) for share in [*quarters, *records]), nl=False)
    for kind, some in by_kind.items():
        click.echo(f"\n{TITLES[kind]} ({len(some):,})")
        lines = "".join(_line(gap) for gap in some[:limit])
        if limit is not None and len(some) > limit:
            lines += f"  and {len(some) - limit:,} more\n"
        if advice := ADVICE.get(kind):
            lines += filled(advice, "  ") + "\n"
        click.echo(lines, nl=False)


def _line(gap: Gap) -> str:
    line = f"  {gap.day}  {gap.commit[:10]}  {gap.record}: {gap.detail}"
    return filled(printable_lines(line), after=" " * 26) + "\n"


def _share(share: Share) -> str:
    decisions = count(share.decisions, "decision")
    return (
        printable_lines(
            f"  {share.name}: {decisions}, {share.with_rationale:,} with a reason, {share.with_approval:,} agreed"
        )
        + "\n"
    )
