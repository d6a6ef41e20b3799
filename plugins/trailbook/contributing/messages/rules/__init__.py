"""What a commit message leaves out that the trail would show as a gap, and what would make it more useful.

A check is a module of this folder with a ``remarks`` function, which takes a ``Case``. A new check is a new file;
nothing else has to list it.
"""

from importlib import import_module
from pkgutil import iter_modules

from trailbook.contributing.messages.case import Case, Remark

_CHECKS = tuple(import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__))


def remarks(case: Case) -> list[Remark]:
    """Everything that there is to say of a message, in the order of its lines, problems first in each."""
    if case.written.is_to_be_squashed and not case.is_final:
        return []
    found = [remark for check in _CHECKS for remark in check.remarks(case)]
    return sorted(found, key=lambda one: (one.line, one.level != "error", one.rule, one.message))
