"""``trailbook import``: threat models of other tools as records, again and again without losing what people wrote.

Reports about a whole tenant become snapshots instead; see ``import_tenants``.
"""

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

import click

from trailbook.cli.command_group import Misuse
from trailbook.cli.import_tenants import import_reports, split_reports
from trailbook.cli.options import workspace_option
from trailbook.cli.output import write_output
from trailbook.diff.applications import application_news
from trailbook.diff.changed_records import changed_records
from trailbook.diff.missing_sign_offs import Provenance, required_sign_offs, uncommitted_trails
from trailbook.diff.model import RequiredSignOff
from trailbook.interchange.importing import (
    LARGEST_XML,
    RECORD,
    ImportResult,
    Memory,
    SourceModel,
    import_model,
    memory_path,
    read_source,
)
from trailbook.interchange.platforms.export import ARCHIVES, Export, read_export
from trailbook.interchange.platforms.reading import platforms, read_application, recognised
from trailbook.interchange.readers import FORMATS
from trailbook.interchange.report import report_lines
from trailbook.interchange.tenants.reports import tenant_reports
from trailbook.records.kinds.threat_model import ThreatModel
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.loading import load
from trailbook.records.vocabulary import ROLE_TITLES
from trailbook.risk.threats.owner_questions import owner_questions
from trailbook.text.links import outside
from trailbook.text.problem import Problem
from trailbook.text.prose import count, listed
from trailbook.text.unseen import printable
from trailbook.text.write import as_before
from trailbook.trail.sign_offs.needed import SignOffs
from trailbook.workspace.configuration import Configuration
from trailbook.workspace.imported_lines import imported_lines
from trailbook.workspace.watched_exports import watched_places
from trailbook.workspace.workspace import Workspace


def _help() -> str:
    """The help text, with what can be read as the tables of platforms and formats have it."""
    return f"""Import what platforms export of an application, and threat models of other tools.

    Reads exports of {listed([platform.title for platform in platforms()])} as files, folders or archives, and models of
    {listed([form.title for form in FORMATS.values()])}.

    Who owns what is exported, who may use it and which data policy applies is in no export, but in lists that
    administrators have: add these by --with.

    Reads reports about a whole tenant or instance too, as snapshots that configuration templates are compared with:
    {listed([report.title for report in tenant_reports()])}.

    What could not be carried over is listed. Import a file again and its changes come in, while the ids and
    what people wrote since stay. Exits with 1 when a file has problems; of such a file, what could be read
    is written all the same, and of one that could not be read nothing is.
    """


@click.command("import", help=_help())
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(["auto", *FORMATS]),
    default="auto",
    show_default=True,
    help="The format of the files; recognised by what they hold if absent.",
)
@click.option(
    "--output",
    "folder",
    default="",
    metavar="FOLDER",
    help="The folder for new records, threat-models if absent; for snapshots of a report one in configurations/.",
)
@click.option("--id", "identity", default="", help="The id of the record, such as TM-SHOP; from the title if absent.")
@click.option("--into", default="", metavar="ID", help="Read all files as exports of one application, with this id.")
@click.option(
    "--with",
    "beside",
    multiple=True,
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="A list of an administrator, as JSON: data policies, owners, who may use what. May be repeated.",
)
@workspace_option
def import_(  # noqa: PLR0913, PLR0917 - one for each option
    workspace: Workspace,
    files: tuple[Path, ...],
    form: str,
    folder: str,
    identity: str,
    into: str,
    beside: tuple[Path, ...],
) -> None:
    """Import applications and models; see ``_help``."""
    problems: list[Problem] = []
    if form == "auto":
        reports = split_reports(files)
        problems += reports.problems
        if reports.found:
            if identity or into or beside:
                raise Misuse("--id, --into and --with are for one application; a report is about all of them")
            problems += import_reports(reports.found, folder, workspace)
            folder = ""
        files = tuple(reports.others)
    if files:
        problems += _import_models(workspace, files, form, folder or "threat-models", identity, into, beside)
    for problem in problems:
        click.echo(str(problem), err=True)
    sys.exit(1 if any(problem.level == "error" for problem in problems) else 0)


