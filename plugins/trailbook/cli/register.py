"""``trailbook register``: the risk register for people, spreadsheets, programs and code scanning."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click

from trailbook.cli.audience import audience_option
from trailbook.cli.displayed_paths import from_top
from trailbook.cli.forges import SarifLevel, sarif_log, sarif_result
from trailbook.cli.options import format_option, workspace_option
from trailbook.cli.output import print_or_write
from trailbook.records.kinds.threat_model import ThreatModel
from trailbook.records.states import SET_ASIDE
from trailbook.records.vocabulary import words
from trailbook.risk.register.export import (
    RegisterExport,
    Row,
    register_csv,
    register_export,
    register_json,
    register_text,
)
from trailbook.text.unseen import printable
from trailbook.workspace.workspace import Workspace

_LEVELS: dict[str, SarifLevel] = {"critical": "error", "high": "error", "medium": "warning"}


@click.command()
@audience_option
@workspace_option
@format_option(["text", "csv", "json", "sarif"])
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), help="The file to write; else it is printed."
)
def register(workspace: Workspace, form: str, output: Path | None) -> None:
    """List every threat, highest residual risk first.

    Text is one line for each; the other forms have all ratings, what they rest on and what is pending. Applications
    that nobody assessed are named beside it. Always exits with 0.
    """
    models = (model.id for model in workspace.knowledge().of_kind(ThreatModel))
    export = register_export(workspace.knowledge(), workspace.configuration.scheme, models, workspace.not_assessed())
    forms: dict[str, Callable[[], str]] = {
        "text": lambda: register_text(export),
        "csv": lambda: register_csv(export),
        "json": lambda: register_json(export),
        "sarif": lambda: _as_sarif(export, from_top(workspace.root)),
    }
    text = forms[form]()
    if export.not_assessed and form != "json":
        click.echo(f"not assessed, so not in it: {', '.join(export.not_assessed)}", err=True)
    print_or_write(text, output)
    if output is not None:
        click.echo(f"{len(export.threats):,} threats in {printable(str(output))}", err=True)


def _as_sarif(export: RegisterExport, folder: str) -> str:
    """A SARIF log in which each category is a rule and each threat a result at the line that states it."""
    categories = sorted({row.category for row in export.threats})
    rules = [{"id": category, "shortDescription": {"text": words(category)}} for category in categories]
    return sarif_log(rules, _results(export, folder))


def _results(export: RegisterExport, folder: str) -> Iterator[dict[str, Any]]:
    """A result a threat. What was accepted or found to be none is there as suppressed."""
    for row in export.threats:
        suppressed = row.state in SET_ASIDE
        yield sarif_result(
            row.category,
            _LEVELS.get(row.residual.level, "note"),
            (f"{folder}{row.path}", row.line, 1),
            _message(row),
            partialFingerprints={"trailbook/threat/v1": row.id},
            suppressions=[{"kind": "external", "status": "accepted"}] if suppressed else [],
            properties={"residual": row.residual.level, "inherent": row.inherent.level, "state": row.state},
        )


def _message(row: Row) -> str:
    meaning = f" {row.residual.meaning[0].upper()}{row.residual.meaning[1:]}." if row.residual.meaning else ""
    return printable(f"{row.id} {row.title}: residual risk {row.residual.level} ({row.residual.basis}).{meaning}")
