"""Trailbook: playbooks plus decision trail, published from a git repository of security records.

A script begins with ``open``::

    import trailbook

    kb = trailbook.open("our-knowledge")
    kb["POL-EXPOSURE.C6"].level
    kb.trail("POL-EXPOSURE.C6").decisions[0].rationale.text

The packages, from the ground up; each imports from those before it alone (``make lint`` holds that): ``text``,
``records``, ``credentials``, ``trail`` (git, decisions, approvals), ``drift``, ``risk``, ``diagrams`` and
``interchange``, ``audiences``, ``audit``, ``contributing`` and ``diff``, ``workspace``, ``site``, ``release``, ``cli``.

``open`` reads the configuration of a knowledge base and nothing else; what is asked of the ``Workspace`` that it
returns is worked out once, on the first call. Importing this module reads nothing at all.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date
    from os import PathLike

    from trailbook.records.knowledge_base import KnowledgeBase
    from trailbook.risk.threats.findings import Finding
    from trailbook.text.errors import TrailbookError
    from trailbook.text.problem import Problem
    from trailbook.trail.changes.change import Change
    from trailbook.trail.decisions import Decision, Trail
    from trailbook.trail.git.command import HistoryError
    from trailbook.workspace.configuration import ConfigurationError
    from trailbook.workspace.lookup import UnknownReferenceError
    from trailbook.workspace.workspace import Workspace

__version__ = "0.1.0"

__all__ = [
    "Change",
    "ConfigurationError",
    "Decision",
    "Finding",
    "HistoryError",
    "KnowledgeBase",
    "Problem",
    "Trail",
    "TrailbookError",
    "UnknownReferenceError",
    "Workspace",
    "open",
]

_HOMES = {
    "Change": "trail.changes.change",
    "ConfigurationError": "workspace.configuration",
    "Decision": "trail.decisions",
    "Finding": "risk.threats.findings",
    "HistoryError": "trail.git.command",
    "KnowledgeBase": "records.knowledge_base",
    "Problem": "text.problem",
    "Trail": "trail.decisions",
    "TrailbookError": "text.errors",
    "UnknownReferenceError": "workspace.lookup",
    "Workspace": "workspace.workspace",
}
"""The modules that the public values are defined in; each is read when somebody asks for the value."""


def open(path: "str | PathLike[str]" = ".", today: "date | None" = None) -> "Workspace":
    """The knowledge base in a folder, with all that is known of it.

    Reads the folder's mkdocs.yml. ``today`` is the day that dates are compared with; that of the newest commit if it
    is None. Raises ``ConfigurationError`` if the mkdocs.yml can't be used.
    """
    from trailbook.workspace.workspace import open_workspace  # noqa: PLC0415 - importing Trailbook is to cost nothing

    return open_workspace(path, today)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
