"""Checks of commit messages: what is missing that the trail would show as a gap, and what would help its readers.

A check is a module in this folder with a ``remarks`` function, which takes a ``Case``. To add one, add a file; it need
not be listed anywhere.
"""

from importlib import import_module
from pkgutil import iter_modules

from trailbook.contributing.messages.case import Case, Remark

_CHECKS = tuple(import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__))


def remarks(case: Case) -> list[Remark]:
    """All remarks on a message, in the order of its lines, errors before notices on each line."""
    if case.text.is_to_be_squashed and not case.is_final:
        return []
    found = [remark for check in _CHECKS for remark in check.remarks(case)]
    return sorted(found, key=lambda remark: (remark.line, remark.level != "error", remark.rule, remark.message))
