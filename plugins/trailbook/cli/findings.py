"""``trailbook findings``: what the rules found in threat models, and its state."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import click

from trailbook.cli.answers import answer_findings
from trailbook.cli.audience import audience_option
from trailbook.cli.command_group import Misuse, unknown_name
from trailbook.cli.completed_ids import complete_records
from trailbook.cli.displayed_paths import from_top, placed
from trailbook.cli.options import format_option, workspace_option
from trailbook.cli.output import echo
from trailbook.cli.reports import as_sarif
from trailbook.records.kinds.threat_model import ThreatModel
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.risk.threats.findings import Finding, to_act_on
from trailbook.text.files import read_file
from trailbook.text.output import ascii_json
from trailbook.text.problem import Problem
from trailbook.text.unseen import printable
from trailbook.workspace.workspace import Workspace


@click.command("findings")
@audience_option
@workspace_option
@click.argument("model", required=False, shell_complete=complete_records("threat-model"))
@format_option(["text", "json", "sarif"])
@click.option("--draft", is_flag=True, help="Write an answer to each finding that has none; asks at a terminal.")
@click.option(
    "--as",
    "answer",
    type=click.Choice(["threats", "findings"]),
    help="With --draft: ask nothing, and write threats to complete (so without a terminal), or open findings.",
)
def findings_command(workspace: Workspace, model: str | None, form: str, draft: bool, answer: str | None) -> None:
    """List what the rules found in one threat model, or in all of them.

    With --draft, those that a model says nothing of are written into its file: as threats with the remedy as a planned
    mitigation, or as open, a false positive or accepted. What is answered already stays as it is.

    SARIF holds what is not settled yet, as warnings. Always exits with 0.
    """
    refuse_unknown_model(workspace, model)
    found = [finding for finding in workspace.findings() if model in (None, finding.model)]
    if draft:
        answer_findings(workspace, found, answer)
        return
    if answer:
        raise click.UsageError("--as goes with --draft")
    forms: dict[str, Callable[[], str]] = {
        "text": lambda: _text(found),
        "json": lambda: ascii_json([_values(finding) for finding in found]),
        "sarif": lambda: _sarif(found, workspace),
    }
    echo(forms[form]())


def refuse_unknown_model(workspace: Workspace, model: str | None) -> None:
    """Raise ``Misuse`` if a threat model is named that is not there."""
    models = [record.id for record in workspace.knowledge().of_kind(ThreatModel)]
    if model and model not in models:
        raise _missing(workspace, model, models)


def _missing(workspace: Workspace, model: str, models: Sequence[str]) -> click.ClickException:
    """Why there is no such model: a file with problems is not read, and it may be the one that is meant."""
    knowledge = workspace.knowledge()
    for path in sorted(knowledge.unread):
        if model in read_file(workspace.root / path, workspace.root, territory=workspace.territory())[0].decode(
            "utf-8", "replace"
        ):
            problems = [problem for problem in workspace.problems() if problem.path == path]
            said = printable(f"{model!r} can't be read before its file is fixed:")
            return Misuse(said + "".join(f"\n{problem}" for problem in problems))
    return unknown_name("threat model", model, models)


def _text(found: Iterable[Finding]) -> str:
    lines = [printable(f"{f.state:14} {f.model}  {f.id}: {f.reason}{_read_in(f)}") for f in found]
    return "".join(f"{line}\n" for line in lines) or "no findings\n"


def _read_in(finding: Finding) -> str:
    """The lines of an export on which a finding rests, in words."""
    return f" Read in {', '.join(finding.stated_at)}." if finding.stated_at else ""


def _values(finding: Finding) -> dict[str, object]:
    maps: dict[str, list[str]] = {}
    for name, id in finding.rule.maps.ids():
        maps.setdefault(name, []).append(id)
    return {
        "id": finding.id,
        "model": finding.model,
        "rule": finding.rule.id,
        "title": finding.rule.title,
        "elements": list(finding.elements),
        "state": finding.state,
        "threat": finding.threat.id if finding.threat else None,
        "reason": finding.reason,
        "stated_at": list(finding.stated_at),
        "remedy": finding.rule.remedy,
        "maps": maps,
    }


def _sarif(found: Iterable[Finding], workspace: Workspace) -> str:
    results = tuple(_result(finding, workspace.knowledge()) for finding in to_act_on(found))
    return as_sarif(placed(replace(workspace.knowledge(), problems=results), from_top(workspace.root)), "warning")


def _result(finding: Finding, knowledge: KnowledgeBase) -> Problem:
    """A finding at the place of its first element, with the remedy in its advice."""
    document = knowledge.documents[finding.model]
    place = document.place_of_item(finding.elements[0]) if finding.elements else document.positions.of(("id",))
    message = f"{finding.reason} {finding.rule.remedy}{_read_in(finding)}"
    return Problem(document.path, place.line, place.column, finding.rule.id, message)
