"""The board page on one sheet of A4, as PDF for those who are handed paper.

It is set by Typst (https://typst.app), an optional wheel that needs no system library. The document is tagged and meets
PDF/UA-1, and the same state of the records gives the same bytes: it has the day that it is of, and no clock. Figures
are those of the board page, from the same functions; what records and commits say reaches the setter as data alone.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from trailbook.diagrams.charts.risk_matrix import draw_matrix
from trailbook.diagrams.charts.stacked_bars import draw_bars
from trailbook.diagrams.drawing import fonts
from trailbook.risk.register.register import RegisterEntry
from trailbook.site.pages.board import Board
from trailbook.site.pages.dashboards import headline
from trailbook.text.errors import TrailbookError, install_with
from trailbook.text.prose import count
from trailbook.text.scratch import Scratch
from trailbook.text.unseen import one_line
from trailbook.trail.published_text import published

_RISKS, _ASKS, _CHANGES = 5, 6, 3


class NoSetterError(TrailbookError):
    """The optional typesetter is not installed. The message says how to get it."""


@dataclass(frozen=True)
class Setting:
    """What names a report: the knowledge base and the period, such as ``2026-Q4``."""

    name: str
    period: str


def board_report(board: Board, setting: Setting) -> bytes:
    """The board page as PDF. Raises ``NoSetterError`` where there is no typesetter."""
    if find_spec("typst") is None:
        raise NoSetterError(f"a report needs an optional part; {install_with('pdf')}")
    typst = import_module("typst")
    template = files(__package__).joinpath("board_report.typ").read_bytes()
    with Scratch() as folder:
        for number, name in enumerate((fonts.REGULAR, fonts.SEMIBOLD)):
            Path(folder, f"{number}.ttf").write_bytes(fonts.unpacked(name))
        Path(folder, "report.typ").write_bytes(template)
        Path(folder, "report.json").write_text(json.dumps(report_values(board, setting)), encoding="utf-8")
        made: bytes = typst.compile(
            str(Path(folder, "report.typ")),
            root=folder,
            format="pdf",
            font_paths=[folder],
            ignore_system_fonts=True,
            pdf_standards="ua-1",
            timestamp=0,
        )
    return made


def report_values(board: Board, setting: Setting) -> Mapping[str, Any]:
    """What the sheet says, as the template reads it."""
    scheme, today = board.sitemap.scheme, board.today
    bars = draw_bars([*board.past, board.risk], "Threats by level of risk", "bars") if board.risk else None
    return {
        "name": setting.name,
        "period": setting.period,
        "day": [today.year, today.month, today.day] if today else None,
        "headline": headline(board),
        "bars": {"svg": bars.svg, "words": " ".join(bars.words)} if bars else None,
        "matrix": {
            "svg": draw_matrix(scheme, board.placed, "Greatest risk of each application", "matrix"),
            "words": " ".join(f"{one.words}." for one in board.placed),
        }
        if board.placed
        else None,
        "levels": [[level, board.risk.levels[level]] for level in scheme.levels] if board.risk else [],
        "applications": [
            [app.model.application.name, app.highest or "not assessed", f"{len(app.above) or 'none'} above our limit"]
            for app in board.applications
        ],
        "asks": [
            [one_line(ask.title), f"{ask.question}{f', by {ask.day}' if ask.day else ''}"] for ask in board.asks[:_ASKS]
        ],
        "more_asks": max(len(board.asks) - _ASKS, 0),
        "risks": [
            [scheme.level(one.residual), one_line(one.title), _plan(board, one)] for one in board.entries[:_RISKS]
        ],
        "changes": [
            [one.changes[0].effect == "weakens", published(one.decision.title, 120), str(one.decision.day)]
            for one in board.moved_this_quarter(_CHANGES)
        ],
        "overdue": count(len(board.overdue), "thing is", "things are") + " overdue"
        if board.overdue
        else "Nothing is overdue",
    }


def _plan(board: Board, entry: RegisterEntry) -> str:
    """Who works on a risk and by when, or until when it is accepted."""
    if tasks := board.tasks_against(entry):
        first = tasks[0].mitigation
        by = f", by {first.due}" if first.due else ""
        return f"{first.owner}{by}; {count(len(tasks), 'mitigation')} open"
    if acceptance := entry.members[0].threat.acceptance:
        return f"accepted until {acceptance.until}"
    return "no plan" if entry in board.above else "within our limit"
