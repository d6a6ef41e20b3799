"""The reference pages, made from the code, so that none can say what is not so.

``pages`` gives them as Markdown by path; ``hooks.py`` hands them to MkDocs. Each function below makes one page.
"""

import ast
import inspect
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from typing import Any, get_args

import click
from pydantic import BaseModel

import trailbook
from trailbook.cli import COMMANDS, main
from trailbook.cli.schema import all_schemas
from trailbook.records.kinds import KINDS
from trailbook.risk.threats.catalogues import catalogues
from trailbook.risk.threats.rules import RULES as THREAT_RULES
from trailbook.site.pages.rules_page import FAMILIES
from trailbook.workspace import options

GUIDES: Mapping[str, str] = {
    "risk": "plugins.md#risk",
    "rules": "plugins.md#rules",
    "reviews": "plugins.md#reviews",
    "credentials": "plugins.md#credentials",
    "content_security_policy": "plugins.md#nothing-from-other-hosts",
    "suggest": "plugins.md#suggest-a-change",
    "plain_language": "plugins.md#plain-language",
    "sign_offs": "plugins.md#sign-offs",
    "log": "plugins.md#the-trail",
    "emails": "plugins.md#the-trail",
    "audience": "audiences.md",
    "classified": "audiences.md",
}
"""Where the guides explain an option, by its name."""


def pages() -> dict[str, str]:
    """Every page of the reference by its path."""
    kinds = {kind: json.loads(all_schemas()[f"{kind}.schema.json"]) for kind, model in KINDS.items() if model.prefix}
    return {
        "reference/commands.md": commands_page(),
        "reference/options.md": options_page(),
        "reference/records/index.md": kinds_page(),
        **{f"reference/records/{kind}.md": kind_page(kind, schema) for kind, schema in kinds.items()},
        "reference/threat-rules.md": threat_rules_page(),
        "reference/schemas.md": schemas_page(),
        "reference/python.md": python_page(),
    }


def schemas() -> dict[str, str]:
    """Every JSON Schema by the path it is published at."""
    return {f"reference/schemas/{name}": text for name, text in all_schemas().items()}


def commands_page() -> str:
    """Every command with its arguments and options, as ``--help`` prints them."""
    top = click.Context(main, info_name="trailbook")
    lines = [
        "# Commands",
        "",
        "`trailbook COMMAND --help` prints the same. Unless a command says otherwise, it exits with 0 if all is well, "
        "with 1 if there are problems, and with 2 if what it was asked for is not there or can't be read.",
    ]
    for section, names in COMMANDS.items():
        lines += ["", f"## {section}"]
        for name in names:
            command = main.get_command(top, name)
            assert command is not None  # noqa: S101 - the group lists it
            lines += _command(command, click.Context(command, info_name=name, parent=top), 3)
    return "\n".join([*lines, ""])


def _command(command: click.Command, context: click.Context, level: int) -> Iterator[str]:
    anchor = context.command_path.replace(" ", "-")
    yield from ("", f"{'#' * level} {context.command_path} {{ #{anchor} }}", "")
    yield _prose(inspect.cleandoc(command.help or ""))
    yield from ("", "```text", context.command_path + " " + " ".join(command.collect_usage_pieces(context)), "```")
    records = [record for parameter in command.get_params(context) if (record := parameter.get_help_record(context))]
    if rows := [f"| `{name}` | {_cell(text)} |" for name, text in records if text and "--help" not in name]:
        yield from ("", "| option | what it does |", "| --- | --- |", *rows)
    if command.epilog:
        examples = [line.strip() for line in command.epilog.splitlines()[2:]]
        yield from ("", "For example:", "", "```sh", *examples, "```")
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None  # noqa: S101 - the group lists it
            yield from _command(below, click.Context(below, info_name=name, parent=context), level + 1)


def options_page() -> str:
    """Every option of every plugin, with the text that documents it where it is declared."""
    lines = ["# Options of the plugins", "", "They stand in `mkdocs.yml`, below the name of the plugin:", ""]
    lines += ["```yaml", "plugins:", "  - trailbook/records:", "      brand: true", "```"]
    for plugin, declared in options.PLUGINS.items():
        lines += ["", f"## {plugin} {{ #{plugin.replace('/', '-')} }}"]
        texts = _attribute_texts(declared)
        if not texts:
            lines += ["", "It has no options."]
        else:
            lines += ["", "| option | value | if absent | what it is for |", "| --- | --- | --- | --- |"]
        for option in fields(declared):
            guide = f" [More](../guides/{GUIDES[option.name]})" if option.name in GUIDES else ""
            text = re.sub(r" See the guide[^.]*\.", "", " ".join(texts[option.name].split()))
            start = f"| `{option.name}` | {_words_of(option.type)} | {_default_of(option)} |"
            lines.append(f"{start} {_cell(text)}{guide} |")
    return "\n".join([*lines, ""])