def _import_models(  # noqa: PLR0913, PLR0917 - as the command
    workspace: Workspace,
    files: tuple[Path, ...],
    form: str,
    folder: str,
    identity: str,
    into: str,
    beside: tuple[Path, ...],
) -> list[Problem]:
    """Import what files say of applications. Returns the problems."""
    _refuse_misuse(workspace.configuration, files, folder, identity, into)
    knowledge = workspace.own_knowledge()
    lists = read_export(beside) if beside else None
    if into:
        sources, problems = _read_together(files, knowledge, into, lists)
    else:
        sources, problems = _read_all(files, form, identity, knowledge, lists)
    written: set[str] = set()
    sources = [
        _watched(source, files if into else _file_of(source, files), beside, workspace.root) for source in sources
    ]
    for source in sources:
        path = _path(source.identity, knowledge, folder)
        if (refusal := _refusal(source, path, knowledge, workspace.root)) is not None:
            problems.append(refusal)
            continue
        problems += _import(source, path, knowledge, workspace.root)
        written.add(path)
    after = load(workspace.root, workspace.configuration.folders)
    for source in sources:
        for line in _consequences(source.identity, workspace, after):
            click.echo(line)
    return [*problems, *(p for p in after.problems if p.path in written)]


def _watched(source: SourceModel, files: Sequence[Path], beside: Sequence[Path], root: Path) -> SourceModel:
    """The source with what of it is watched: exports in the knowledge base, unless lists from elsewhere add to them."""
    places = () if beside or source.form.name in FORMATS else watched_places(files, root)
    stated = {of: (_shown(path, files, root), line, column) for of, (path, line, column) in source.stated.items()}
    return replace(source, places=places, stated=stated)


def _shown(path: str, files: Sequence[Path], root: Path) -> str:
    """A file of an export as everybody knows it: by its path in the knowledge base, or below what was imported."""
    inside = root.resolve()
    for file in files:
        name = printable(file.as_posix())
        if path == name or path.startswith(f"{name}/"):
            real = file.resolve()
            known = real.relative_to(inside).as_posix() if real.is_relative_to(inside) else real.name
            return printable(known) + path[len(name) :]
    return PurePosixPath(path).name


def _file_of(source: SourceModel, files: Sequence[Path]) -> list[Path]:
    """The file, folder or archive that a source was read from alone."""
    path = source.reading.path
    return [file for file in files if path == (name := printable(file.as_posix())) or path.startswith(f"{name}/")]


def _consequences(id: str, workspace: Workspace, after: KnowledgeBase) -> Iterator[str]:
    """What an import changes in an application, whose agreement that needs, and what is left to ask its owner."""
    before, model = workspace.own_knowledge(), after.records.get(id)
    if not isinstance(model, ThreatModel):
        return
    if news := application_news(id, before, after):
        yield f"what changes in {printable(id)}:"
        lines = imported_lines(workspace.root, after).get(id, {})
        for novelty in news:
            known = [lines[item] for item in novelty.items if "" in lines.get(item, {})]
            at = known[0].get(novelty.fact, known[0][""]) if known else ""
            yield printable(f"  {novelty.says} [{', '.join(novelty.items)}]" + (f" in {at}" if at else ""))
    for required in _sign_offs(id, workspace, after):
        yield printable(f"sign-off needed from {ROLE_TITLES[required.role]}: {'; '.join(required.because)}")
    if left := owner_questions(model, after):
        yield f"{count(len(left), 'question')} for the owner: trailbook answer {printable(id)}"


def _sign_offs(id: str, workspace: Workspace, after: KnowledgeBase) -> tuple[RequiredSignOff, ...]:
    """The sign-offs that what is not committed yet of a record needs, by the rules of the configuration."""
    both = [
        replace(known, documents={id: known.documents[id]} if id in known.documents else {})
        for known in (workspace.own_knowledge(), after)
    ]
    pending = uncommitted_trails(
        changed_records(both[0], both[1], {}, workspace.configuration.scheme.level), workspace.today()
    )
    asked = SignOffs(workspace.configuration.sign_offs)
    return tuple(one for one in required_sign_offs(Provenance(uncommitted=pending), asked) if one.state != "given")


def _refuse_misuse(
    configuration: Configuration, files: tuple[Path, ...], folder: str, identity: str, into: str
) -> None:
    parts = Path(folder).parts
    if Path(folder).is_absolute() or ".." in parts or not parts or parts[0] not in configuration.folders:
        listed = ", ".join(configuration.folders)
        raise Misuse(f"--output {folder}: not in a folder that records are read from ({listed})")
    if identity and (len(files) > 1 or not re.fullmatch(RECORD, identity)):
        raise Misuse("--id is for one file, and begins with TM-: TM-SHOP")
    if into and (identity or not re.fullmatch(RECORD, into)):
        raise Misuse("--into excludes --id, and its value begins with TM-: TM-SHOP")


def _read_together(
    files: tuple[Path, ...], knowledge: KnowledgeBase, identity: str, lists: Export | None
) -> tuple[list[SourceModel], list[Problem]]:
    """One application from all files, which are exports of platforms."""
    read, problems = read_application(read_export(files), knowledge, identity, lists=lists)
    if read is None and not problems:
        name = printable(files[0].as_posix())
        message, expected = "no platform exports such a file", f"one of: {_platforms()}"
        if files[0].is_dir():
            message = "no file in the folder is an export that can be read"
            expected = f"files of {_platforms()}; a threat model is imported by its file"
        problems = [Problem(name, 1, 1, "unknown-format", message, expected)]
    return [read.source] if read else [], problems


