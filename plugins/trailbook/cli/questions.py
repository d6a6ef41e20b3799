"""``trailbook questions`` and ``trailbook answer``: what only the owner of an application knows, asked and written."""

import sys
from collections.abc import Iterable, Sequence

import click

from trailbook.cli.answers import write_answered
from trailbook.cli.audience import audience_option
from trailbook.cli.command_group import Misuse, unknown_name
from trailbook.cli.completed_ids import complete_records
from trailbook.cli.displayed_paths import from_here
from trailbook.cli.findings import refuse_unknown_model
from trailbook.cli.new import answer_fault
from trailbook.cli.options import format_option, workspace_option
from trailbook.cli.output import ask_for_key, echo
from trailbook.contributing.owner_answers import as_question, with_owner_answer
from trailbook.records.document import Document
from trailbook.records.kinds.threat_model import ThreatModel
from trailbook.records.reading import read_document
from trailbook.risk.threats.owner_questions import OwnerQuestion, all_owner_questions, owner_questions
from trailbook.text.files import read_file
from trailbook.text.output import ascii_json
from trailbook.text.prose import count
from trailbook.text.unseen import printable
from trailbook.text.yaml_edits import YamlEditError
from trailbook.workspace.workspace import Workspace

_SKIP = ("s", "\r", "\n")


@click.command("questions")
@audience_option
@workspace_option
@click.argument("model", required=False, shell_complete=complete_records("threat-model"))
@format_option(["text", "json"])
def questions(workspace: Workspace, model: str | None, form: str) -> None:
    """List what one threat model, or any of them, leaves to the owner of its application to say.

    What no export states is asked: owner, purpose, users, impact, how sensitive its data is, whether that is about
    people, who it is shared with, its environment and how long data is kept. Always exits with 0.
    """
    refuse_unknown_model(workspace, model)
    found = [question for question in all_owner_questions(workspace.own_knowledge()) if model in (None, question.model)]
    echo(ascii_json([_values(question) for question in found]) if form == "json" else _text(found))


def _values(question: OwnerQuestion) -> dict[str, object]:
    return {
        "model": question.model,
        "id": question.id,
        "subject": question.subject,
        "element": question.element or None,
        "question": question.text,
        "choices": list(question.choices),
        "multiple": question.multiple,
    }


def _text(found: Iterable[OwnerQuestion]) -> str:
    lines = [printable(f"{question.model}  {question.id}: {question.text}") for question in found]
    return "".join(f"{line}\n" for line in lines) or "no questions\n"


@click.command("answer")
@workspace_option
@click.argument("model", shell_complete=complete_records("threat-model"))
@click.argument("question", required=False)
@click.argument("stated", required=False, metavar="[ANSWER]")
def answer(workspace: Workspace, model: str, question: str | None, stated: str | None) -> None:
    """Answer the questions of 'trailbook questions', one after the other, or the one that is named.

    Each answer is written into the file of the threat model at once, at its place, and the rest stays as it is. So you
    can stop at any time, and go on another day.
    """
    refuse_unknown_model(workspace, model)
    if origin := workspace.knowledge().origin(model):
        raise Misuse(printable(f"{model} is a record of {origin.title}; answer in its own repository"))
    session = _Session(workspace, model)
    if question and stated is not None:
        session.write(session.named(question), stated)
    elif question or not sys.stdin.isatty():
        raise click.UsageError("without a terminal, name a question and its answer, such as: owner 'Sales'")
    else:
        session.ask_all()
    session.report()


class _Session:
    """Questions to the owner of one application. The file is read anew for each, so nothing of others is lost."""

    def __init__(self, workspace: Workspace, model: str) -> None:
        self._workspace = workspace
        self._model = model
        self._answered = 0

    def open(self) -> list[OwnerQuestion]:
        """The questions that are open now."""
        record = self._document().record
        assert isinstance(record, ThreatModel)  # noqa: S101 - the id is that of a threat model
        return list(owner_questions(record, self._workspace.knowledge()))

    def named(self, id: str) -> OwnerQuestion:
        known = {question.id: question for question in self.open()}
        if id not in known:
            raise unknown_name(f"open question of {self._model} called", id, known)
        return known[id]

    def ask_all(self) -> None:
        """Ask until everything is answered or skipped, or somebody stops."""
        skipped: set[str] = set()
        while waiting := [question for question in self.open() if question.id not in skipped]:
            question = waiting[0]
            click.echo(err=True)
            click.echo(printable(f"{question.text}  ({count(len(waiting), 'question')} left)"), err=True)
            try:
                stated = _asked(question)
            except click.Abort:
                stated = None
            if stated is None:
                return
            skipped.add(question.id)  # it is asked again only if it comes up anew
            if stated:
                self.write(question, stated)

    def write(self, question: OwnerQuestion, stated: str) -> None:
        """Write an answer. Raises ``Misuse`` if it does not fit, or can't be written at its place."""
        stated = stated.strip()
        if fault := answer_fault(as_question(question), stated):
            raise Misuse(printable(f"{question.id} {stated[:60]!r}: {fault}"))
        document = self._document()
        try:
            text = with_owner_answer(document, question, stated, self._workspace.knowledge())
        except YamlEditError as error:
            path = f"{from_here(self._workspace.root)}{document.path}"
            raise Misuse(printable(f"{path}: write the answer to {question.id} by hand: {error}")) from error
        if fault := write_answered(self._workspace, document, text):
            raise Misuse(fault)
        self._answered += 1

    def report(self) -> None:
        left = len(self.open())
        path = f"{from_here(self._workspace.root)}{self._document().path}"
        rest = f"; {count(left, 'question')} left" if left else "; every question has an answer"
        click.echo(printable(f"{path}: {count(self._answered, 'question')} answered{rest}"))

    def _document(self) -> Document:
        """The model as its file is now."""
        path = self._workspace.knowledge().documents[self._model].path
        data, problems = read_file(self._workspace.root / path, self._workspace.root)
        document, faults = read_document(path, data)
        if not isinstance(document, Document) or document.record.id != self._model:
            raise Misuse("\n".join(map(str, [*problems, *faults])) or f"{path} is no longer {self._model}")
        return document


def _asked(question: OwnerQuestion) -> str | None:
    """What somebody answers: empty if they skip the question, None if they stop."""
    if question.choices and not question.multiple:
        return _by_key(question.choices)
    listed = f" ({', '.join(question.choices)})" if question.choices else ""
    while True:
        prompt = f"  answer{listed}, Enter to skip, q to quit"
        stated = str(click.prompt(prompt, default="", show_default=False, err=True)).strip()
        if stated == "q":
            return None
        if not stated or not (said := answer_fault(as_question(question), stated)):
            return stated
        click.echo(printable(f"  {said}"), err=True)


def _by_key(choices: Sequence[str]) -> str | None:
    """One of the choices, by its number and without Enter."""
    keys = {str(number): choice for number, choice in enumerate(choices, start=1)}
    listed = ", ".join(f"{key} {choice}" for key, choice in keys.items())
    key = ask_for_key(f"{listed}, s skip, q quit", {*keys, *_SKIP, "q"})
    return keys.get(key, "" if key in _SKIP else None)
