"""A year at a glance: for each week a bar up for what strengthened and one down for what weakened.

There is no text in it, so that it can be as wide as any screen; each week with decisions leads to them.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from trailbook.diagrams.charts.marks import COLOURS
from trailbook.diagrams.drawing.colours import ACCENT, MUTED
from trailbook.diagrams.drawing.svg import element, number, text
from trailbook.risk.lessons.movements import Week
from trailbook.text.prose import count, in_prose

_WEEK, _BAR, _HALF = 10.0, 7.0, 40.0
"""The width of a week and of its bars, and the height of the longest bar."""
_MIDDLE = _HALF + 4


def draw_weeks(weeks: Sequence[Week], points: Mapping[date, Sequence[str]], href: str = "") -> str:
    """The strip; ``points`` are incidents and releases by day, ``href`` the page that lists decisions.

    Bars are as long as the square root of their number, so that a week of many does not hide those of one.
    """
    most = max((max(week.strengthened, week.weakened) for week in weeks), default=0) or 1
    width, height = len(weeks) * _WEEK, 2 * _MIDDLE
    axis = f"M0 {number(_MIDDLE)}H{number(width)}"
    return element(
        "svg",
        *_points(weeks, points, height),
        *(part for place, week in enumerate(weeks) for part in _week(place, week, most, href)),
        element("path", d=axis, class_="tb-weeks__line", stroke=MUTED, stroke_width=0.6),
        xmlns="http://www.w3.org/2000/svg",
        class_="tb-weeks",
        viewBox=f"0 0 {number(width)} {number(height)}",
        preserveAspectRatio="none",
        role="group",
        aria_label="Decisions by week",
    )


def describe_week(week: Week) -> str:
    """A week in words for its bar: its Monday, how many commits decided anything, and with which effect."""
    effects = [f"{week.strengthened} strengthened", f"{week.weakened} weakened"]
    return f"Week of {in_prose(week.first)}: {count(week.decided, 'commit')}, {', '.join(effects)}"


def _week(place: int, week: Week, most: int, href: str) -> Iterator[str]:
    if not week.decided:
        return
    left = place * _WEEK + (_WEEK - _BAR) / 2
    up, down = (_HALF * (value / most) ** 0.5 for value in (week.strengthened, week.weakened))
    bars = [
        element("rect", x=left, y=_MIDDLE - up, width=_BAR, height=up, class_="tb-weeks__up", fill=COLOURS["green"]),
        element("rect", x=left, y=_MIDDLE, width=_BAR, height=down, class_="tb-weeks__down", fill=COLOURS["red"]),
        element("rect", x=left, y=_MIDDLE - 1.5, width=_BAR, height=3.0, class_="tb-weeks__any", fill=MUTED),
    ]
    yield element(
        "a",
        element("title", text(describe_week(week))),
        element("rect", x=place * _WEEK, y=0.0, width=_WEEK, height=2 * _MIDDLE, fill="transparent"),
        *bars,
        href=f"{href}?from={week.first}&to={week.last}",
        aria_label=describe_week(week),
    )


def _points(weeks: Sequence[Week], points: Mapping[date, Sequence[str]], height: float) -> Iterator[str]:
    """A line at each day of an incident or a release."""
    for day, names in sorted(points.items()):
        if weeks and weeks[0].first <= day <= weeks[-1].last:
            x = (day - weeks[0].first).days / 7 * _WEEK
            yield element(
                "path",
                element("title", text(f"{in_prose(day)}: {', '.join(names)}")),
                d=f"M{number(x)} 0V{number(height)}",
                class_="tb-weeks__point",
                stroke=ACCENT,
                stroke_width=2.0,
                vector_effect="non-scaling-stroke",
            )
