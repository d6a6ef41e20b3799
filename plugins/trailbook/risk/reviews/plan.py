"""How often records are reviewed beyond what they say themselves: the option ``reviews`` of the configuration."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from trailbook.records.kinds.connector import Connector
from trailbook.records.kinds.threat_model import ThreatModel
from trailbook.records.model import Model, OwnedRecord
from trailbook.records.states import counts
from trailbook.records.vocabulary import CADENCE_MONTHS, Cadence
from trailbook.risk.scoring.scheme import Scheme
from trailbook.text.mkdocs_yml import option_places
from trailbook.text.model_problems import read_model
from trailbook.text.problem import Problem


class ByRisk(Model):
    """The cadence of a threat model by the highest residual risk among its threats."""

    critical: Cadence | None = None
    high: Cadence | None = None
    medium: Cadence | None = None
    low: Cadence | None = None
    note: Cadence | None = None


class ByTier(Model):
    """The cadence of a connector by how it is supplied."""

    standard: Cadence | None = None
    premium: Cadence | None = None
    custom: Cadence | None = None
    community: Cadence | None = None


class ReviewPlan(Model):
    """The option as written in ``mkdocs.yml``. ``theme_size`` is the greatest number of records in one sitting."""

    risk: ByRisk = ByRisk()
    tier: ByTier = ByTier()
    theme_size: Annotated[int, Field(ge=1, le=50)] = 5

    def cadence(self, record: OwnedRecord, scheme: Scheme) -> tuple[Cadence | None, str]:
        """How often a record is reviewed, and why: the shortest of its own cadence and those that its risk asks for.

        The reason is empty if the cadence is the record's own; the cadence is None if nothing asks for a review.
        """
        stated = ((record.review.cadence, ""),) if record.review else ()
        asked = (*stated, *self._asked(record, scheme))
        return min(asked, key=lambda found: CADENCE_MONTHS[found[0]], default=(None, ""))

    def _asked(self, record: OwnedRecord, scheme: Scheme) -> Iterator[tuple[Cadence, str]]:
        if isinstance(record, Connector) and (cadence := getattr(self.tier, record.tier)):
            yield cadence, f"tier: {record.tier}"
        if isinstance(record, ThreatModel) and record.threats:
            levels = {scheme.level(threat.residual) for threat in record.threats if counts(threat)}
            highest = next((level for level in scheme.levels if level in levels), None)
            if highest and (cadence := getattr(self.risk, highest)):
                yield cadence, f"highest residual risk: {highest}"


DEFAULT = ReviewPlan()
"""Each record by its own cadence."""


def read_review_plan(options: object, file: str = "mkdocs.yml", text: str = "") -> tuple[ReviewPlan, list[Problem]]:
    """The plan that the option asks for, the default one for None, and what is wrong with it.

    ``text`` is the configuration file's, in which the places of problems are looked up. An option with a problem is
    ignored as a whole.
    """
    if options is None:
        return DEFAULT, []
    positions = option_places(text, file, "trailbook/records", "reviews")
    example = "keys with values, such as 'risk: {critical: monthly}'"
    plan, problems = read_model(ReviewPlan, options, file, positions, "reviews is", example)
    return plan or DEFAULT, problems
