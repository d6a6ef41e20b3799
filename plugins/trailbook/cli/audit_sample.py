"""``trailbook audit sample``: decisions drawn for an auditor's working paper."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, get_args

import click

from trailbook.audit.sample import (
    CLOSED,
    Asked,
    Missing,
    SampleSource,
    draw,
    sample_csv,
    sample_json,
    sample_markdown,
)
from trailbook.cli.audience import audience_option
from trailbook.cli.command_group import unknown_name
from trailbook.cli.completed_ids import complete_records
from trailbook.cli.options import format_option, from_git_alone, history_option, period_options
from trailbook.cli.output import print_or_write
from trailbook.cli.progress import say_what_was_read
from trailbook.cli.trail import named_trails
from trailbook.records.kinds import KINDS
from trailbook.records.references import Reference
from trailbook.text.files import MAX_BYTES
from trailbook.text.prose import count
from trailbook.text.unseen import printable
from trailbook.trail.changes.change import Effect
from trailbook.workspace.workspace import Workspace


@click.command("sample")
@audience_option
@history_option
@from_git_alone
@click.option("--size", type=click.IntRange(min=1), help="How many to draw; the whole population if absent.")
@click.option("--seed", default="", metavar="TEXT", help="What the draw follows from: the same seed, the same sample.")
@period_options
@click.option("--effect", type=click.Choice(get_args(Effect)), help="Only decisions with a change of this effect.")
@click.option("--kind", "kinds", multiple=True, type=click.Choice([*sorted(KINDS), CLOSED]), help="Only records of it.")
@click.option(
    "--record",
    "records",
    multiple=True,
    metavar="REFERENCE|PATH",
    shell_complete=complete_records(items=True),
    help="Only changes of it.",
)
@click.option("--person", default="", metavar="NAME", help="Only decisions of this author.")
@click.option("--missing", type=click.Choice(get_args(Missing)), help="Only decisions that lack this.")
@format_option(["csv", "json", "md"], "csv")
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), help="The file to write; else it is printed."
)
def sample_command(
    workspace: Workspace, size: int | None, seed: str, form: str, output: Path | None, **limits: Any
) -> None:
    """Draw decisions so that anybody draws the same ones again, with all that a working paper asks about each.

    The same seed, filters and commit give the same sample on every machine. Days are those since which a decision is
    in force. Each --kind and --record may be given more than once.
    """
    if size is not None and not seed:
        raise click.UsageError("--size expects a --seed: any text or number that you choose, and note")
    asked = Asked.model_validate({**limits, "records": tuple(_known(workspace, limits["records"]))})
    repository, trails = workspace.repository(), workspace.trails_at("HEAD")
    authors = {decision.author.name for trail in trails for decision in trail.decisions}
    if asked.person and asked.person not in authors:
        raise unknown_name("author", asked.person, authors)
    say_what_was_read(workspace, "HEAD", everything=not asked.records)
    source = SampleSource(
        name=workspace.configuration.name,
        head=repository.commit_id(),
        prefix=repository.prefix,
        trails=trails,
        knowledge=workspace.own_knowledge(),
        commits=repository.history().commits,
    )
    with repository.blob_reader(MAX_BYTES) as read:
        sample = draw(source, asked, size, seed, read)
    forms: dict[str, Callable[[], str]] = {
        "csv": lambda: sample_csv(sample, trails),
        "json": lambda: sample_json(sample),
        "md": lambda: sample_markdown(sample, trails),
    }
    text = forms[form]()
    print_or_write(text, output)
    if output is None:
        return
    found = f"{len(sample.decisions):,} of {count(sample.population, 'decision')}"
    click.echo(f"{found} in {printable(str(output))}", err=True)


def _known(workspace: Workspace, references: Iterable[str]) -> Iterator[str]:
    """The records and items that are meant by references, paths and folders. Raises ``UnknownReferenceError``."""
    for reference in references:
        found = [trail.record for trail in named_trails(workspace, reference, "HEAD")]
        yield from [reference] if Reference.parse(reference).record in found else found
