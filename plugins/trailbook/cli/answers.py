"""``trailbook findings --draft``: what is answered to findings, asked for at a terminal and written into the models."""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

import click

from trailbook.cli.command_group import Misuse
from trailbook.cli.displayed_paths import from_here, is_copy
from trailbook.cli.output import ask_for_key
from trailbook.contributing.drafting import PLACEHOLDER
from trailbook.contributing.finding_answers import FindingAnswer, unanswered, with_answers
from trailbook.records.document import Document
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.reading import read_document
from trailbook.risk.threats.findings import Finding
from trailbook.text.days import has_passed, read_day
from trailbook.text.problem import Problem
from trailbook.text.prose import count
from trailbook.text.unseen import printable
from trailbook.text.write import as_before, write_whole
from trailbook.text.yaml_edits import YamlEditError
from trailbook.workspace.workspace import Workspace

_KEYS = {
    "t": "threat",
    "f": "false positive",
    "a": "accept",
    "s": "skip",
    "q": "quit",
}


def answer_findings(workspace: Workspace, found: Iterable[Finding], form: str | None) -> None:
    """Write an answer to each finding that has none: as ``threats`` or ``findings``, or else as somebody is asked.

    Without a terminal they become threats. Raises ``Misuse`` if a file can't be written, or not without
    a change of its layout; the files of other models are written all the same.
    """
    if is_copy(workspace.root):
        raise Misuse("--draft writes into the records, not into the copy that an audience reads")
    own = workspace.own_knowledge().documents
    waiting = unanswered(one for one in found if one.model in own)
    asked = form is None and sys.stdin.isatty()
    answers = (
        _asked(waiting, workspace)
        if asked
        else [FindingAnswer(finding, "open" if form == "findings" else "threat") for finding in waiting]
    )
    faults = []
    for model in dict.fromkeys(answer.finding.model for answer in answers):
        document = workspace.own_knowledge().documents[model]
        fault = _write(workspace, document, [answer for answer in answers if answer.finding.model == model])
        faults += [fault] if fault else []
    left = len(waiting) - len(answers)
    if not waiting:
        click.echo("every finding has an answer")
    elif left:
        click.echo(f"{count(left, 'finding')} without an answer")
    if faults:
        raise Misuse("\n".join(faults))


def _write(workspace: Workspace, document: Document, answers: Sequence[FindingAnswer]) -> str:
    """Write the answers into the file of a model, and say so; returns why that can't be done, if it can't."""
    path = f"{from_here(workspace.root)}{document.path}"
    try:
        text = with_answers(document, answers)
    except YamlEditError as error:
        return printable(f"{path} can't be changed: {error}")
    if fault := write_answered(workspace, document, text):
        return fault
    left = text.count(f'"{PLACEHOLDER}:') - document.text.count(f'"{PLACEHOLDER}:')
    draft = "" if getattr(document.record, "status", "") == "draft" else ", or the check fails"
    open_places = f"; rate each threat, and replace each {PLACEHOLDER} ({count(left, 'place')}){draft}" if left else ""
    click.echo(printable(f"{path}: {count(len(answers), 'finding')} answered{open_places}"))
    return ""


def write_answered(workspace: Workspace, document: Document, text: str) -> str:
    """Write the new text of a record with its line ends; returns why that can't be done, if it can't."""
    path = f"{from_here(workspace.root)}{document.path}"
    file = workspace.root / document.path
    _, problems = read_document(document.path, text.encode())
    if fresh := [problem for problem in problems if problem not in _known(document)]:
        return printable(f"{path} is left as it is, since it would not pass the check: {fresh[0]}")
    try:
        write_whole(file, as_before(text, file.read_bytes()), within=workspace.root)
    except OSError as error:
        return printable(f"{path} can't be changed: {error.strerror}")
    return ""


def _known(document: Document) -> list[Problem]:
    return read_document(document.path, document.text.encode())[1]


def _asked(waiting: Sequence[Finding], workspace: Workspace) -> list[FindingAnswer]:
    """What somebody answers, one key for each finding."""
    answers: list[FindingAnswer] = []
    for number, finding in enumerate(waiting, start=1):
        for line in _described(finding, number, len(waiting), workspace.own_knowledge()):
            click.echo(printable(line), err=True)
        key = _key()
        if key == "q":
            break
        if key == "t":
            answers.append(FindingAnswer(finding, "threat"))
        elif key == "f":
            answers.append(FindingAnswer(finding, "false-positive", _line("What the rule does not see")))
        elif key == "a":
            by = _line("Who accepts it")
            until = _line("Until which day, such as 2027-03-31", lambda text: _day_fault(text, workspace.today()))
            answers.append(FindingAnswer(finding, "accepted", _line("Why"), by, date.fromisoformat(until)))
    return answers


def _described(finding: Finding, number: int, total: int, knowledge: KnowledgeBase) -> Iterator[str]:
    yield ""
    names = [knowledge.label(f"{finding.model}.{id}") for id in finding.elements]
    yield f"{number} of {total}  {finding.model}: {finding.rule.title}"
    yield f"  {finding.reason}"
    yield f"  on {', '.join(map('{0[0]} ({0[1]})'.format, zip(finding.elements, names, strict=True)))}" if names else ""
    yield f"  remedy: {finding.rule.remedy}"


def _key() -> str:
    """One of the keys, without Enter."""
    listed = ", ".join(f"{key} {meaning}" for key, meaning in _KEYS.items())
    return ask_for_key(listed, _KEYS) or "q"


def _line(words: str, fault: Callable[[str], str] = lambda text: "") -> str:
    while True:
        stated = str(click.prompt(f"  {words}", default="", show_default=False, err=True)).strip()
        said = fault(stated) if stated.isprintable() and stated else "it is needed: without it the finding stays open"
        if not said:
            return stated
        click.echo(f"  {said}", err=True)


def _day_fault(stated: str, today: date | None) -> str:
    if (day := read_day(stated)) is None:
        return "expected a day such as 2027-03-31"
    return f"{day} is past" if has_passed(day, today) else ""
