"""The board page on one sheet of A4, as PDF for those who are handed paper.

It is set by Typst (https://typst.app), an optional wheel that needs no system library. The document is tagged and meets
PDF/UA-1, and the same state of the records gives the same bytes: it has the day that it is of, and no clock. Figures
are those of the board page, from the same functions; what records and commits say reaches the setter as data alone.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
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
from trailbook.site.rendering.sentences import in_language, svg_in_language, words_in_language
from trailbook.site.rendering.translation import day_in_words, speak, spoken, translated, translated_words
from trailbook.text.errors import InputError, install_with
from trailbook.text.scratch import Scratch
from trailbook.text.unseen import one_line
from trailbook.trail.published_text import published

_RISKS, _ASKS, _CHANGES = 5, 6, 3


class NoSetterError(InputError):
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
        Path(folder, "report.json").write_text(json.dumps(_spoken_values(board, setting)), encoding="utf-8")
        pdf: bytes = typst.compile(
            str(Path(folder, "report.typ")),
            root=folder,
            format="pdf",
            font_paths=[folder],
            ignore_system_fonts=True,
            pdf_standards="ua-1",
            timestamp=0,
        )
    return pdf


def _spoken_values(board: Board, setting: Setting) -> Mapping[str, Any]:
    """What the sheet says in the language of the site."""
    before = spoken()
    speak(board.sitemap.language)
    try:
        return report_values(board, setting)
    finally:
        speak(before)


def report_values(board: Board, setting: Setting) -> Mapping[str, Any]:
    """What the sheet says, as the template reads it."""
    today, overdue = board.today, len(board.overdue)
    return {
        "name": setting.name,
        "period": setting.period,
        "language": spoken(),
        "day": [today.year, today.month, today.day] if today else None,
        "footer": _footer(board),
        "headline": in_language(headline(board)),
        "titles": _titles(),
        "none": {"asks": translated("None today."), "changes": translated("Nothing that weakens or strengthens.")},
        "bars": _bars(board),
        "matrix": _matrix(board),
        "levels": _levels(board),
        "applications": [*_applications(board)],
        "asks": [[one_line(ask.title), in_language(ask.question) + _by(ask.day)] for ask in board.asks[:_ASKS]],
        "more_asks": translated("and {0} more").replace("{0}", str(len(board.asks) - _ASKS))
        if len(board.asks) > _ASKS
        else "",
        "risks": [*_risks(board)],
        "changes": [*_changes(board)],
        "overdue": translated("Overdue: {0}").replace("{0}", str(overdue))
        if overdue
        else translated("Nothing is overdue."),
    }


def _titles() -> dict[str, str]:
    return {
        "bars": translated("Threats by level of risk"),
        "matrix": translated("Greatest risk of each application"),
        "asks": translated("To decide"),
        "risks": translated("Greatest risks"),
        "changes": translated("Changed this quarter"),
    }


def _bars(board: Board) -> dict[str, str] | None:
    drawn = draw_bars([*board.past, board.risk], "Threats by level of risk", "bars") if board.risk else None
    if drawn is None:
        return None
    return {"svg": svg_in_language(drawn.svg), "words": " ".join(map(words_in_language, drawn.words))}


def _matrix(board: Board) -> dict[str, str] | None:
    if not board.placed:
        return None
    drawn = draw_matrix(board.sitemap.scheme, board.placed, "Greatest risk of each application", "matrix")
    said = " ".join(words_in_language(f"{one.words}.") for one in board.placed)
    return {"svg": svg_in_language(drawn), "words": said}


def _levels(board: Board) -> list[list[Any]]:
    """Each level with its word and how many threats have it; none where no day counts as today."""
    risk, levels = board.risk, board.sitemap.scheme.levels
    return [[level, translated_words(level), risk.levels[level]] for level in levels] if risk else []


def _applications(board: Board) -> Iterator[list[str]]:
    for app in board.applications:
        level = app.highest or "not-assessed"
        said = translated("{0} above our limit").replace("{0}", str(len(app.above) or translated("none")))
        if app.accepted:
            said = translated("{0} above our limit, {1} accepted").replace("{1}", str(len(app.accepted)))
            said = said.replace("{0}", str(len(app.above) + len(app.accepted)))
        yield [app.model.application.name, level, translated_words(level), said]


def _risks(board: Board) -> Iterator[list[str]]:
    for one in board.entries[:_RISKS]:
        level = board.sitemap.scheme.level(one.residual)
        yield [level, translated_words(level), one_line(one.title), _plan(board, one)]


def _changes(board: Board) -> Iterator[list[Any]]:
    for one in board.moved_this_quarter(_CHANGES):
        is_weaker = one.changes[0].effect == "weakens"
        title = published(one.decision.title, 120)
        word = translated("weakened" if is_weaker else "strengthened")
        yield [is_weaker, word, title, day_in_words(one.decision.day)]


def _footer(board: Board) -> str:
    if board.today is None:
        return translated("The figures are those of the board page.")
    return translated("As of {0}. The figures are those of the board page of this day.").replace(
        "{0}", day_in_words(board.today)
    )


def _by(day: date | None) -> str:
    """The day by which something is asked, behind what is asked."""
    return translated(", by {0}").replace("{0}", day_in_words(day)) if day else ""


def _plan(board: Board, entry: RegisterEntry) -> str:
    """Who works on a risk and by when, or until when it is accepted."""
    if tasks := board.tasks_against(entry):
        first = tasks[0].mitigation
        open_ = translated("open: {0}").replace("{0}", str(len(tasks)))
        return f"{first.owner}{_by(first.due)}; {open_}"
    if acceptance := entry.members[0].threat.acceptance:
        return translated("accepted until {0}").replace("{0}", day_in_words(acceptance.until))
    return translated("no plan" if entry in board.above else "within our limit")
