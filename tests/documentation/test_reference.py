"""The reference has everything that the code has."""

import re
from collections.abc import Iterator
from dataclasses import fields
from typing import Any, get_args

import click
import pytest
from docs import reference
from pydantic import BaseModel
from tests.paths import REPOSITORY

import trailbook
from trailbook.cli import main
from trailbook.records.kinds import KINDS
from trailbook.risk.threats.rules import RULES as THREAT_RULES
from trailbook.trail.effects.rules import RULES as EFFECT_RULES
from trailbook.workspace.options import PLUGINS

WRITTEN = sorted(kind for kind, model in KINDS.items() if model.prefix)


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return reference.pages()


def commands(group: click.Group, path: str) -> Iterator[tuple[str, click.Command]]:
    for name in group.list_commands(click.Context(group)):
        command = group.get_command(click.Context(group), name)
        assert command is not None
        yield f"{path} {name}", command
        if isinstance(command, click.Group):
            yield from commands(command, f"{path} {name}")


def models_of(kind: str) -> set[type[BaseModel]]:
    found: set[type[BaseModel]] = set()

    def visit(wanted: Any) -> None:
        if isinstance(wanted, type) and issubclass(wanted, BaseModel) and wanted not in found:
            found.add(wanted)
            for field in wanted.model_fields.values():
                visit(field.annotation)
        for part in get_args(wanted):
            visit(part)

    visit(KINDS[kind])
    return found


def test_every_command_is_there_with_all_its_options(pages: dict[str, str]) -> None:
    parts = re.split(r"^#{2,4} ", pages["reference/commands.md"], flags=re.MULTILINE)
    sections = {part.partition(" {")[0]: part for part in parts}
    for path, command in commands(main, "trailbook"):
        assert path in sections
        missing = [
            option
            for parameter in command.params
            if isinstance(parameter, click.Option) and not parameter.hidden
            for option in parameter.opts
            if option not in sections[path]
        ]
        assert missing == [], path


def test_every_option_of_a_command_says_what_it_is_for() -> None:
    silent = [
        f"{path} {parameter.name}"
        for path, command in commands(main, "trailbook")
        for parameter in command.params
        if isinstance(parameter, click.Option) and not parameter.help
    ]
    assert silent == []


@pytest.mark.parametrize("kind", WRITTEN)
def test_every_field_of_a_record_is_there_and_says_what_it_means(kind: str, pages: dict[str, str]) -> None:
    page = pages[f"reference/records/{kind}.md"]
    rows = re.findall(r"^\| `(\w+)` \|.*\| (.*) \|$", page, re.MULTILINE)
    assert [name for name, about in rows if not about] == []
    listed = {name for name, _ in rows}
    worded = {"title", "text"}  # those of parts that the text of a Markdown record words
    fields_of_models = {name for model in models_of(kind) for name in model.model_fields}
    assert fields_of_models - listed <= worded


def test_every_field_of_a_record_is_described_where_it_is_declared() -> None:
    silent = {
        f"{model.__name__}.{name}"
        for kind in WRITTEN
        for model in models_of(kind)
        for name, field in model.model_fields.items()
        if not field.description and name != "kind"
    }
    assert silent == set()


def test_every_option_of_a_plugin_is_there(pages: dict[str, str]) -> None:
    page = pages["reference/options.md"]
    for plugin, declared in PLUGINS.items():
        section = page.partition(f"\n## {plugin} ")[2].partition("\n## ")[0]
        for option in fields(declared):
            assert re.search(rf"^\| `{option.name}` \| \S.*\| \S.* \|$", section, re.MULTILINE), option.name


def test_every_rule_is_there(pages: dict[str, str]) -> None:
    assert [rule.id for rule in THREAT_RULES if f"{{ #{rule.id} }}" not in pages["reference/threat-rules.md"]] == []


def test_the_readme_says_how_many_rules_there_are() -> None:
    text = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    effects, threats = re.search(r"is said by (\d+) published rules", text), re.search(r"is read by (\d+) rules", text)
    assert effects and threats
    assert (int(effects[1]), int(threats[1])) == (len(EFFECT_RULES), len(THREAT_RULES))


def test_every_public_name_is_there(pages: dict[str, str]) -> None:
    assert [name for name in trailbook.__all__ if f"\n## {name} " not in pages["reference/python.md"]] == []


def test_every_schema_can_be_downloaded_and_says_what_it_describes(pages: dict[str, str]) -> None:
    for path in reference.schemas():
        name = path.rpartition("/")[2]
        assert re.search(rf"^\| \[{name}\]\(schemas/{name}\) \| \S.* \|$", pages["reference/schemas.md"], re.MULTILINE)
