"""Reading a text takes time that grows with its length, whatever it is made of."""

from collections.abc import Callable

import pytest
from tests.properties import seconds

from trailbook.records.active_content import active_parts, disarm
from trailbook.records.loading import assemble
from trailbook.records.references import tokens
from trailbook.text.markdown_text import read_markdown

SHORT, LONG = 5_000, 40_000
UNITS = [
    "[",
    "](",
    "\\[",
    "[a][",
    "[[a] ",
    "[a](b(",
    "![",
    "[a]: ",
    "]:",
    "](a",
    "<",
    "<!--",
    "<!-",
    "<a ",
    "<http:",
    "`",
    "` `` ",
    "```",
    "``` \n",
    "~~~\n",
    "~~~x\n",
    "> ",
    "\n",
    "- x\n",
    "# a\n",
    "#",
    "{#a",
    "{#a} ",
    "{a=",
    "{",
    "POL-A-",
    "POL-",
    "POL-A.C",
    "POL-Z.C1 ",
    "**",
    " a ",
    "*a",
    "&",
    "&a",
    "\\",
    "<b>\n",
    "\t",
    "\r",
    "----\n",
    "x: y\n",
    "- x {#a1}\n",
    "\xa0",
]


def slow(read: Callable[[str], object], unit: str) -> bool:
    """Whether eight times the text takes much more than eight times as long, in the best of three attempts."""
    forms: tuple[Callable[[int], str], ...]
    forms = (lambda n: unit * (n // len(unit)), lambda n: "# " + unit * (n // len(unit)) + " x")
    return any(
        all(seconds(read, form(LONG)) > max(0.06, 24 * seconds(read, form(SHORT))) for _ in range(3)) for form in forms
    )


READERS: dict[str, Callable[[str], object]] = {
    "references": lambda text: list(tokens(text)),
    "active content": lambda text: list(active_parts(text)),
    "disarm": disarm,
    "sections": read_markdown,
    "record": lambda text: assemble({"a.md": f"---\nid: POL-A\nkind: policy\n---\n# T\n{text}".encode()}),
    "YAML": lambda text: assemble({"a.yaml": f"id: TM-A\nkind: x\na: {text}".encode()}),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", READERS)
def test_no_text_takes_more_than_its_length_to_read(name: str) -> None:
    assert [unit for unit in UNITS if slow(READERS[name], unit)] == []