def _platforms() -> str:
    return ", ".join(platform.title for platform in platforms())


def _read_all(
    files: tuple[Path, ...], form: str, identity: str, knowledge: KnowledgeBase, lists: Export | None
) -> tuple[list[SourceModel], list[Problem]]:
    """The sources that could be read, each with an id of its own."""
    sources: dict[str, SourceModel] = {}
    problems: list[Problem] = []
    for file in files:
        name = printable(file.as_posix())
        source, faults = _read(file, form, identity, knowledge, lists)
        problems += faults
        if source is None:
            continue
        if (first := sources.setdefault(source.identity, source)) is not source:
            message = f"gives {source.identity}, which {first.reading.path} gives too"
            problems.append(Problem(name, 1, 1, "duplicate-id", message, "another id: import it alone, with --id"))
    return list(sources.values()), problems


def _read(
    file: Path, form: str, identity: str, knowledge: KnowledgeBase, lists: Export | None
) -> tuple[SourceModel | None, list[Problem]]:
    """What one file, folder or archive holds: an application of a platform, or a model of another tool."""
    name = printable(file.as_posix())
    if form == "auto":
        export = read_export([file])
        if recognised(export) or file.is_dir() or file.name.casefold().endswith(ARCHIVES):
            found, problems = _read_together((file,), knowledge, identity, lists)
            return (found[0] if found else None), problems
    if lists is not None:
        return None, [
            Problem(name, 1, 1, "no-export", "--with adds to what a platform exports; no file is such an export")
        ]
    try:
        with file.open("rb") as stream:
            data = stream.read(LARGEST_XML + 1)
    except OSError as error:
        return None, [Problem(name, 1, 1, "unreadable", f"can't be read: {error.strerror}")]
    return read_source(name, data, FORMATS.get(form), identity)


def _path(identity: str, knowledge: KnowledgeBase, folder: str) -> str:
    """Where the record is, or is to be written."""
    if document := knowledge.documents.get(identity):
        return document.path
    return f"{Path(folder).as_posix()}/{identity.removeprefix('TM-').lower()}.yaml"


def _refusal(source: SourceModel, path: str, knowledge: KnowledgeBase, root: Path) -> Problem | None:
    """Why a file can't be written, if it can't: something else is there, or the path leads elsewhere."""
    if not (root / path).resolve().is_relative_to(root.resolve()):
        return outside(path)
    if source.identity not in knowledge.documents and (root / path).exists():
        expected = "that file fixed or moved, or another --id"
        return Problem(path, 1, 1, "in-the-way", f"holds no readable {source.identity} that could be updated", expected)
    return None


def _import(source: SourceModel, path: str, knowledge: KnowledgeBase, root: Path) -> list[Problem]:
    """Import one source and write it, unless what came of it is no valid record. Returns its problems."""
    existing = knowledge.documents.get(source.identity)
    keeper = root / memory_path(path, source.identity)
    try:
        memory = Memory.of(keeper.read_text(encoding="utf-8")) if existing and keeper.is_file() else None
    except (OSError, ValueError) as error:
        name = keeper.relative_to(root).as_posix()
        return [Problem(name, 1, 1, "unreadable", f"can't be read: {error}", "the file as committed, or no file")]
    if existing and not source.is_named and (memory is None or memory.origin != source.origin):
        return [_stranger(source, memory)]
    imported = import_model(source, path, existing, memory)
    if not imported.faults:
        before = (root / path).read_bytes() if existing else b""
        write_output(root / path, as_before(imported.text, before), root)
        write_output(keeper, imported.memory, root)
    state = "not written" if imported.faults else _state(imported, existing.text if existing else None)
    for line in report_lines(imported, source.form.title, source.reading.path, path, state):
        click.echo(line)
    return [*imported.problems, *imported.faults]


def _stranger(source: SourceModel, memory: Memory | None) -> Problem:
    """That a record has the id which the title of a file gives, but did not come from that file."""
    came = f"was imported from {printable(memory.origin)}" if memory else "was not imported"
    message = f"its title gives {source.identity}, and that record {came}"
    expected = f"--id {source.identity} to bring this file into it, or another --id"
    return Problem(source.reading.path, 1, 1, "duplicate-id", message, expected)


def _state(imported: ImportResult, before: str | None) -> str:
    if before is None:
        return "new"
    return "as it was" if before == imported.text else "changed"
