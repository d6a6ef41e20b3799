"""``trailbook picture``: a picture of a record as a file, also as it was, and of what changed since."""

from pathlib import Path

import click

from trailbook.cli.audience import audience_option
from trailbook.cli.command_group import Misuse, unknown_name
from trailbook.cli.completed_ids import complete_records
from trailbook.cli.options import workspace_option
from trailbook.diagrams.charts.chart import draw_chart
from trailbook.diagrams.drawing.picture import Picture
from trailbook.diagrams.drawing.png import png
from trailbook.diagrams.models.attack_paths import draw_attack_paths
from trailbook.diagrams.models.context import draw_context
from trailbook.diagrams.models.data_flow import draw_data_flow
from trailbook.diagrams.models.difference import draw_difference
from trailbook.diagrams.models.estate import Estate, draw_estate
from trailbook.diagrams.models.record_links import LinkGraph, draw_links_around
from trailbook.records.document import Document
from trailbook.records.kinds.connector import Connector
from trailbook.records.kinds.indicator import Indicator
from trailbook.records.kinds.threat_model import ThreatModel
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.reading import read_document
from trailbook.records.references import Reference
from trailbook.text.files import MAX_BYTES
from trailbook.text.problem import did_you_mean
from trailbook.text.unseen import printable
from trailbook.text.write import write_whole
from trailbook.trail.effects.classify import effects_between
from trailbook.workspace.workspace import Workspace

ESTATE = "estate"


@click.command()
@audience_option
@workspace_option
@click.argument("reference", metavar="REFERENCE", shell_complete=complete_records(items=True))
@click.option("--level", type=click.Choice(["0", "1"]), default="1", show_default=True, help="0 is the whole model.")
@click.option("--rev", help="Draw a threat model as it was at this revision.")
@click.option("--compare", "earlier", help="Mark what changed since this revision.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="A .svg or .png file.")
def picture(
    workspace: Workspace,
    reference: str,
    level: str,
    rev: str | None,
    earlier: str | None,
    output: Path,
) -> None:
    """Draw a picture into a file: of a threat model, of a threat's attack paths (TM-X.T1), or of all ("estate").

    Of an indicator its observations are drawn, if there are any, of any other record its links.
    """
    if output.suffix not in (".svg", ".png"):
        raise Misuse(f"{printable(output.name)}: the file has to end in .svg or .png")
    id, item = Reference.parse(reference)
    if rev or earlier:
        after, before = _revision(workspace, id, rev or "HEAD"), None
        if rev is None:
            after = workspace.knowledge().documents.get(id) or after
        before = _revision(workspace, id, earlier) if earlier else None
        drawn = _between(before, after) if before else _model_picture(_model(after.record, id), item, level)
    elif reference == ESTATE:
        drawn = _estate(workspace.knowledge())
    else:
        drawn = _chart(workspace, id) or _record_picture(workspace.knowledge(), id, item, level)
    _write(drawn, output)
    click.echo(f"{drawn.title}: {printable(str(output))}")


def _chart(workspace: Workspace, id: str) -> Picture | None:
    """The chart of an indicator; None for any other record, and if nothing is observed."""
    indicator = workspace.knowledge().records.get(id)
    if not isinstance(indicator, Indicator):
        return None
    drawn = draw_chart(indicator, workspace.observed().of(id))
    return Picture(drawn.wide, drawn.title, "\n".join(drawn.words), 0) if drawn else None


def _record_picture(knowledge: KnowledgeBase, id: str, item: str, level: str) -> Picture:
    record = knowledge.records.get(id)
    if record is None:
        raise unknown_name("record", id, [*knowledge.records, ESTATE])
    if isinstance(record, ThreatModel):
        return _model_picture(record, item, level)
    links = draw_links_around(LinkGraph.of(knowledge, items=True), id, _nowhere)
    if links is None and isinstance(record, Indicator):
        raise Misuse(f"nothing is observed of {id} yet, and no picture shows what it is linked with")
    if links is None:
        raise Misuse(f"{id} is linked with no incident, threat, control, playbook or training module")
    return links


def _model_picture(model: ThreatModel, item: str, level: str) -> Picture:
    if not item:
        return draw_context(model, _nowhere) if level == "0" else draw_data_flow(model, _nowhere)
    threat = next((threat for threat in model.threats if threat.id == item), None)
    if threat is None:
        hint = did_you_mean(item, [threat.id for threat in model.threats])
        raise Misuse(f"{model.id} has no threat {printable(item)!r}{hint}")
    paths = draw_attack_paths(model, threat, _nowhere)
    if paths is None:
        raise Misuse(f"no declared flow leads from an entry point to what {model.id}.{item} affects")
    return paths


def _estate(knowledge: KnowledgeBase) -> Picture:
    records = knowledge.records.values()
    models = tuple(record for record in records if isinstance(record, ThreatModel))
    return draw_estate(Estate(models, tuple(r for r in records if isinstance(r, Connector))), _nowhere)


def _nowhere(reference: str) -> str:
    """No address: a file does not know where the site is."""
    return ""


def _between(before: Document, after: Document) -> Picture:
    old, new = _model(before.record, before.record.id), _model(after.record, after.record.id)
    return draw_difference(old, new, effects_between(before, after), _nowhere)


def _model(record: object, id: str) -> ThreatModel:
    if not isinstance(record, ThreatModel):
        raise Misuse(f"{printable(id)} is no threat model; only of these earlier revisions are drawn")
    return record


def _revision(workspace: Workspace, id: str, revision: str) -> Document:
    """A record's file as it was at a revision, wherever it stood then."""
    repository = workspace.repository()
    head = repository.history(revision).head
    paths = {trail.record: trail.path for trail in workspace.trails_at(revision)}
    if id not in paths:
        raise Misuse(f"there is no record {printable(id)!r} at revision {printable(revision)!r}")
    with repository.blob_reader(MAX_BYTES) as read:
        content = read(f"{head}:{repository.prefix}{paths[id]}")
    document = read_document(paths[id], content)[0] if content is not None else None
    if not isinstance(document, Document) or document.record.id != id:
        raise Misuse(f"{printable(id)} can't be read at revision {printable(revision)!r}")
    return document


def _write(drawn: Picture, output: Path) -> None:
    try:
        content = png(drawn.svg) if output.suffix == ".png" else f"{drawn.svg}\n".encode()
        write_whole(output, content)
    except OSError as error:
        raise Misuse(f"{printable(str(output))} can't be written: {error.strerror}") from error