def _attribute_texts(declared: type[Any]) -> dict[str, str]:
    """The docstring below each attribute of a class."""
    (body,) = (node for node in ast.parse(inspect.getsource(declared)).body if isinstance(node, ast.ClassDef))
    return {
        field.target.id: str(text.value.value)
        for field, text in zip(body.body, body.body[1:], strict=False)
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
        if isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant)
    }


def _words_of(wanted: Any) -> str:
    parts = [part for part in get_args(wanted) if part is not type(None)]
    choices = [choice for part in (wanted, *parts) for choice in get_args(part) if isinstance(choice, str)]
    if choices and not str(wanted).startswith("dict"):
        return "one of " + ", ".join(f"`{choice}`" for choice in dict.fromkeys(choices))
    text = str(wanted)
    known = {"bool": "true or false", "list[str]": "list of text", "dict": "mapping", "str": "text", "int": "integer"}
    return next((words for start, words in known.items() if text.startswith((start, f"<class '{start}"))), text)


def _default_of(option: Field[Any]) -> str:
    default = option.default_factory() if option.default_factory is not MISSING else option.default
    return f"`{json.dumps(default)}`" if default not in (None, [], {}) else ""


def kinds_page() -> str:
    """Every kind of record, with its prefix and where its files are."""
    lines = [
        "# Records",
        "",
        "A record is a file with an `id` that never changes. What is written in its front matter, or in a YAML file as "
        "a whole, is checked against the fields of its kind; a field that is not listed is an error.",
        "",
        "| kind | id | folder | syntax | what it is |",
        "| --- | --- | --- | --- | --- |",
    ]
    for kind, model in sorted(KINDS.items()):
        if model.prefix:
            about = _cell((model.__doc__ or "").partition("\n")[0])
            lines.append(
                f"| [`{kind}`]({kind}.md) | `{model.prefix}-…` | `{model.folder}/` | {model.syntax.title()} | {about} |"
            )
    lines += ["", "Any other Markdown page is a record, too; its path is its id."]
    return "\n".join([*lines, ""]).replace("Yaml |", "YAML |")


def kind_page(kind: str, schema: Mapping[str, Any]) -> str:
    """The fields of one kind of record and of all its parts."""
    model = KINDS[kind]
    title = kind.replace("-", " ").capitalize()
    used = schema.get("$defs", {})
    lines = [f"# {title}", "", _prose(inspect.cleandoc(model.__doc__ or "")), ""]
    lines += [f"The [JSON Schema](../schemas/{kind}.schema.json) of this kind says the same to editors."]
    if model.syntax == "markdown":
        lines += ["", "It is a Markdown file: its title is the first heading, its fields are the front matter."]
    if model.sections:
        lines += ["", f"The text needs these sections: {', '.join(model.sections)}."]
    lines += ["", "## Fields", "", *_fields(schema, used)]
    for name in sorted(used, key=_heading):
        lines += ["", f"## {_heading(name)} {{ #{name.lower()} }}", ""]
        lines += [_prose(inspect.cleandoc(used[name].get("description", ""))), "", *_fields(used[name], used)]
    return "\n".join([*lines, ""])


def _heading(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).capitalize()


def _fields(schema: Mapping[str, Any], defs: Mapping[str, Any]) -> Iterator[str]:
    yield from ("| field | value | if absent | what it says |", "| --- | --- | --- | --- |")
    for name, field in schema.get("properties", {}).items():
        required = name in schema.get("required", ())
        default = field.get("default")
        about = field.get("description") or defs[field["$ref"].rpartition("/")[2]]["description"]
        absent = "required" if required else f"`{json.dumps(default)}`" if default not in (None, "", [], {}) else ""
        yield f"| `{name}` | {_value(field)} | {absent} | {_cell(about)} |"


