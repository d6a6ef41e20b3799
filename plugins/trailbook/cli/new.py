"""``trailbook new KIND``: a draft of a record that passes the check, from the answers to a few questions."""

import os
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias

import click

from trailbook.cli.command_group import Misuse
from trailbook.cli.displayed_paths import from_here
from trailbook.cli.interview import interview as ask_for_parts
from trailbook.cli.options import clock_option, workspace_option
from trailbook.cli.output import write_output
from trailbook.contributing.drafting import PLACEHOLDER, Draft, draft, schema_of
from trailbook.contributing.interview import write_parts
from trailbook.contributing.questions import NOT_DRAFTED, OWNER, QUESTIONS, Question, in_a_quarter
from trailbook.contributing.suggested_values import propose_id, propose_owners, propose_path
from trailbook.records.kinds import KINDS
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.risk.register.connector_uses import ServiceUse, highest, unregistered_uses
from trailbook.text.days import read_day
from trailbook.text.problem import did_you_mean
from trailbook.text.prose import count, listed, with_article
from trailbook.text.unseen import printable
from trailbook.trail.git.command import HistoryError
from trailbook.workspace.workspace import Workspace

_SHOWN = 8
"""How many known owners are listed with the question."""


Answer: TypeAlias = str | tuple[str, ...]


class Asker:
    """Takes answers from options, and asks for the rest if somebody is at the terminal."""

    def __init__(self, id: str, given: Mapping[str, str], yes: bool) -> None:
        self.id = id
        self._given = given
        self.asks = not yes and sys.stdin.isatty()
        self.faults: list[str] = []

    def answer(self, question: Question, proposal: str = "") -> Answer:
        """The answer to a question. A missing answer, or an unusable one, is a fault."""
        if question.name in self._given:
            stated = self._given[question.name].strip()
            if said := answer_fault(question, stated):
                self.faults.append(f"--{question.name} {stated!r}: {said}")
        elif self.asks:
            stated = _asked(
                question.prompt, proposal, lambda text: answer_fault(question, text), question.choices, question.why
            )
        elif proposal:
            stated = proposal
        else:
            stated = ""
            self.faults.append(f"--{question.name} is missing: {question.expected}")
        return _listed(stated) if question.multiple else stated

    def optional(self, question: Question, proposal: str) -> str:
        """The answer to a question at the terminal; empty if there is none, and the question does not say why."""

        def fault(text: str) -> str:
            return "" if not text and not question.why else answer_fault(question, text)

        return _asked(question.prompt, proposal, fault, question.choices, question.why)

    def identity(self, proposal: str, fault: Callable[[str], str]) -> str:
        """The id of the record: as given, else as agreed to, else as proposed."""
        if not self.id and self.asks:
            return _asked("Id, which never changes", proposal, fault, (), "others link to the record by it")
        stated = self.id or proposal
        if not stated:
            self.faults.append("--id is missing: the title gives none")
        elif said := fault(stated):
            self.faults.append(f"--id {stated!r}: {said}")
        return stated


def _asked(words: str, proposal: str, fault: Callable[[str], str], choices: Sequence[str], why: str) -> str:
    """What somebody answers on the terminal, asked again until it can be used; ``why`` it is, if there is no answer."""
    listed = f" ({', '.join(choices)})" if choices else ""
    while True:
        asked = click.prompt(f"{words}{listed}", default=proposal, show_default=bool(proposal), err=True)
        stated = str(asked).strip()
        if not (said := fault(stated)):
            return stated
        click.echo(printable(f"  {said}" if stated else f"  it is needed: {why}; {said}"), err=True)


def answer_fault(question: Question, stated: str) -> str:
    """What is wrong with an answer, in words; empty if nothing is."""
    if not stated.isprintable() or len(stated) > 200 or not re.fullmatch(question.pattern, stated):
        return f"expected {question.expected}"
    if question.choices:
        parts = _listed(stated) if question.multiple else (stated,)
        wrong = next((part for part in parts if part not in question.choices), None if parts else "")
        if wrong is not None:
            return f"expected {question.expected}" + did_you_mean(wrong, question.choices)
    if r"\d" in question.pattern and len(stated) == len("2026-10-31") and not read_day(stated):
        return "there is no such day"
    return ""


