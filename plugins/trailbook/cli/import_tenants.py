"""``trailbook import`` of reports about a tenant or an instance: snapshots, and what the templates say of them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import click

from trailbook.cli.command_group import Misuse
from trailbook.drift.detection import compare_snapshots
from trailbook.drift.matching import applies_to
from trailbook.drift.model import CheckResult, Drift
from trailbook.drift.origins import SnapshotHistory
from trailbook.drift.snapshots import FOLDER, TRAINING
from trailbook.interchange.platforms.export import read_export
from trailbook.interchange.report import omission_lines
from trailbook.interchange.tenants.reports import ReadReport, read_reports, snapshot_path, template_of
from trailbook.records.kinds.template import Template
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.loading import load
from trailbook.text.problem import Problem
from trailbook.text.prose import count
from trailbook.text.unseen import printable
from trailbook.text.write import write_whole
from trailbook.workspace.workspace import Workspace


@dataclass
class Reports:
    """The reports among files, the files that are none, and the problems of those that are too large to tell."""

    found: list[ReadReport] = field(default_factory=list)
    others: list[Path] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def split_reports(files: Sequence[Path]) -> Reports:
    """Read the reports among some files; a folder that holds one is one."""
    reports = Reports()
    for file in files:
        export = read_export([file])
        if not export.files and any(problem.rule == "too-large" for problem in export.problems):
            reports.problems += export.problems
        elif found := [*read_reports(export)]:
            reports.found += found
        else:
            reports.others.append(file)
    return reports


def import_reports(reports: Sequence[ReadReport], output: str, workspace: Workspace) -> list[Problem]:
    """Write the snapshots of reports, and say what came of each. Returns the problems."""
    folder = _folder(output)
    problems: list[Problem] = []
    written: dict[str, ReadReport] = {}
    for report in reports:
        problems += report.problems
        for file, text in report.snapshots.items():
            path = snapshot_path(folder or report.form.folder, file)
            if path in written:
                message = f"gives {path}, which {written[path].source} gives too"
                expected = "another folder for it: import it alone, with --output"
                problems.append(Problem(report.source, 1, 1, "duplicate-id", message, expected))
                continue
            written[path] = report
            click.echo(
                printable(f"{report.source} ({report.form.title}): {path}, {_write(path, text, workspace.root)}")
            )
        if report.omissions:
            click.echo("  not carried over:")
            for line in omission_lines(report.omissions):
                click.echo(f"    {line}")
    for path in written:
        for line in _with_template(path, workspace):
            click.echo(printable(line))
    for line in _comparison([*written], workspace):
        click.echo(printable(line))
    return problems


def _folder(output: str) -> str:
    """The folder for snapshots, below that of all snapshots; empty if each report goes to its own."""
    if not output:
        return ""
    parts = Path(output).parts
    kept = (Path(Template.folder).parts, Path(TRAINING).parts)
    if len(parts) != len(kept[0]) or parts[0] != FOLDER or parts in kept or not re.fullmatch(r"\w[\w.-]*", parts[1]):
        raise Misuse(f"--output {output}: a report becomes a snapshot in a folder such as {FOLDER}/tenant")
    return parts[1]


def _write(path: str, text: str, root: Path) -> str:
    """Write a file of the knowledge base. Returns what that did to it."""
    file = root / path
    try:
        before = file.read_text(encoding="utf-8") if file.is_file() else None
        write_whole(file, text, within=root)
    except (OSError, ValueError) as error:
        raise Misuse(f"{path} can't be written: {getattr(error, 'strerror', None) or error}") from error
    return "new" if before is None else "as it was" if before == text else "changed"


def _with_template(path: str, workspace: Workspace) -> Iterator[str]:
    """Give a snapshot that no template is for the one that comes with Trailbook, unless its place is taken."""
    templates = _templates(workspace.own_knowledge())
    file = path.rpartition("/")[2]
    stem = file.removesuffix(".json")
    target = f"{Template.folder}/{stem}.yaml"
    if any(applies_to(entry, path) for template in templates for entry in template.applies_to):
        return
    if (workspace.root / target).exists() or any(template.id == f"CT-{stem.upper()}" for template in templates):
        yield f"{path} is compared with nothing: add it to applies_to of a template, such as CT-{stem.upper()}"
        return
    state = _write(target, template_of(stem), workspace.root)
    yield f"{target}, {state}: say who owns it, and name its checks at your controls (checked_by)"


def _templates(knowledge: KnowledgeBase) -> list[Template]:
    return list(knowledge.of_kind(Template))


def _comparison(paths: Sequence[str], workspace: Workspace) -> Iterator[str]:
    """How the snapshots compare with their templates, in a line for each check that something deviates from."""
    today = workspace.today()
    if not paths or today is None:
        return
    knowledge = load(workspace.root, workspace.configuration.folders)
    drift = compare_snapshots(workspace.root, knowledge, today, SnapshotHistory())
    for path in paths:
        found = [result for result in drift.deviating if result.snapshot == path]
        yield f"{path}: {_summary(drift, path, found)}"
        yield from (_line(result) for result in found)


def _summary(drift: Drift, path: str, found: Sequence[CheckResult]) -> str:
    checks = sum(1 for result in drift.results if result.snapshot == path)
    wrong = sum(len(result.deviations) for result in found)
    return f"{count(checks, 'check')}, {count(wrong, 'deviation') if wrong else 'nothing deviates'}"


def _line(result: CheckResult) -> str:
    """What deviates from a check: the setting if it is one, or else how many."""
    first, *more = result.deviations
    covered = len(result.deviations) - len(result.uncovered)
    found = f"{len(result.deviations)} settings deviate" if more else f"{first.setting} is {first.found}"
    excepted = f" ({covered} excepted)" if covered else ""
    return f"  {result.stated.severity}: {result.stated.title}: {found}{excepted} [{result.check}]"
