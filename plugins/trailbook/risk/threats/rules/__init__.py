"""The rules that propose threats. A rule is a module of this folder with a ``RULE``, named like its id.

A new rule is a new file; nothing else has to list it. One file is named unlike its id, ``test-on-live-systems``:
tools that collect tests would import a module whose name begins with ``test_``.
"""

from importlib import import_module
from operator import attrgetter
from pkgutil import iter_modules

from trailbook.risk.threats.rule import Rule

RULES: tuple[Rule, ...] = tuple(
    sorted((import_module(f"{__name__}.{module.name}").RULE for module in iter_modules(__path__)), key=attrgetter("id"))
)
"""Every rule, by id."""