def _listed(stated: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part for part in re.split(r"[\s,]+", stated) if part))


class _Kinds(click.Group):
    """Names the nearest kind for an unknown one, and says where the kinds come from that are not drafted."""

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        name = args[0] if args else ""
        if name in NOT_DRAFTED:
            ctx.fail(NOT_DRAFTED[name])
        if name and not name.startswith("-") and name not in self.commands:
            hint = did_you_mean(name, self.commands)
            ctx.fail(printable(f"no kind of record is called {name!r}{hint} (there are: {', '.join(self.commands)})"))
        return super().resolve_command(ctx, args)


@click.group(cls=_Kinds, subcommand_metavar="KIND [OPTIONS]")
def new() -> None:
    """Draft a record: a file with a free id in the right folder, and a TODO where you have something to say.

    What is not given as an option is asked for. Without a terminal, or with --yes, nothing is asked: proposals are
    taken, and what is missing is named. Nothing is overwritten.
    """


def _command(kind: str) -> click.Command:
    def run(
        workspace: Workspace,
        today: date,
        id: str,
        yes: bool,
        interview: bool = False,
        service: str = "",
        **given: Any,
    ) -> None:
        uses = _uses_of(service, workspace.own_knowledge()) if service else ()
        stated = {**_of_uses(uses), **{_name(n): v for n, v in given.items() if v}}
        asker = Asker(id, stated, yes)
        if interview and not asker.asks:
            raise click.UsageError("--interview asks; run it at a terminal, and without --yes")
        _new(kind, workspace, asker, today, interview=interview, uses=uses)

    decorated: Callable[..., None] = clock_option(run)
    for question in reversed(QUESTIONS[kind]):
        decorated = click.option(f"--{question.name}", help=f"{question.prompt}: {question.expected}.")(decorated)
    decorated = click.option("--id", default="", help="Its id; proposed from the title if absent.")(decorated)
    decorated = click.option("--yes", is_flag=True, help="Ask nothing, and take what is proposed.")(decorated)
    if kind == "threat-model":
        decorated = click.option("--interview", is_flag=True, help="Ask part by part what it is made of.")(decorated)
    if kind == "connector":
        from_ = "A service that models use and no entry covers: its title, its data and its uses are taken from there."
        decorated = click.option("--from", "service", default="", metavar="NAME", help=from_)(decorated)
    named = with_article(kind)
    help = f"Draft {named}: a file in {KINDS[kind].folder}/, or beside those of its kind that are there."
    return click.command(kind, help=help, short_help=f"Draft {named}.")(workspace_option(decorated))


def _uses_of(service: str, knowledge: KnowledgeBase) -> tuple[ServiceUse, ...]:
    """The uses of a service that the register does not cover. Raises ``Misuse`` if there is none."""
    known = unregistered_uses(knowledge)
    by_name = {name.casefold(): name for name in known}
    if service.casefold() not in by_name:
        hint = did_you_mean(service, known)
        raise Misuse(printable(f"--from {service!r}: no model uses such a service off the register{hint}"))
    return known[by_name[service.casefold()]]


def _of_uses(uses: Sequence[ServiceUse]) -> dict[str, str]:
    """What the uses of a service answer: its title, and the most sensitive data, if any is stated."""
    level = highest(asset for use in uses for asset in use.data)
    return {**({"title": uses[0].service} if uses else {}), **({"data": level} if level else {})}


def _name(option: str) -> str:
    return option.replace("_", "-")


