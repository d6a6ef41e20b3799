"""The kinds of record. A kind is a module of this folder with one class whose ``kind`` is its name.

A new kind is a new file, found by itself; its line below is for the reader.

- ``checklist``  a playbook as somebody followed it on a day
- ``connector``  what may carry data, and on what terms
- ``exercise``  an incident rehearsed at a table
- ``indicator``  a number that shows whether a control works or a threat grows
- ``page``  any Markdown page that declares no kind
- ``playbook``  what a person in a role does, step by step
- ``policy``  controls, and exceptions to them
- ``postmortem``  what went wrong, and what it changed
- ``template``  what the settings of a platform have to be
- ``threat_model``  an application, what can go wrong with it, and what is done about that
- ``training``  a scenario, with questions and answers that explain themselves

Three modules hold parts that kinds share: ``action`` (what has to change after an incident or an exercise), ``facts``
(what a threat model states of its elements, for rules to judge) and ``source`` (where what is said can be read).
"""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from trailbook.records.model import Record
from trailbook.text.output import schema_text


def _find_kinds() -> dict[str, type[Record]]:
    kinds: dict[str, type[Record]] = {}
    for module in iter_modules(__path__):
        for value in vars(import_module(f"{__name__}.{module.name}")).values():
            if isinstance(value, type) and issubclass(value, Record) and value.__module__.endswith(module.name):
                kinds[value.kind_name()] = value
    return kinds


KINDS: dict[str, type[Record]] = _find_kinds()
"""Every kind by the value of ``kind:``, plain pages included."""

PREFIXES: dict[str, str] = {cls.prefix: kind for kind, cls in KINDS.items() if cls.prefix}
"""The kind that each id's first word means: ``POL`` is a policy."""


def schemas() -> dict[str, str]:
    """The JSON Schema of each kind but pages, as text by file name, so that editors complete and check records.

    For a kind written in Markdown it describes the front matter.
    """
    return {f"{kind}.schema.json": _schema(kind) for kind, cls in sorted(KINDS.items()) if cls.prefix}


@cache
def _schema(kind: str) -> str:
    model = KINDS[kind]
    schema = model.model_json_schema()
    schema["properties"]["id"] = {
        "type": "string",
        "pattern": rf"^{model.prefix}(-[A-Z0-9]+)+$",
        "description": "The stable id of the record. It never changes, wherever the file moves.",
    }
    schema["properties"]["kind"]["description"] = Record.model_fields["kind"].description
    model.complete_schema(schema)
    if model.syntax == "markdown":
        schema["required"] = [name for name in schema["required"] if name != "title"]
    return schema_text(schema)