def _value(schema: Mapping[str, Any]) -> str:
    """What a JSON Schema allows, in a few words."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"[{_heading(name).lower()}](#{name.lower()})"
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(_value(part) for part in schema["anyOf"] if part.get("type") != "null"))
    if "const" in schema:
        return f"`{json.dumps(schema['const'])}`" if schema["const"] is True else f"`{schema['const']}`"
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    match schema.get("type"):
        case "array":
            return f"list of {_value(schema.get('items', {}))}"
        case "string":
            return _text(schema)
        case "boolean":
            return "true or false"
        case "integer" | "number" as kind:
            bounds = (schema.get("minimum"), schema.get("maximum"))
            between = f", {bounds[0]} to {bounds[1]}" if None not in bounds else ""
            return f"{kind}{between or (f', at least {bounds[0]}' if bounds[0] is not None else '')}"
        case "object":
            return "mapping"
        case list():
            return "text, number, true, false or nothing"
    return "anything"


def _text(schema: Mapping[str, Any]) -> str:
    if schema.get("format") == "date":
        return "date"
    pattern = schema.get("pattern", "")
    if "[A-Z0-9]+)+(?:" in pattern:
        return "reference"
    return "address" if pattern.startswith("^https?") else "text"


def threat_rules_page() -> str:
    """Every rule that reads a threat model."""
    lines = [
        "# Threat rules",
        "",
        f"{len(THREAT_RULES)} rules read what a threat model states, and propose threats. What is not stated triggers "
        "nothing. The page `threat-rules.md` of a knowledge base shows the same rules with what they found in it.",
    ]
    for family, heading in FAMILIES.items():
        lines += ["", f"## {heading} {{ #family-{family} }}"]
        for rule in (rule for rule in THREAT_RULES if rule.family == family):
            lines += ["", f"### {_prose(rule.title)} {{ #{rule.id} }}", "", f"`{rule.id}`: {_prose(rule.why)}", ""]
            bound = f", more than {rule.at_most}" if rule.at_most is not None else ""
            data = f", with data that is {rule.data_from} or stricter" if rule.data_from else ""
            lines += ["Looks for", f":   {_prose(rule.looks_for)}{bound}{data}", ""]
            lines += ["What to do", f":   {_prose(rule.remedy)}", ""]
            ids = [(catalogues()[name], id) for name, id in rule.maps.ids()]
            maps = [f"[{id if id[:1].isupper() else found.entries[id]}]({found.address(id)})" for found, id in ids]
            lines += ["Maps to", f":   {', '.join(maps)}"]
    return "\n".join([*lines, ""])


def schemas_page() -> str:
    """Every JSON Schema, with what it describes."""
    lines = [
        "# JSON Schemas",
        "",
        "Editors complete and check records by them, and programs what commands write as JSON. `trailbook init` puts "
        "those of the records into `schemas/`; `trailbook schema` writes all of them.",
        "",
        "| schema | what it describes |",
        "| --- | --- |",
    ]
    for name, text in all_schemas().items():
        lines.append(f"| [{name}](schemas/{name}) | {_cell(json.loads(text).get('description', ''))} |")
    return "\n".join([*lines, ""])


def python_page() -> str:
    """What can be imported from ``trailbook``."""
    lines = ["# Python", "", "What `import trailbook` gives; [how it is used](../guides/scripting.md)."]
    for name in ("open", "Workspace", *(name for name in trailbook.__all__ if name not in ("open", "Workspace"))):
        value = getattr(trailbook, name)
        lines += ["", f"## {name} {{ #{name} }}", ""]
        if not isinstance(value, type):
            lines += ["```python", f"trailbook.open{_signature(value)}", "```", ""]
        lines += [_prose(inspect.getdoc(value) or "")]
        if isinstance(value, type):
            if names := _values_of(value):
                lines += ["", "Fields: " + ", ".join(f"`{field}`" for field in names) + "."]
            for method, text in _methods(value):
                lines += ["", f"`{method}`", f":   {_prose(text).replace(chr(10), chr(10) + '    ')}"]
    return "\n".join([*lines, ""])


def _values_of(value: type) -> list[str]:
    if is_dataclass(value):
        return [field.name for field in fields(value) if not field.name.startswith("_")]
    return list(value.model_fields) if issubclass(value, BaseModel) else []


def _methods(value: type) -> Iterator[tuple[str, str]]:
    bases = [base for base in reversed(value.__mro__) if base.__module__.startswith("trailbook.")]
    for name, member in {name: member for base in bases for name, member in vars(base).items()}.items():
        if name.startswith("_") and name != "__getitem__":
            continue
        if isinstance(member, property):
            yield name, inspect.getdoc(member) or ""
        elif inspect.isfunction(member) and name not in _values_of(value):
            shown = "[reference]" if name == "__getitem__" else f"{name}{_signature(member)}"
            yield shown, inspect.getdoc(member) or ""


def _signature(function: Any) -> str:
    """How a function is called, with its types as they are written."""
    text = (
        re.sub(r"= '([^']*)'", r'= "\1"', str(inspect.signature(function)))
        .replace("'", "")
        .replace("(self, ", "(")
        .replace("(self)", "()")
    )
    return re.sub(r"\b(?:\w+\.)+(\w+)", r"\1", text)


def _prose(text: str) -> str:
    """Text of the code as Markdown: what it quotes as code stays code, and nothing else is markup."""
    parts = re.split(r"(``.+?``|`[^`]+`)", text.replace("\b\n", ""))
    return "".join(part if part.startswith("`") else re.sub(r"([*<\[])", r"\\\1", part) for part in parts)


def _cell(text: str) -> str:
    return _prose(" ".join(text.split())).replace("|", "\\|")
