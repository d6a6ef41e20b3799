"""What pages show of an indicator: its observations, state and trend, and the review that it asks for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from trailbook.diagrams.charts.sparkline import draw_sparkline
from trailbook.records.kinds.indicator import Indicator
from trailbook.risk.indicators.breaches import Breach, breach
from trailbook.risk.indicators.model import Observation, Series, State, next_observation, state
from trailbook.risk.indicators.summary import describe_trend, with_unit
from trailbook.risk.overview.measures import FROM_HISTORY
from trailbook.site.rendering.sentences import svg_in_language
from trailbook.site.rendering.sitemap import Sitemap
from trailbook.text.days import has_passed
from trailbook.text.markdown_text import Section

SHOWN = 60
"""How many of the latest observations a page lists; the file has all of them."""


@dataclass(frozen=True)
class IndicatorView:
    """An indicator with its series, for templates. With ``has_trail`` the trail shows its reviews."""

    indicator: Indicator
    series: Series
    today: date | None
    has_trail: bool = False

    @property
    def last(self) -> Observation | None:
        """The latest observation; None if nothing is observed."""
        return self.series.last

    @property
    def newest(self) -> list[tuple[Observation, State]]:
        """The latest observations with the state of each, newest first."""
        shown = reversed(self.series.observations[-SHOWN:])
        return [(observation, state(self.indicator, observation.value)) for observation in shown]

    @property
    def has_notes(self) -> bool:
        """Whether any of these has a note."""
        return any(observation.note for observation, _ in self.newest)

    @property
    def has_sources(self) -> bool:
        """Whether any of these names its source."""
        return any(observation.source for observation, _ in self.newest)

    @property
    def breach(self) -> Breach | None:
        """The review that is due by what the record claims; None if none is, or if the trail shows reviews."""
        claimed = self.indicator.review
        return None if self.has_trail else breach(self.indicator, self.series, claimed.last if claimed else None)

    @property
    def late_since(self) -> date | None:
        """The day on which the next observation was due but missing; None if none is overdue."""
        due = next_observation(self.indicator, self.series)
        return due if has_passed(due, self.today) else None

    @property
    def trend(self) -> str:
        """The trend, in a sentence."""
        return describe_trend(self.indicator, self.series)

    @property
    def sparkline(self) -> Markup:
        """The series as a small picture."""
        svg = draw_sparkline(self.indicator, self.series)
        return Markup(svg_in_language(svg))  # noqa: S704 - drawn by trailbook.diagrams, which escapes every text

    @property
    def needs_history(self) -> bool:
        """Whether the indicator is counted from the history, which is not read here."""
        return not self.has_trail and self.indicator.computed in FROM_HISTORY

    @property
    def counted_how(self) -> str:
        """From what, and for which days, a computed indicator is counted, in a sentence."""
        if self.indicator.computed == "changes-with-a-reason":
            return "Counted from the history: for each month its commits to records, for the last one those so far."
        if self.indicator.computed == "agreed-by-nobody":
            return "Counted from the history: at the end of each month, and on the day of the newest commit."
        shown = ", with the reviews that git shows" if self.has_trail else ", by what they claim of their reviews"
        how = shown if self.indicator.computed == "reviews-overdue" else ""
        when = "at the end of each month as the history had them, and on the day of the newest commit"
        return f"Counted from the records of this repository{how}: {when}."

    def worded(self, value: float) -> str:
        """A value as text: with a percent sign for percentages, else the figure alone."""
        return with_unit(self.indicator, value)


def first_part(sections: Sequence[Section]) -> str:
    """The id of the first section below the title and introduction of a text; empty if there is none."""
    return next((section.id for section in sections if section.level == 2), "")


def indicator_view(indicator: Indicator, sitemap: Sitemap) -> IndicatorView | None:
    """The view of an indicator; None in a site that reads no observations."""
    observed = sitemap.observed
    if observed is None:
        return None
    return IndicatorView(indicator, observed.of(indicator.id), observed.today, sitemap.has_trail)
