"""Whether the steps of playbooks read easily enough: the option ``plain_language`` of ``trailbook/playbooks``."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Literal

from pydantic import Field

from trailbook.records.document import Document
from trailbook.records.kinds.playbook import Playbook, Step
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.model import Model, Text
from trailbook.records.states import is_current
from trailbook.risk.playbooks.readability import KNOWN, ease, sentences, unexplained, words
from trailbook.text.mkdocs_yml import option_places
from trailbook.text.model_problems import read_model
from trailbook.text.problem import Problem
from trailbook.text.prose import beginning

FEWEST_WORDS = 20
"""A shorter text gets no score: one long word would decide it."""
MOST_ACTIONS = 6
"""What the screen of a phone holds of a step."""


class PlainLanguage(Model):
    """The option as written in ``mkdocs.yml``.

    ``level`` is the least Flesch Reading Ease: plain English begins at 60 by Flesch's table, and at 0 nothing is
    scored. ``known`` are acronyms that need no explanation; with ``acronyms`` off, none does. Problems are notices,
    unless ``fails`` is set.
    """

    level: Annotated[int, Field(ge=0, le=100)] = 60
    longest_sentence: Annotated[int, Field(ge=5, le=100)] = 35
    acronyms: bool = True
    known: tuple[Text, ...] = KNOWN
    fails: bool = False


DEFAULT = PlainLanguage()
"""Plain English, with problems as notices."""


def read_plain_language(
    options: object, file: str = "mkdocs.yml", text: str = ""
) -> tuple[PlainLanguage, list[Problem]]:
    """The value of the option, the default for None, and the problems of the option.

    ``text`` is the configuration file's, in which the places of problems are looked up. An option with a
    problem is ignored as a whole.
    """
    if options is None:
        return DEFAULT, []
    positions = option_places(text, file, "trailbook/playbooks", "plain_language")
    example = "keys with values, such as 'level: 60'"
    asked, problems = read_model(PlainLanguage, options, file, positions, "plain_language is", example)
    return asked or DEFAULT, problems


def hard_steps(knowledge: KnowledgeBase, asked: PlainLanguage = DEFAULT) -> tuple[Problem, ...]:
    """The steps of playbooks that are too hard to read, have too long a sentence, or use an unexplained acronym.

    Those too that have more actions than a screen holds, or none where the playbook responds.
    """
    level: Literal["error", "notice"] = "error" if asked.fails else "notice"
    found: list[Problem] = []
    for document in knowledge.documents.values():
        if isinstance(document.record, Playbook) and is_current(document.record):
            steps = document.record.steps
            faults = [(step, fault) for step in steps for fault in _faults(step, asked)]
            faults += _unexplained(document, steps, asked)
            faults += [(step, fault) for step in steps for fault in _actions(step, document.record.use == "respond")]
            for step, (rule, message, expected) in faults:
                section = document.section(step.id)
                line = section.line if section else document.place_of_item(step.id).line
                found.append(Problem(document.path, line, 1, rule, message, expected, level=level))
    return tuple(sorted(found))


Fault = tuple[str, str, str]


def _unexplained(document: Document, steps: Sequence[Step], asked: PlainLanguage) -> Iterator[tuple[Step, Fault]]:
    texts = ["\n\n".join((f"{step.title}.", *step.actions, step.text)) for step in steps]
    for place, acronym, sentence in unexplained(texts, document.text, asked.known) if asked.acronyms else ():
        step = steps[place]
        message = f"{step.id} does not say what {acronym} is: {beginning(sentence, 50)} …"
        yield step, ("unexplained-acronym", message, f"{acronym} (what it is), or {acronym} in 'known'")


def _faults(step: Step, asked: PlainLanguage) -> Iterator[Fault]:
    reading = ease(step.text)
    if asked.level and reading.words >= FEWEST_WORDS and reading.score < asked.level:
        message = f"{step.id} has a reading ease of {reading.score:.0f}"
        yield "hard-to-read", message, f"at least {asked.level}: shorter sentences and shorter words"
    for sentence in (one for text in (*step.actions, step.text) for one in sentences(text)):
        if (length := len(words(sentence))) > asked.longest_sentence:
            message = f"{step.id} has a sentence of {length} words: {beginning(sentence, 50)} …"
            yield "long-sentence", message, f"at most {asked.longest_sentence} words; split it in two"


def _actions(step: Step, responds: bool) -> Iterator[Fault]:
    if responds and not step.actions:
        yield "no-actions", f"{step.id} has no actions, and its playbook responds", "three to six imperatives to tick"
    if len(step.actions) > MOST_ACTIONS:
        message = f"{step.id} has {len(step.actions)} actions"
        yield "many-actions", message, f"at most {MOST_ACTIONS}, which a phone shows at once; split the step in two"
