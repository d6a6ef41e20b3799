"""The rules that give steps. A rule is a module of this folder with a ``RULE``, named like its id.

A new rule is a new file; nothing else has to list it.
"""

from importlib import import_module
from pkgutil import iter_modules

from trailbook.risk.playbooks.rule import StepRule

STEP_RULES: tuple[StepRule, ...] = tuple(
    import_module(f"{__name__}.{name}").RULE for name in sorted(module.name for module in iter_modules(__path__))
)
"""Every rule, by name."""
