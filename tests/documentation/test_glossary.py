"""One name for one thing: the words of the glossary, held against the templates of pages."""

import re
from pathlib import Path

import pytest
from tests.paths import REPOSITORY

GLOSSARY = REPOSITORY / "docs/pages/reference/glossary.md"
TEMPLATES = REPOSITORY / "plugins/trailbook/site/templates"
_CODE = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<[^>]*>|`[^`]*`", re.DOTALL)
_STRING = re.compile(r'"([^"]*)"')


def terms() -> dict[str, list[str]]:
    """The words of the glossary, each with those that are not used for it."""
    rows = [line.split("|") for line in GLOSSARY.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    return {row[1].strip(): [word.strip() for word in row[2].split(",")] for row in rows[2:]}


def words(template: Path) -> str:
    """What readers see of a template: its text, and the strings in its expressions."""
    source = template.read_text(encoding="utf-8")
    strings = [found for code in _CODE.findall(source) for found in _STRING.findall(code)]
    return " ".join(" ".join([_CODE.sub(" ", source), *strings]).split())


def test_the_glossary_is_in_order_and_no_word_has_two_meanings() -> None:
    found = terms()
    assert len(found) >= 25
    assert not {word.casefold() for word in found} & {other.casefold() for row in found.values() for other in row}


@pytest.mark.parametrize("term", terms())
def test_pages_call_a_thing_by_one_name(term: str) -> None:
    wrong = [re.compile(rf"\b{re.escape(word)}(?:s|es)?\b", re.IGNORECASE) for word in terms()[term]]
    said = {file.name: words(file) for file in sorted(TEMPLATES.glob("*.j2"))}
    found = [f"{name}: …{text[max(one.start() - 40, 0) : one.end() + 20]}…" for name, text in said.items()
             for form in wrong for one in form.finditer(text)]  # fmt: skip
    assert not found, f"say {term!r}"
