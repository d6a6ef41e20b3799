"""The kinds of record. A kind is a module of this folder with one class whose ``kind`` is its name.

A new kind is a new file; nothing else has to list it.
"""

from importlib import import_module
from pkgutil import iter_modules
from typing import get_args

from trailbook.records.model import Record


def _found() -> dict[str, type[Record]]:
    kinds: dict[str, type[Record]] = {}
    for module in iter_modules(__path__):
        for value in vars(import_module(f"{__name__}.{module.name}")).values():
            if isinstance(value, type) and issubclass(value, Record) and value.__module__.endswith(module.name):
                (name,) = get_args(value.model_fields["kind"].annotation)
                kinds[name] = value
    return kinds


KINDS: dict[str, type[Record]] = _found()
"""Every kind by the name that stands in ``kind:``, plain pages included."""

PREFIXES: dict[str, str] = {cls.prefix: kind for kind, cls in KINDS.items() if cls.prefix}
"""The kind that an id's first word stands for: ``POL`` is a policy."""
