"""Answers from options, and from whoever sits at the terminal where an option is absent."""

import re
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TypeAlias

import click

from trailbook.contributing.questions import Question
from trailbook.text.problem import nearest
from trailbook.text.unseen import printable

Answer: TypeAlias = str | tuple[str, ...]


class Asker:
    """Takes answers from options, and asks for the others where somebody is there to answer."""

    def __init__(self, id: str, given: Mapping[str, str], yes: bool) -> None:
        self.id = id
        self._given = given
        self.asks = not yes and sys.stdin.isatty()
        self.faults: list[str] = []

    def answer(self, question: Question, proposal: str = "") -> Answer:
        """The answer to a question. Where there is none, or one that can't be used, that is a fault."""
        if question.name in self._given:
            stated = self._given[question.name].strip()
            if said := _fault(question, stated):
                self.faults.append(f"--{question.name} {stated!r}: {said}")
        elif self.asks:
            stated = _asked(question.prompt, proposal, lambda text: _fault(question, text), question.choices)
        elif proposal:
            stated = proposal
        else:
            stated = ""
            self.faults.append(f"--{question.name} is missing: {question.expected}")
        return _listed(stated) if question.multiple else stated

    def identity(self, proposal: str, fault: Callable[[str], str]) -> str:
        """The id of the record: as given, else as agreed to, else as proposed."""
        if not self.id and self.asks:
            return _asked("Id, which never changes", proposal, fault, ())
        stated = self.id or proposal
        if not stated:
            self.faults.append("--id is missing: the title gives none")
        elif said := fault(stated):
            self.faults.append(f"--id {stated!r}: {said}")
        return stated


def _asked(words: str, proposal: str, fault: Callable[[str], str], choices: Sequence[str]) -> str:
    """What somebody answers on the terminal, asked again until it can be used."""
    listed = f" ({', '.join(choices)})" if choices else ""
    while True:
        stated = str(click.prompt(f"{words}{listed}", default=proposal or None, err=True)).strip()
        if not (said := fault(stated)):
            return stated
        click.echo(printable(f"  {said}"), err=True)


def _fault(question: Question, stated: str) -> str:
    """What is wrong with an answer, in words; empty where nothing is."""
    if not stated.isprintable() or len(stated) > 200 or not re.fullmatch(question.pattern, stated):
        return f"expected {question.expected}"
    if question.choices:
        parts = _listed(stated) if question.multiple else (stated,)
        wrong = next((part for part in parts if part not in question.choices), None if parts else "")
        if wrong is not None:
            close = nearest(wrong, question.choices)
            return f"expected {question.expected}" + (f"; did you mean {close!r}?" if close else "")
    if r"\d" in question.pattern and len(stated) == len("2026-10-31"):
        try:
            date.fromisoformat(stated)
        except ValueError:
            return "there is no such day"
    return ""


def _listed(stated: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part for part in re.split(r"[\s,]+", stated) if part))
