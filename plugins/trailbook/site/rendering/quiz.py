"""How the questions of training are laid out: letters of answers, lines of settings, what is right."""

from string import ascii_uppercase

from markupsafe import Markup, escape

from trailbook.drift.practice import Practice
from trailbook.records.kinds.training import Question
from trailbook.text.unseen import visible_lines


def letter(index: int) -> str:
    """What the answer at an index is called: A is the first, A1 the one after Z."""
    return f"{ascii_uppercase[index % 26]}{index // 26 or ''}"


def right_values(question: Question, practice: Practice | None) -> list[str]:
    """The letters of the right answers, or the numbers of the lines on which something deviates."""
    if practice:
        return [str(line) for line in practice.right]
    return [letter(index) for index, answer in enumerate(question.answers) if answer.correct]


def code_line(text: str) -> Markup:
    """A line of settings as HTML, with its indentation. An empty one is a space: a blank line ends a block of HTML."""
    return escape(visible_lines(text.expandtabs(4)) or " ")
