"""Threat models to draw, written as short as a test can read them."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from trailbook.records.kinds.threat_model import ThreatModel

Make = Callable[..., ThreatModel]


def _model(
    components: Sequence[dict[str, Any]],
    flows: Sequence[dict[str, Any]] = (),
    boundaries: Sequence[dict[str, Any]] = (),
    data: Sequence[dict[str, Any]] = (),
    name: str = "Leave requests",
) -> ThreatModel:
    application = {"name": name, "platform": "p", "purpose": "p", "users": "u", "impact": "i"}
    values = {
        "id": "TM-LEAVE",
        "kind": "threat-model",
        "title": name,
        "owner": "People",
        "review": {"cadence": "yearly"},
        "application": application,
        "components": [{"type": "service", "owner": "People", "name": c["id"], **c} for c in components],
        "flows": [{"name": f["id"], **f} for f in flows],
        "boundaries": [{"name": b["id"], **b} for b in boundaries],
        "data": [{"name": d["id"], **d} for d in data],
    }
    return ThreatModel.model_validate(values, strict=False)


@pytest.fixture
def make() -> Make:
    """Makes a threat model; what a test does not care about is filled in."""
    return _model


@pytest.fixture
def leave() -> ThreatModel:
    """A form, an approval and a list in nested boundaries, with flows of several sensitivities."""
    return _model(
        components=[
            {"id": "EMPLOYEE", "type": "person"},
            {"id": "FORM", "type": "form", "boundary": "B1", "name": "Leave form"},
            {"id": "APPROVAL", "type": "automation", "boundary": "B2"},
            {"id": "LIST", "type": "data-store", "boundary": "B2"},
        ],
        boundaries=[{"id": "B1", "name": "Company tenant"}, {"id": "B2", "name": "HR environment", "within": "B1"}],
        data=[
            {"id": "D1", "name": "Reasons", "sensitivity": "restricted", "personal": True},
            {"id": "D2", "name": "Dates", "sensitivity": "internal"},
        ],
        flows=[
            {"id": "F1", "name": "Request", "source": "EMPLOYEE", "target": "FORM", "data": ["D2", "D1"]},
            {"id": "F2", "name": "Start", "source": "FORM", "target": "APPROVAL", "data": ["D2"]},
            {"id": "F3", "name": "Store", "source": "APPROVAL", "target": "LIST"},
            {"id": "F4", "name": "Answer", "source": "APPROVAL", "target": "EMPLOYEE", "data": ["D2"]},
        ],
    )