def _new(
    kind: str, workspace: Workspace, asker: Asker, today: date, *, interview: bool, uses: Sequence[ServiceUse] = ()
) -> None:
    configuration, knowledge = workspace.configuration, workspace.own_knowledge()
    known = [*dict.fromkeys((*propose_owners(knowledge, kind), *configuration.roles.handles))]
    proposals = {"roles": "maker", "decide-by": str(in_a_quarter(today)), "worse": "higher"}
    answers: dict[str, Answer] = {}
    for question in QUESTIONS[kind]:
        if question is OWNER and known and asker.asks:
            click.echo(
                printable(f"Owners so far: {', '.join(known[:_SHOWN])}{' …' if known[_SHOWN:] else ''}"), err=True
            )
        answers[question.name] = asker.answer(question, proposals.get(question.name, ""))
    past = _past(workspace)
    taken = {**past, **{id: document.path for id, document in knowledge.documents.items()}}
    proposal = propose_id(kind, str(answers["title"]), taken, str(answers.get("began", ""))[:4])
    id = asker.identity(proposal, lambda stated: _id_fault(kind, stated, knowledge, past))
    if asker.faults:
        raise Misuse("\n".join(printable(fault) for fault in asker.faults))
    if interview:
        parts = ask_for_parts(asker.optional, str(answers["platform"]))
        answers |= {**parts.about, "parts": write_parts(parts)}
    if parts_in_use := [f"{use.model.id}.{part.id}" for use in uses for part in use.components]:
        answers["used_by"] = listed(parts_in_use)
    path = propose_path(kind, id, knowledge, configuration.folders, configuration.docs)
    drafted = draft(kind, id, path, answers, knowledge, schema_of(kind, configuration.root))
    if drafted.problems:
        raise Misuse("\n".join(str(problem) for problem in drafted.problems))
    _write(configuration.root, drafted)
    _report(kind, id, str(answers["owner"]), known, drafted, from_here(configuration.root))
    if parts_in_use:
        click.echo(printable(f"  name it as 'connector: {id}' in {listed(parts_in_use)}, or import these models again"))


def _past(workspace: Workspace) -> dict[str, str]:
    """The ids that the history knows, with the last paths of their records; none if it can't be read."""
    try:
        trails = workspace.own_trails()
    except HistoryError:
        return {}
    return {trail.record: trail.path for trail in trails}


def _id_fault(kind: str, stated: str, knowledge: KnowledgeBase, past: Mapping[str, str]) -> str:
    prefix = KINDS[kind].prefix
    if not re.fullmatch(rf"{prefix}(-[A-Z0-9]+)+", stated) or len(stated) > 64:
        return f"expected {prefix}- and capital letters, digits and '-', such as {prefix}-EXAMPLE"
    if document := knowledge.documents.get(stated):
        return f"{document.path} has this id already"
    if stated in past:
        return f"the record that had it in {past[stated]} is gone, and an id is never used again"
    return ""


def _write(root: Path, drafted: Draft) -> None:
    """Write a draft whole, or not at all. A file that exists is left as it is."""
    file = root / drafted.path
    if os.path.lexists(file):
        raise Misuse(f"{drafted.path} exists already; give another --id, or move that file")
    write_output(file, drafted.text, within=root)


def _report(kind: str, id: str, owner: str, known: Sequence[str], drafted: Draft, here: str) -> None:
    if known and owner not in known:
        hint = did_you_mean(owner, known)
        click.echo(printable(f"note: no other record is owned by {owner!r}{hint}"), err=True)
    file = printable(f"{here}{drafted.path}")
    findings = [f"  trailbook findings {id}    see which threats the rules propose"] if kind == "threat-model" else []
    comments = "delete the comments that you don't need"
    places = (
        f"replace each {PLACEHOLDER} ({count(drafted.placeholders, 'place')}), and " if drafted.placeholders else ""
    )
    lines = (
        f"{file} is a draft of {id}.",
        "",
        f"  {places}{comments}",
        *findings,
        "  trailbook check    see what is wrong after an edit",
        f"  git add {file} && git commit    say in the message why it is needed",
    )
    click.echo("\n".join(lines))


for _kind in QUESTIONS:
    new.add_command(_command(_kind))
