"""Indicators and series in few words."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from trailbook.records.kinds.indicator import Indicator
from trailbook.risk.indicators.model import Observation, Series


def indicator(**values: Any) -> Indicator:
    """An indicator that is amber from 2 and red from 5."""
    return Indicator.model_validate(
        {
            "id": "IND-A",
            "kind": "indicator",
            "title": "A",
            "owner": "Us",
            "unit": "apps",
            "worse": "higher",
            "thresholds": {"amber": 2, "red": 5},
            "frequency": "monthly",
            "measured_by": "Count them.",
            "measures": (),
            **values,
        }
    )


def observed(values: Sequence[float], begin: date = date(2026, 1, 1)) -> tuple[Observation, ...]:
    """One observation a day."""
    return tuple(Observation(begin + timedelta(days=index), value) for index, value in enumerate(values))


def series(*values: float) -> Series:
    return Series(observed(values), "observations/IND-A.csv")
