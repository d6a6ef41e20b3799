"""The rules that say what weakens and what strengthens, one module each with a ``RULE``.

A new rule is a new file; nothing else has to list it.
"""

from importlib import import_module
from pkgutil import iter_modules

from trailbook.trail.effects.rule import Rule

RULES: tuple[Rule, ...] = tuple(
    import_module(f"{__name__}.{name}").RULE for name in sorted(module.name for module in iter_modules(__path__))
)
"""Every rule, by name."""
